using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.TestKit;

namespace FinData.Tests.Domain;

/// <summary>Random records on a handful of accounts: in one shard, in five, and in a model of the rules.</summary>
public class BankPropertyTests
{
    private const long CardLine = 50_00;
    private static readonly AccountPolicy policy = new() { Card = new Opening(true, Currency.Of("EUR"), CardLine) };
    private static readonly string[] accounts =
        ["account:a", "account:b", "account:c", "account:czk", "card:1", "card:2"];
    private static readonly string[] terminals = ["terminal:t", "terminal:u"];

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7)]
    public void One_shard_and_five_give_the_answers_and_balances_of_a_plain_model(ulong seed)
    {
        using var one = new TestBank(1, policy);
        using var five = new TestBank(5, policy);
        Run(seed, one, five);
        Assert.Equal(one.StateHash, five.StateHash);
        five.Restart();
        Assert.Equal(one.StateHash, five.StateHash);
    }

    [Fact]
    public void These_seeds_meet_every_answer_there_is() => Assert.Equal(
        [
            "accepted", "already-open", "already-reversed", "currency-mismatch", "duplicate", "exceeds-hold",
            "id-reused", "insufficient-funds", "no-such-account", "no-such-hold", "no-such-transaction",
            "not-reversible",
        ],
        Enumerable.Range(1, 7).SelectMany(seed => Run((ulong)seed)).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(1), InlineData(5)]
    public void Records_that_come_all_at_once_leave_the_books_closed_and_no_account_beyond_its_line(int shards)
    {
        for (var seed = 1ul; seed <= 20; seed++)
        {
            using var bank = new TestBank(shards, policy);
            var chance = new Chance(seed);
            var said = new List<Said>();
            for (var round = 0; round < 20; round++)
                bank.Together(() =>
                {
                    for (var i = 0; i < 15; i++)
                    {
                        var next = Next(chance, said, said.Count);
                        said.Add(next);
                        next.To(bank);
                    }
                });
            var hash = bank.StateHash;
            foreach (var currency in (string[])["EUR", "CZK"])
                Assert.True((0L, 0L) == (bank.Total(currency), bank.OnTheWay(currency)),
                    $"seed {seed}: {currency} does not close.");
            foreach (var name in accounts)
                Assert.True(bank[name] is not { Available: < 0 }, $"seed {seed}: {name} is beyond its line.");
            bank.Restart();
            Assert.Equal(hash, bank.StateHash);
        }
    }

    private static HashSet<string> Run(ulong seed, params TestBank[] banks)
    {
        var model = new PlainBank(CardLine, policy.HoldLasts);
        var (chance, said, answers) = (new Chance(seed), new List<Said>(), new HashSet<string>());
        Pass(1_000_000_000_000);
        for (var step = 0; step < 500; step++)
        {
            if (chance.OneIn(40)) Pass(model.Now + chance.Below(3 * 86_400_000));
            if (chance.OneIn(60) && banks.Length > 0) banks[^1].Restart();
            var next = chance.OneIn(15) && said.Count > 0 ? said[chance.Below(said.Count)] : Next(chance, said, step);
            // Ids are remembered by the account's shard: another account's id is another one's in some of the banks.
            if (chance.OneIn(100) && said.Find(s => s.Account == next.Account) is { Id: not null } first)
                next = next with { Id = first.Id };
            said.Add(next);

            var expected = model.Post(next);
            answers.Add(expected);
            foreach (var bank in banks)
            {
                var at = $"seed {seed}, step {step}, {bank.Shards.Shards.Count} shards: {next}";
                var actual = next.To(bank);
                Assert.True(expected == actual, $"{at}: the answer is {actual} and should be {expected}.");
                CheckBooks(bank, model, at);
            }
        }
        return answers;

        void Pass(long time)
        {
            model.Pass(time);
            foreach (var bank in banks) bank.Tick(time);
        }
    }

    private static void CheckBooks(TestBank bank, PlainBank model, string at)
    {
        foreach (var currency in (string[])["EUR", "CZK"])
            Assert.True((0L, 0L) == (bank.Total(currency), bank.OnTheWay(currency)),
                $"{at}: {currency} does not close.");
        foreach (var name in accounts.Concat(terminals))
        {
            model.Accounts.TryGetValue(name, out var expected);
            var actual = bank[name];
            long? held = expected is null ? null : model.HeldBy(name);
            Assert.True((expected?.Posted, held) == (actual?.Posted, actual?.Held),
                $"{at}: {name} has {actual?.Posted} and {actual?.Held} held, not {expected?.Posted} and {held}.");
            Assert.True(actual is not { Available: < 0 }, $"{at}: {name} is beyond its line.");
        }
    }

    // Small amounts on few accounts, so that every no is met; a tenth of the currencies named are wrong ones.
    private static Said Next(Chance chance, List<Said> said, int number)
    {
        var id = $"t{number}";
        var account = accounts[chance.Below(accounts.Length)];
        var amount = chance.OneIn(12) ? 0 : chance.Below(40_00);
        var currency = !chance.OneIn(5) ? null : chance.OneIn(10) != (account == "account:czk") ? "CZK" : "EUR";
        var earlier = said.Count == 0 ? id : said[Math.Max(0, said.Count - 1 - chance.Below(30))].Id;
        var hold = said.LastOrDefault(s => s.Type == TransactionType.Hold && s.Account == account).Id ?? earlier;
        var posting = said.LastOrDefault(s => s.Type < TransactionType.Hold && s.Account == account).Id ?? earlier;
        var reference = chance.OneIn(4) ? earlier : hold;
        var terminal = terminals[chance.Below(terminals.Length)];
        return chance.Below(12) switch
        {
            0 => new Said(id, TransactionType.Open, account, Currency: account == "account:czk" ? "CZK" : "EUR",
                CreditLine: chance.OneIn(2) ? 10_00 : 0),
            1 or 2 => new Said(id, TransactionType.Deposit, account, amount, Currency: currency),
            3 => new Said(id, TransactionType.Withdrawal, account, amount, Currency: currency),
            4 or 5 => new Said(id, TransactionType.Payment, account, amount, terminal),
            6 or 7 => new Said(id, TransactionType.Transfer, account, amount, accounts[chance.Below(accounts.Length)]),
            8 => new Said(id, TransactionType.Hold, account, amount, Currency: currency),
            9 => new Said(id, TransactionType.Commit, account, amount, chance.OneIn(2) ? terminal : null, reference),
            10 => new Said(id, TransactionType.Void, account, Reference: reference),
            _ => new Said(id, TransactionType.Reverse, account, Reference: chance.OneIn(3) ? earlier : posting),
        };
    }
}
