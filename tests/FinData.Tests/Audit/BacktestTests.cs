using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.History;
using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.Tests.Domain;
using FinData.Topologies;

namespace FinData.Tests.Audit;

/// <summary>Rules over the debits of the past: what they would have done, each on the facts of then.</summary>
public sealed class BacktestTests : IDisposable
{
    private const long Day = 86_400_000, Hour = 3_600_000;
    private const string Large = "rule large: when amount > 100 EUR then decline\n",
        Busy = "rule busy: when account.count_24h > 3 and amount > 2 * account.mean then review\n",
        Trusted = "rule trusted: when other = \"terminal:t1\" then approve\n";

    private readonly TestBank bank = new(shards: 3) { Now = 20_000 * Day };

    public void Dispose() => bank.Dispose();

    [Fact]
    public void What_is_in_force_would_decide_nothing_otherwise() => Seeds.Each(20, seed =>
    {
        using var lived = new TestBank(shards: 1 + (int)(seed % 4)) { Now = 20_000 * Day };
        foreach (var rule in (string[])[Large, Busy, Trusted]) lived.Activate(rule);
        Live(lived, seed);

        foreach (var isAlone in (bool[])[false, true])
        {
            var report = Run(lived, Large + Busy + Trusted, isAlone);
            Assert.Equal([], report.Flips);
            Assert.Equal([], report.Examples);
            Assert.Equal(report.Was with { }, report.Would with
            {
                FraudStopped = report.Was.FraudStopped, GenuineStopped = report.Was.GenuineStopped,
            });
            Assert.True(report.Was is { Declined: > 0, Reviewed: > 0 } && report.Debits > 100, $"{report.Was}");
            // The registry has counted the same hits live.
            var live = Enumerable.Range(0, lived.Shards.Map.Shards).SelectMany(s => lived.RulesOf(s).Rules)
                .GroupBy(r => r.Name).ToDictionary(r => r.Key, r => r.Sum(e => e.Newest.Hits));
            Assert.Equal(live, report.Rules.ToDictionary(r => r.Rule, r => r.Hits));
        }
    });

    [Fact]
    public void A_rule_that_was_in_force_by_a_share_only_flips_the_others()
    {
        bank.Open("o", "account:a", creditLine: 1_000_000_00);
        bank.Activate(Large, RuleStage.Percentage, percent: 40);
        for (var i = 0; i < 200; i++) bank.Withdraw($"w{i}", "account:a", 200_00);

        var report = Run(bank, Large);

        Assert.Equal(200, report.Was.Declined + report.Flips.Single().Count);
        Assert.Equal(new FlipCount("accepted", "declined", 200 - report.Was.Declined), report.Flips.Single());
        Assert.True(report.Was.Declined is > 40 and < 120, $"{report.Was}");
        Assert.Equal([], Run(bank, Busy).Flips);      // What is not proposed goes on as it was.
    }

    [Fact]
    public void Other_rules_act_beside_the_proposed_ones_unless_these_are_alone()
    {
        bank.Open("o", "account:a", creditLine: 1_000_000_00);
        bank.Activate(Large);
        bank.Withdraw("w1", "account:a", 200_00);
        bank.Withdraw("w2", "account:a", 60_00);
        const string Look = "rule look: when amount > 50 EUR then review";

        Assert.Equal([new FlipCount("accepted", "review", 1)], Run(bank, Look).Flips);
        Assert.Equal([new FlipCount("accepted", "review", 1), new FlipCount("declined", "review", 1)],
            Run(bank, Look, isAlone: true).Flips);
        var replaced = Run(bank, "rule large: when amount > 500 EUR then decline");
        Assert.Equal([new FlipCount("declined", "accepted", 1)], replaced.Flips);
        Assert.Equal(("w1", "account:a", "200.00 EUR", "declined", "accepted"), (replaced.Examples[0].Transaction,
            replaced.Examples[0].Account, replaced.Examples[0].Amount, replaced.Examples[0].Was,
            replaced.Examples[0].Would));
    }

