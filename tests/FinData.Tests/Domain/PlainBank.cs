using FinData.Domain.Records;

namespace FinData.Tests.Domain;

/// <summary>A record for a bank, as the property tests make them.</summary>
internal readonly record struct Said(string Id, TransactionType Type, string Account, long Amount = 0,
    string? Other = null, string? Reference = null, string? Currency = null, long CreditLine = 0)
{
    public string To(TestBank bank) => bank.Post(Id, Type, Account, Amount, Other, Reference, Currency, CreditLine);
}

/// <summary>The rules of a bank once more, in dictionaries: what the real one is compared with.</summary>
internal sealed class PlainBank(long cardLine, TimeSpan holdLasts)
{
    private readonly Dictionary<string, (Said Said, string Answer)> decided = [];
    private readonly Dictionary<string, (string Account, long Amount, long Expiry)> holds = [];
    private readonly HashSet<string> reversed = [];

    public Dictionary<string, Money> Accounts { get; } = [];

    public long Now { get; private set; }

    public long HeldBy(string account) => holds.Values.Where(h => h.Account == account).Sum(h => h.Amount);

    public void Pass(long time)
    {
        Now = time;
        foreach (var over in holds.Where(h => h.Value.Expiry <= time).ToList()) holds.Remove(over.Key);
    }

    public string Post(Said said)
    {
        if (decided.TryGetValue(said.Id, out var before)) return before.Said == said ? "duplicate" : "id-reused";
        var answer = Decide(said);
        decided.Add(said.Id, (said, answer));
        return answer;
    }

    private string Decide(Said said)
    {
        var exists = Accounts.TryGetValue(said.Account, out var account);
        if (said.Type == TransactionType.Open)
        {
            if (!exists) Accounts[said.Account] = new Money(said.Currency ?? "EUR", said.CreditLine);
            return exists ? "already-open" : "accepted";
        }
        if (!exists && !said.Account.StartsWith("card:", StringComparison.Ordinal)) return "no-such-account";
        account ??= new Money(said.Currency ?? "EUR", cardLine);
        if (said.Currency is not null && said.Currency != account.Currency) return "currency-mismatch";
        if (Reason(said, account) is { } reason) return reason;

        Accounts[said.Account] = account;
        switch (said.Type)
        {
            case TransactionType.Deposit: account.Posted += said.Amount; break;
            case TransactionType.Hold:
                holds[said.Id] = (said.Account, said.Amount, Now + (long)holdLasts.TotalMilliseconds);
                break;
            case TransactionType.Void: holds.Remove(said.Reference!); break;
            case TransactionType.Reverse: return Reverse(decided[said.Reference!].Said, account);
            default:
                account.Posted -= said.Amount;
                if (said.Type == TransactionType.Commit) holds.Remove(said.Reference!);
                if (said.Other is null || Credit(said.Other, said.Amount, account.Currency) is not { } no) break;
                account.Posted += said.Amount;
                return no;
        }
        return "accepted";
    }

    private string? Reason(Said said, Money account)
    {
        switch (said.Type)
        {
            case TransactionType.Deposit: return null;
            case TransactionType.Commit or TransactionType.Void:
                if (!holds.TryGetValue(said.Reference!, out var hold) || hold.Account != said.Account)
                    return "no-such-hold";
                return said.Type == TransactionType.Commit && said.Amount > hold.Amount ? "exceeds-hold" : null;
            case TransactionType.Reverse:
                if (!decided.TryGetValue(said.Reference!, out var original) || original.Answer != "accepted"
                    || original.Said.Account != said.Account) return "no-such-transaction";
                if (reversed.Contains(said.Reference!)) return "already-reversed";
                return original.Said.Type switch
                {
                    TransactionType.Deposit =>
                        Covers(said.Account, account, original.Said.Amount) ? null : "insufficient-funds",
                    TransactionType.Withdrawal or TransactionType.Payment => null,
                    TransactionType.Transfer or TransactionType.Commit => null,
                    _ => "not-reversible",
                };
            default: return Covers(said.Account, account, said.Amount) ? null : "insufficient-funds";
        }
    }

    private string Reverse(Said original, Money account)
    {
        var amount = original.Type == TransactionType.Deposit ? -original.Amount : original.Amount;
        if (original.Other is not null)
        {
            if (!Covers(original.Other, Accounts[original.Other], amount)) return "insufficient-funds";
            Accounts[original.Other].Posted -= amount;
        }
        account.Posted += amount;
        reversed.Add(original.Id);
        return "accepted";
    }

    private string? Credit(string to, long amount, string currency)
    {
        if (!Accounts.TryGetValue(to, out var account))
        {
            if (to.StartsWith("account:", StringComparison.Ordinal)) return "no-such-account";
            Accounts[to] = account =
                new Money(currency, to.StartsWith("card:", StringComparison.Ordinal) ? cardLine : 0);
        }
        if (account.Currency != currency) return "currency-mismatch";
        account.Posted += amount;
        return null;
    }

    private bool Covers(string name, Money account, long amount) =>
        amount <= Math.Max(0, account.Posted + account.CreditLine - HeldBy(name));

    internal sealed class Money(string currency, long creditLine)
    {
        public string Currency => currency;

        public long CreditLine => creditLine;

        public long Posted { get; set; }
    }
}
