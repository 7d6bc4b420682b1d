using FinData.Domain.Records;
using FinData.Domain.Simulation;

namespace FinData.Tests.Simulation;

public class PlantedFraudTests
{
    private static readonly SimulatorOptions options =
        SimulatedRun.Small with { SalesShare = 0, Accounts = 5_000, Terminals = 5_000 };

    private static readonly Lazy<Simulated[]> payments = new(() =>
        SimulatedRun.Read(options, 10_000, 800_000).Where(r => r.Type == TransactionType.Payment).ToArray());

    [Fact]
    public void The_three_kinds_have_the_shares_that_the_options_ask_for()
    {
        double count = payments.Value.Length;
        var shares = Enumerable.Range(0, 4)
            .Select(kind => payments.Value.Count(r => r.FraudScenario == kind) / count).ToArray();
        Assert.InRange(shares[1], 0.0004, 0.0008);
        Assert.InRange(shares[2], 0.0040, 0.0070);
        Assert.InRange(shares[3], 0.0018, 0.0036);
        Assert.InRange(1 - shares[0], 0.006, 0.011);
        Assert.All(SimulatedRun.Read(options, 0, 10_000), r => Assert.Equal(0, r.FraudScenario));
    }

    [Fact]
    public void Only_payments_are_frauds() => Assert.All(
        SimulatedRun.Read(options, 10_000, 50_000).Where(r => r.FraudScenario != 0),
        r => Assert.Equal(TransactionType.Payment, r.Type));

    [Fact]
    public void Without_frauds_none_is_marked_and_all_else_stays()
    {
        var with = SimulatedRun.Read(options, 10_000, 50_000);
        var without = SimulatedRun.Read(options with { Frauds = false }, 10_000, 50_000);
        foreach (var (one, other) in with.Zip(without))
        {
            Assert.Equal(0, other.FraudScenario);
            if (one.FraudScenario == 0) Assert.Equal(one, other);
            else Assert.Equal((one.Account, one.Other, one.Time), (other.Account, other.Other, other.Time));
        }
    }

    [Fact]
    public void The_first_kind_is_far_above_the_account_s_mean()
    {
        var means = Means();
        var frauds = payments.Value.Where(r => r.FraudScenario == 1 && means.ContainsKey(r.Account)).ToArray();
        Assert.True(frauds.Length > 50);
        Assert.All(frauds, r => Assert.True(r.Amount > 4 * means[r.Account]));
    }

    [Fact]
    public void The_second_kind_is_all_payments_of_a_terminal_for_a_while()
    {
        var spells = 0;
        foreach (var terminal in payments.Value.GroupBy(r => r.Other).Where(g => g.Any(r => r.FraudScenario == 2)))
        {
            var marks = terminal.Select(r => r.FraudScenario >= 2).ToArray();
            var (first, last) = (Array.IndexOf(marks, true), Array.LastIndexOf(marks, true));
            // Mostly one spell without a gap; some terminals have two.
            if (marks[first..(last + 1)].All(mark => mark)) spells++;
        }
        Assert.InRange(spells, 30, 1_000);
    }

    [Fact]
    public void The_third_kind_is_a_part_of_a_card_s_payments_for_a_while_with_multiplied_amounts()
    {
        var means = Means();
        var ratios = payments.Value.Where(r => r.FraudScenario == 3 && means.ContainsKey(r.Account))
            .Select(r => r.Amount / means[r.Account]).ToArray();
        Assert.True(ratios.Length > 300);
        Assert.InRange(ratios.Average(), 4.5, 5.6);

        var cards = payments.Value.GroupBy(r => r.Account)
            .Where(g => g.Count(r => r.FraudScenario == 3) >= 5).ToArray();
        Assert.True(cards.Length > 20);
        var inSpell = cards.Average(g =>
        {
            var marks = g.Select(r => r.FraudScenario == 3).ToArray();
            var (first, last) = (Array.IndexOf(marks, true), Array.LastIndexOf(marks, true));
            return g.Count(r => r.FraudScenario == 3) / (double)(last + 1 - first);
        });
        Assert.InRange(inSpell, 0.1, 0.6);
    }

    private static Dictionary<string, double> Means() => payments.Value.Where(r => r.FraudScenario == 0)
        .GroupBy(r => r.Account).Where(g => g.Count() > 60).ToDictionary(g => g.Key, g => g.Average(r => r.Amount));
}