    [Fact]
    public void Figures_are_those_of_a_count_by_hand()
    {
        bank.Open("o", "account:a", creditLine: 1_000_000_00);
        bank.Open("y", "account:y", "JPY", creditLine: 1_000_000);
        bank.Activate("rule now: when amount > 400 EUR then decline");
        (string Id, long Amount, int Day, bool? IsFraud)[] debits =
        [
            ("a", 50_00, 0, false), ("b", 150_00, 0, true), ("c", 160_00, 0, false), ("d", 170_00, 1, true),
            ("e", 20_00, 1, true), ("f", 500_00, 1, true), ("g", 300_00, 1, null), ("late", 300_00, 3, true),
        ];
        foreach (var (id, amount, day, _) in debits)
        {
            bank.Now = (20_000 + day) * Day + Hour;
            bank.Withdraw(id, "account:a", amount);
        }
        bank.Now = 20_000 * Day + Hour;
        bank.Post("h", FinData.Domain.Records.TransactionType.Withdrawal, "account:y", 1_000, currency: "JPY");
        bank.Deposit("i", "account:a", 900_00);
        bank.Withdraw("j", "account:a", 999_999_999_00);

        var report = Run(bank, Large, days: 2, labels: id => Array.Find(debits, d => d.Id == id).IsFraud);

        Assert.Equal((8L, 6L, 4L), (report.Debits, report.Labelled, report.Frauds));
        var rule = Assert.Single(report.Rules);
        // Of b, c, d, f and g one has no label, and one was genuine; of yen the rule cannot tell.
        Assert.Equal((5L, 2.5, 1L, 0.75, 0.75), (rule.Hits, rule.HitsADay, rule.Unknown, rule.Precision, rule.Recall));
        Assert.Equal((1L, 5L), (report.Was.Declined, report.Would.Declined));
        Assert.Equal((1.0, 0.25), (report.Was.Precision, report.Was.Recall));
        Assert.Equal("500.00", report.Was.FraudStopped["EUR"]);
        Assert.Equal("820.00", report.Would.FraudStopped["EUR"]);
        Assert.Equal("160.00", report.Would.GenuineStopped["EUR"]);
        Assert.Equal("320.00", report.Saved["EUR"]);
        Assert.Equal([new FlipCount("accepted", "declined", 4)], report.Flips);
        Assert.Equal(["b True", "c False", "d True", "g "],
            report.Examples.Select(e => $"{e.Transaction} {e.IsFraud}").Order());
        Assert.Equal([("2024-10-04", 4L, 0L, 2L, 1L, 1L), ("2024-10-05", 4L, 1L, 3L, 3L, 2L)],
            report.PerDay.Select(d => (d.Day, d.Debits, d.Was, d.Would, d.Frauds, d.Stopped)));
    }

    private static BacktestReport Run(TestBank bank, string text, bool isAlone = false, int days = 400,
        Func<string, bool?>? labels = null)
    {
        var read = RuleFile.Read(text);
        Assert.Empty(read.Problems);
        return new Backtest(bank.Shards.Journal, map => FinDataTopology.Regions(map, new AccountPolicy()),
            new ShardOptions()).Run(new BacktestProposal(read.Rules, isAlone), new DayRange(20_000, 20_000 + days - 1),
            labels);
    }

    private static void Live(TestBank bank, ulong seed)
    {
        var chance = new Random((int)seed);
        for (var account = 0; account < 6; account++)
            bank.Open($"o{account}", $"account:{account}", creditLine: 1_000_000_00);
        for (var i = 0; i < 250; i++)
        {
            bank.Now += chance.Next(1, 3) * Hour / 4;
            var (id, account) = ($"t{i}", $"account:{chance.Next(6)}");
            var amount = chance.Next(12) == 0 ? 150_00 : chance.Next(1, 40_00);
            switch (chance.Next(4))
            {
                case 0: bank.Withdraw(id, account, amount); break;
                case 1: bank.Transfer(id, account, $"account:{chance.Next(6)}", amount); break;
                default: bank.Pay(id, account, $"terminal:t{chance.Next(4)}", amount); break;
            }
        }
    }
}
