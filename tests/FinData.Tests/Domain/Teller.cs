using System.Globalization;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Tests.Domain;

/// <summary>Says records to a bank in words, so that a test is a table of lines; checks the books after each.</summary>
/// <remarks>
/// Lines end at a semicolon and are numbered from 1; the number is the record's id. <c>2: deposit a 5.00</c> says one
/// with an id of its own choice. A name without a kind is an account, or a terminal where it begins with t.
/// <code>
///  open a [line 50.00] · deposit a 5.00 · withdraw a 5.00 · pay a t 5.00 · transfer a b 5.00 · pass 7.00:00:00
///  hold a 5.00 · commit a 4 5.00 [t] · void a 4 · reverse a 4          all: [in CZK] [stated 7.00]
/// </code>
/// </remarks>
internal sealed class Teller : IDisposable
{
    private static readonly string[] currencies = ["EUR", "CZK", "JPY"];
    private readonly bool restarts;
    private int line;

    public Teller(int shards = 4, AccountPolicy? policy = null, bool restarts = false)
    {
        this.restarts = restarts;
        Bank = new TestBank(shards, policy);
    }

    public TestBank Bank { get; }

    /// <summary>Says a script to a bank, and to one that is restarted after every line; both give the same.</summary>
    public static void Check(string script, string answer, string balances, AccountPolicy? policy = null)
    {
        foreach (var restarts in (bool[])[false, true])
        {
            using var teller = new Teller(policy: policy, restarts: restarts);
            Assert.Equal((answer, balances), (teller.Say(script), teller.Balances(balances)));
        }
    }

    /// <summary>Says lines; gives the answer to the last one.</summary>
    public string Say(string script)
    {
        var answer = "";
        foreach (var said in script.Split(';', StringSplitOptions.TrimEntries))
        {
            line++;
            var at = said.IndexOf(": ", StringComparison.Ordinal);
            var (id, words) = at < 0 ? (line.ToString(CultureInfo.InvariantCulture), said)
                : (said[..at], said[(at + 2)..]);
            answer = Say(id, words.Split(' '));
            foreach (var currency in currencies)
                Assert.True((0L, 0L) == (Bank.Total(currency), Bank.OnTheWay(currency)),
                    $"The books do not close after: {said}");
            if (restarts) Restart(id, words.Split(' '), answer);
        }
        return answer;
    }

    /// <summary>The balances of the accounts that are named in a text like the one it gives:
    /// <c>a 5.00 held 1.00, b none</c>.</summary>
    public string Balances(string like)
    {
        var text = new StringBuilder();
        foreach (var name in like.Split(", ").Select(part => part.Split(' ')[0]))
        {
            if (text.Length > 0) text.Append(", ");
            text.Append(name).Append(' ');
            if (Bank[IdOf(name)] is not { } account) text.Append("none");
            else
            {
                text.Append(MoneyText.Format(account.Posted, 2));
                if (account.Held != 0) text.Append(" held ").Append(MoneyText.Format(account.Held, 2));
            }
        }
        return text.ToString();
    }

    public void Dispose() => Bank.Dispose();

    private void Restart(string id, string[] words, string answer)
    {
        var (hash, now) = (Bank.StateHash, Bank.Now);
        Bank.Restart();
        Assert.Equal(hash, Bank.StateHash);
        if (words[0] == "pass") return;
        Assert.Equal(answer == "id-reused" ? "id-reused" : "duplicate", Say(id, words));
        Assert.Equal((hash, now), (Bank.StateHash, Bank.Now));
    }

    private string Say(string id, string[] words)
    {
        if (words[0] == "pass")
        {
            Bank.Tick(Bank.Now + (long)TimeSpan.Parse(words[1], CultureInfo.InvariantCulture).TotalMilliseconds);
            return "";
        }
        var plain = words.Skip(2).TakeWhile(w => w is not ("in" or "line" or "stated")).ToArray();
        var type = words[0] switch
        {
            "open" => TransactionType.Open,
            "deposit" => TransactionType.Deposit,
            "withdraw" => TransactionType.Withdrawal,
            "pay" => TransactionType.Payment,
            "transfer" => TransactionType.Transfer,
            "hold" => TransactionType.Hold,
            "commit" => TransactionType.Commit,
            "void" => TransactionType.Void,
            "reverse" => TransactionType.Reverse,
            _ => throw new FormatException($"'{words[0]}' is no verb."),
        };
        var hasReference = type is TransactionType.Commit or TransactionType.Void or TransactionType.Reverse;
        var other = type is TransactionType.Payment or TransactionType.Transfer ? plain[0]
            : type == TransactionType.Commit && plain.Length > 2 ? plain[2] : null;
        var amount = type switch
        {
            TransactionType.Open or TransactionType.Void or TransactionType.Reverse => "0",
            TransactionType.Payment or TransactionType.Transfer or TransactionType.Commit => plain[1],
            _ => plain[0],
        };
        return Bank.Post(id, type, IdOf(words[1]), Cents(amount),
            other is null ? null : IdOf(other), hasReference ? plain[0] : null,
            Option("in"), Cents(Option("line") ?? "0"), Option("stated") is { } stated ? Cents(stated) : null);

        string? Option(string name) => Array.IndexOf(words, name) is var at and >= 0 ? words[at + 1] : null;
    }

    private static string IdOf(string name) =>
        name.Contains(':') ? name : (name[0] == 't' ? "terminal:" : "account:") + name;

    private static long Cents(string text) =>
        MoneyText.TryParse(Encoding.ASCII.GetBytes(text), 2, out var cents) ? cents
            : throw new FormatException($"'{text}' is no amount.");
}
