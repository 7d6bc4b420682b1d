using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.TestKit;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Fraud.Live;

/// <summary>A score that the actors give is the one that a batch computation over the same history gives.</summary>
public sealed class LiveScoreTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void Scores_are_those_of_a_batch_computation_whatever_crashes() => Seeds.Each(40, seed =>
    {
        var chance = new Chance(seed);
        var world = new PaymentWorld(chance);
        var expected = world.Expected();

        using var node = Run(seed, 1 + chance.Below(6), world, crashes: true);

        var events = PaymentWorld.ScoredIn(node.Journal);
        Assert.Equal(expected.Count, events.Count);
        foreach (var (number, e) in events)
        {
            Assert.Equal((number, expected[number], 0L), (number, e.Score, e.AsOf));
            Assert.Equal(1, e.Model);
        }
        AssertCounted(node, world, expected);
        AssertRecovers(node, world);
        PaymentWorld.AssertReplays(node.Journal);
    });

    [Fact]
    public void A_stream_that_does_not_wait_is_scored_as_of_a_time_that_stands_with_the_decision()
    {
        var world = new PaymentWorld(new Chance(3));

        using var node = Run(3, 4, world, crashes: false, isHasty: true);

        var events = PaymentWorld.ScoredIn(node.Journal);
        Assert.Equal(PaymentWorld.Payments, events.Count);
        Assert.Contains(events.Values, e => e.AsOf != 0);
        AssertRecovers(node, world);
        PaymentWorld.AssertReplays(node.Journal);
    }

    [Fact]
    public void What_a_terminal_was_asked_for_stands_after_crashes_whatever_became_of_the_payment()
    {
        var declined = 0;
        Seeds.Each(100, seed =>
        {
            var chance = new Chance(seed);
            var world = new PaymentWorld(chance, toldWithin: 10 * 24);

            using var node = Run(seed, 1 + chance.Below(6), world, crashes: true, isHasty: true,
                rule: "rule r: when amount > 12 EUR and terminal.count_30d >= 0 then decline");

            declined += PaymentWorld.Payments - PaymentWorld.ScoredIn(node.Journal, isAnyDeclined: true).Count;
            PaymentWorld.AssertReplays(node.Journal, PaymentWorld.Payments);
        });
        Assert.NotEqual(0, declined);
    }

    [Fact]
    public void Reasons_stand_with_the_decision_the_strongest_first()
    {
        var world = new PaymentWorld(new Chance(9));
        using var node = Run(9, 3, world, crashes: false);
        var history = world.History();
        var rows = FeatureReplay.Of(history, [.. Enumerable.Range(0, PaymentWorld.Payments)], 7 * Day);
        var parts = new long[FeatureSet.Count];

        foreach (var (number, e) in PaymentWorld.ScoredIn(node.Journal))
        {
            var row = rows[Place(history, number)];
            world.Model.Explain(row, parts);
            var strongest = parts.Select(Math.Abs).OrderDescending().Take(KeptReasons.Count);
            var reasons = e.Reasons.All.ToArray();
            Assert.Equal(strongest, reasons.Select(r => Math.Abs((long)r.Part)));
            foreach (var reason in reasons.Where(r => r.Feature > 0))
            {
                Assert.Equal((parts[reason.Feature - 1], row[reason.Feature - 1]), (reason.Part, reason.Value));
                Assert.Equal(ReasonWords.Of((Feature)(reason.Feature - 1), row.ToArray()), ReasonWords.Of(in reason));
            }
        }
    }

    private static SimulatedNode Run(ulong seed, int shards, PaymentWorld world, bool crashes, bool isHasty = false,
        string? rule = null)
    {
        var (bytes, chance) = (world.Model.ToBytes("{}"), new Chance(seed));
        var options = new ShardOptions
        {
            BatchRecordsMax = 1 + chance.Below(20), InFlightMax = 1 + chance.Below(4), ChunksMax = 4,
            SnapshotEvents = 20 + chance.Below(200),
        };
        var node = new SimulatedNode(seed, shards, PaymentWorld.Regions,
            s => [new PaymentSource(s, bytes, world.Streams, new Chance(seed)) { IsHasty = isHasty, Rule = rule }],
            options)
        {
            CrashOneIn = crashes ? 300 + chance.Below(2000) : 0, CrashesMax = 12, StepsMax = 400_000,
            FaultOneIn = crashes ? 8 : 0,
        };
        node.Run();
        return node;
    }

    private static int Place(PaymentHistory history, long number)
    {
        for (var i = 0; ; i++)
            if (history.Payments[i].Id == number) return i;
    }

    // From snapshots and from the journal alone, what is remembered is what the live node had.
    private static void AssertRecovers(SimulatedNode node, PaymentWorld world)
    {
        var time = world.LastTime + 6 * Day;
        var live = Describe(node.Shards, time);
        var days = DaysOf(node.Shards);
        node.Crash();
        Assert.Equal(days, DaysOf(node.Shards));
        var again = Describe(node.Shards, time);
        for (var card = 0; card < PaymentWorld.Cards; card++)
            for (var feature = 0; feature < FeatureSet.Count; feature++)
                Assert.True(live[card][feature].Equals(again[card][feature]), $"Card {card} had " +
                    $"{FeatureSet.Names[feature]} {live[card][feature]} and has {again[card][feature]}.");
    }

    // A day's bin has just the payments of the day with such a score, and those of them that have a label.
    private static void AssertCounted(SimulatedNode node, PaymentWorld world, Dictionary<long, long> expected)
    {
        var all = world.Streams.SelectMany(r => r).ToList();
        var frauds = all.Where(r => r.IsLabel).Select(r => r.Number).ToHashSet();
        var wanted = all.Where(r => !r.IsLabel)
            .GroupBy(r => (Day: (int)(r.Time / Day), Bin: ScoreHistogram.BinOf(expected[r.Number])))
            .ToDictionary(g => g.Key, g => ((uint)g.Count(), (uint)g.Count(r => frauds.Contains(r.Number)), 0u));
        var counted = new Dictionary<(int, int), (uint All, uint Frauds, uint Genuine)>();
        foreach (var shard in node.Shards.Shards)
            ((AccountRegion)shard.RegionOf((byte)EntityKind.Card)).Entity.Fraud!.Days.Each((in ModelDay day) =>
            {
                for (var bin = 0; bin < ScoreHistogram.Bins; bin++)
                {
                    if (day.Scores[bin] is not { All: > 0 } b) continue;
                    var before = counted.GetValueOrDefault((day.Day, bin));
                    counted[(day.Day, bin)] =
                        (before.All + b.All, before.Frauds + b.Frauds, before.Genuine + b.Genuine);
                }
            });
        Assert.Equal(wanted.OrderBy(w => w.Key), counted.OrderBy(c => c.Key));
    }

    // Shard by shard what is counted of scores and labels: as text, to be compared.
    private static List<string> DaysOf(ShardRegion shards)
    {
        var all = new List<string>();
        foreach (var shard in shards.Shards)
        {
            var book = ((AccountRegion)shard.RegionOf((byte)EntityKind.Card)).Entity.Fraud!;
            all.Add($"labels up to {book.Days.LabelledAt}");
            book.Days.Each((in ModelDay day) => all.Add(Text(shard.Number, in day)));
        }
        return [.. all.Order(StringComparer.Ordinal)];

        static string Text(int shard, in ModelDay day)
        {
            var bins = new List<string>();
            for (var bin = 0; bin < ScoreHistogram.Bins; bin++)
                if (day.Scores[bin] is { All: > 0 } b) bins.Add($"{bin}:{b.All}/{b.Frauds}/{b.Genuine}");
            return $"{shard} {day.Day} {day.Model} {day.Currency} {day.Alerted} {day.AlertedFrauds} {day.Caught} " +
                $"{day.Missed} {string.Join(' ', bins)}";
        }
    }

    private static List<float[]> Describe(ShardRegion shards, long time)
    {
        var rows = new List<float[]>();
        foreach (var shard in shards.Shards)
            ((AccountRegion)shard.RegionOf((byte)EntityKind.Card)).Entity.Fraud!.Own.Reach(time, 0);
        for (var card = 0; card < PaymentWorld.Cards; card++)
        {
            var shard = shards.Shards[shards.Map.ShardOf(Encoding.ASCII.GetBytes($"{card}"))];
            var region = (AccountRegion)shard.RegionOf((byte)EntityKind.Card);
            var slot = region.Find(shards.Map.Hasher.Hash((byte)EntityKind.Card, Encoding.ASCII.GetBytes($"{card}")));
            var (row, place) = (new float[FeatureSet.Count], slot < 0 ? 0 : region.Record(slot).State.Past);
            var terminal = Encoding.ASCII.GetBytes($"{card % PaymentWorld.Terminals}");
            region.Entity.Fraud!.Describe(place, time, 500,
                shards.Map.Hasher.Hash((byte)EntityKind.Terminal, terminal), terminal, row);
            rows.Add(row);
        }
        return rows;
    }
}
