using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Engine.Shards;
using FinData.TestKit;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Fraud.Live;

/// <summary>Every decision of a long run comes out the same again, whatever model and rules were in force.</summary>
public sealed unsafe class MillionDecisionsTests
{
    private const int Payments = 1_000_000, Cards = 20_000, Terminals = 800, Shards = 4;

    private const long Start = 17_500 * 86_400_000L, TimeStep = 9_000;

    [Fact]
    public void A_million_decisions_over_two_changes_of_model_and_of_rules_come_out_bit_for_bit()
    {
        var (models, records) = (Models(3), Records(new Chance(5)));
        using var node = new SimulatedNode(5, Shards, PaymentWorld.Regions, shards =>
        [
            new PaymentSource(shards, models[0], records, new Chance(5))
            {
                Rule = "rule r: when amount > 300 EUR then review", RecordsPerStep = 4_000,
                Changes =
                [
                    (Payments / 4, s => PaymentSource.UseRule(s, "rule r: when amount > 250 EUR then decline")),
                    (Payments / 3, s => PaymentSource.UseModel(s, models[1])),
                    (Payments / 2, s => PaymentSource.UseRule(s,
                        "rule r: when score > 0.3 and amount > 4 * account.mean then decline")),
                    (2 * Payments / 3, s => PaymentSource.UseModel(s, models[2])),
                ],
            },
        ], new ShardOptions { BatchRecordsMax = 2_000, SnapshotEvents = 400_000 })
        {
            CrashOneIn = 500, CrashesMax = 3, StepsMax = 20_000_000,
        };
        node.Run();

        Assert.True(node.Crashes > 0);
        var (byModel, byRule) = Counted(node);
        Assert.Equal([1, 2, 3], byModel.Keys.Order());
        Assert.Equal([1, 2, 3], byRule.Keys.Where(version => version > 0).Order());
        Assert.All(byModel.Values.Concat(byRule.Values), count => Assert.True(count > 100, $"{count} decisions only"));
        PaymentWorld.AssertReplays(node.Journal, Payments);
    }

    private static byte[][] Models(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new PaymentWorld(new Chance((ulong)i)).Model.ToBytes("{}"))];

    // A tenth of all payments is told to be a fraud, two days later.
    private static List<StreamRecord>[] Records(Chance chance)
    {
        string[] cards = [.. Enumerable.Range(0, Cards).Select(i => $"{i}")];
        string[] terminals = [.. Enumerable.Range(0, Terminals).Select(i => $"{i}")];
        var (records, told) = (new List<StreamRecord>(), new Queue<StreamRecord>());
        for (var i = 0; i < Payments; i++)
        {
            var time = Start + i * TimeStep;
            while (told.TryPeek(out var label) && label.Time <= time) records.Add(told.Dequeue());
            var amount = 100L + chance.Below(chance.OneIn(6) ? 40_000 : 5_000);
            var payment = new StreamRecord(i, time, cards[chance.Below(Cards)], terminals[chance.Below(Terminals)],
                amount, IsLabel: false);
            records.Add(payment);
            if (chance.OneIn(10)) told.Enqueue(payment with { Time = time + 2 * 86_400_000, IsLabel = true });
        }
        return [records];
    }

    private static (Dictionary<int, int> ByModel, Dictionary<int, int> ByRule) Counted(SimulatedNode node)
    {
        var (byModel, byRule) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        PaymentWorld.EachOfCards(node.Journal, (_, in e) =>
        {
            if (!e.IsScored) return;
            byModel[e.Model] = byModel.GetValueOrDefault(e.Model) + 1;
            byRule[e.RuleVersion] = byRule.GetValueOrDefault(e.RuleVersion) + 1;
        });
        return (byModel, byRule);
    }
}
