using System.Globalization;
using System.Text;
using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.TestKit;
using FinData.Topologies;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Fraud.Live;

/// <summary>A score that the actors give is the one that a batch computation over the same history gives.</summary>
public sealed unsafe class LiveScoreTests
{
    private const long Hour = 3_600_000, Day = 24 * Hour, Start = 17_500 * Day;
    private const int Cards = 14, Terminals = 5, Payments = 260, Streams = 2;

    private static readonly AccountPolicy policy = new() { Fraud = new FraudPolicy { ReasonsFrom = 0 } };

    [Fact]
    public void Scores_are_those_of_a_batch_computation_whatever_crashes() => Seeds.Each(40, seed =>
    {
        var chance = new Chance(seed);
        var (world, model) = (WorldOf(chance), ModelOf(chance));
        var expected = Expected(world, model);

        using var node = Run(seed, 1 + chance.Below(6), world, model, crashes: true);

        var events = ScoredIn(node);
        Assert.Equal(expected.Count, events.Count);
        foreach (var (number, e) in events)
        {
            Assert.Equal((number, expected[number], 0L), (number, e.Score, e.AsOf));
            Assert.Equal(1, e.Model);
        }
        AssertCounted(node, world, expected);
        AssertRecovers(node, world);
        AssertReplays(node);
    });

    [Fact]
    public void A_stream_that_does_not_wait_is_scored_as_of_a_time_that_stands_with_the_decision()
    {
        var chance = new Chance(3);
        var (world, model) = (WorldOf(chance), ModelOf(chance));

        using var node = Run(3, 4, world, model, crashes: false, isHasty: true);

        var events = ScoredIn(node);
        Assert.Equal(Payments, events.Count);
        Assert.Contains(events.Values, e => e.AsOf != 0);
        AssertRecovers(node, world);
        AssertReplays(node);
    }

    [Fact]
    public void Reasons_stand_with_the_decision_the_strongest_first()
    {
        var chance = new Chance(9);
        var (world, model) = (WorldOf(chance), ModelOf(chance));
        using var node = Run(9, 3, world, model, crashes: false);
        var history = HistoryOf(world);
        var (rows, parts) = (FeatureReplay.Of(history, [.. Enumerable.Range(0, Payments)], 7 * Day),
            new long[FeatureSet.Count]);

        foreach (var (number, e) in ScoredIn(node))
        {
            var row = rows[Place(history, number)];
            model.Explain(row, parts);
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

    private static SimulatedNode Run(ulong seed, int shards, List<StreamRecord>[] world, TreeModel model, bool crashes,
        bool isHasty = false)
    {
        var (bytes, chance) = (model.ToBytes("{}"), new Chance(seed));
        var options = new ShardOptions
        {
            BatchRecordsMax = 1 + chance.Below(20), InFlightMax = 1 + chance.Below(4), ChunksMax = 4,
            SnapshotEvents = 20 + chance.Below(200),
        };
        var node = new SimulatedNode(seed, shards, (map) => FinDataTopology.Regions(map, policy),
            s => [new PaymentSource(s, bytes, world, new Chance(seed)) { IsHasty = isHasty }], options)
        {
            CrashOneIn = crashes ? 300 + chance.Below(2000) : 0, CrashesMax = 12, StepsMax = 400_000,
            FaultOneIn = crashes ? 8 : 0,
        };
        node.Run();
        return node;
    }

    // Cards pay in the order of time; cards of one stream come behind each other, and labels are told within 3 days.
    private static List<StreamRecord>[] WorldOf(Chance chance)
    {
        var (time, world) = (Start, new List<(long At, int Stream, StreamRecord Record)>());
        for (var i = 0; i < Payments; i++)
        {
            time += 1 + (chance.OneIn(60) ? chance.Below(12) * Day : chance.Below(14) * Hour) + chance.Below(100_000);
            var card = chance.Below(Cards);
            var amount = 100L + chance.Below(chance.OneIn(6) ? 40_000 : 5_000);
            var payment = new StreamRecord(i, time, $"{card}", $"{chance.Below(Terminals)}", amount, IsLabel: false);
            var at = time + card % 4 * 5 * Hour;
            world.Add((at, card % Streams, payment));
            if (!chance.OneIn(4)) continue;
            var told = at + chance.Below(56) * Hour;
            world.Add((told + 1, card % Streams, payment with { Time = told + 1, IsLabel = true }));
        }
        return [.. Enumerable.Range(0, Streams).Select(stream => world.Where(w => w.Stream == stream)
            .OrderBy(w => w.At).Select(w => w.Record).ToList())];
    }

    // Asks about all features.
    private static TreeModel ModelOf(Chance chance) => TreeModel.Of(FeatureSet.Names, -2, [.. Enumerable.Range(0, 40)
        .Select(i => new DecisionTree(
        [
            new TreeNode(i % FeatureSet.Count, chance.Below(6), 1, 2, 0, 2),
            new TreeNode(chance.Below(FeatureSet.Count), chance.Below(20), 3, 4, 0, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / 300.0, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / -250.0, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / 200.0, 1),
        ]))]);

    private static Dictionary<long, long> Expected(List<StreamRecord>[] world, TreeModel model)
    {
        var history = HistoryOf(world);
        var rows = FeatureReplay.Of(history, [.. Enumerable.Range(0, Payments)], 7 * Day);
        return Enumerable.Range(0, Payments).ToDictionary(i => history.Payments[i].Id, i => model.Score(rows[i]));
    }

    private static PaymentHistory HistoryOf(List<StreamRecord>[] world)
    {
        var all = world.SelectMany(r => r).ToList();
        var frauds = all.Where(r => r.IsLabel).Select(r => r.Number).ToHashSet();
        var builder = new PaymentHistory.Builder();
        foreach (var r in all.Where(r => !r.IsLabel))
            builder.Add(r.Number, r.Time, Encoding.ASCII.GetBytes(r.Card), Encoding.ASCII.GetBytes(r.Terminal),
                r.Amount, frauds.Contains(r.Number));
        return builder.Build();
    }

    private static int Place(PaymentHistory history, long number)
    {
        for (var i = 0; ; i++)
            if (history.Payments[i].Id == number) return i;
    }

    private static Dictionary<long, AccountEvent> ScoredIn(SimulatedNode node)
    {
        var scored = new Dictionary<long, AccountEvent>();
        for (var shard = 0; shard < node.Shards.Map.Shards; shard++)
        {
            var number = shard;
            node.Journal.Read(shard, 1, int.MaxValue, 0, (at, data, length) =>
            {
                var batch = BatchReader.Open(data, length, number, at);
                var e = batch.FirstFrame;
                for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
                {
                    if (e->Kind != (byte)EntityKind.Card) continue;
                    var body = EventFrame.Body<AccountEvent>(e);
                    Assert.Equal(0, e->Reason);
                    if (body.Kind != AccountEventKind.Paid) continue;
                    var id = Encoding.ASCII.GetString(EventFrame.Id(e));
                    scored.Add(long.Parse(id["card:".Length..], CultureInfo.InvariantCulture), body);
                }
                return true;
            });
        }
        return scored;
    }

    // From snapshots and from the journal alone, what is remembered is what the live node had.
    private static void AssertRecovers(SimulatedNode node, List<StreamRecord>[] world)
    {
        var time = world.SelectMany(r => r).Max(r => r.Time) + 6 * Day;
        var live = Describe(node.Shards, time);
        var days = DaysOf(node.Shards);
        node.Crash();
        Assert.Equal(days, DaysOf(node.Shards));
        var again = Describe(node.Shards, time);
        for (var card = 0; card < Cards; card++)
            for (var feature = 0; feature < FeatureSet.Count; feature++)
                Assert.True(live[card][feature].Equals(again[card][feature]), $"Card {card} had " +
                    $"{FeatureSet.Names[feature]} {live[card][feature]} and has {again[card][feature]}.");
    }

    // A day's bin has just the payments of the day with such a score, and those of them that have a label.
    private static void AssertCounted(SimulatedNode node, List<StreamRecord>[] world, Dictionary<long, long> expected)
    {
        var all = world.SelectMany(r => r).ToList();
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

    private static void AssertReplays(SimulatedNode node)
    {
        var report = new DecisionReplay(node.Journal, map => FinDataTopology.Regions(map, policy), new ShardOptions())
            .All();
        Assert.True(report.Decisions > 2 * Payments);
        Assert.True(report.Different == 0, string.Join('\n', report.Examples.Select(e => $"{e.Transaction} of " +
            $"{e.Entity}: {string.Join(", ", e.Fields.Select(f => $"{f.Field} {f.Was} -> {f.Is}"))}")));
    }

    private static List<float[]> Describe(ShardRegion shards, long time)
    {
        var rows = new List<float[]>();
        foreach (var shard in shards.Shards)
            ((AccountRegion)shard.RegionOf((byte)EntityKind.Card)).Entity.Fraud!.Own.Reach(time, 0);
        for (var card = 0; card < Cards; card++)
        {
            var shard = shards.Shards[shards.Map.ShardOf(Encoding.ASCII.GetBytes($"{card}"))];
            var region = (AccountRegion)shard.RegionOf((byte)EntityKind.Card);
            var slot = region.Find(shards.Map.Hasher.Hash((byte)EntityKind.Card, Encoding.ASCII.GetBytes($"{card}")));
            var (row, place) = (new float[FeatureSet.Count], slot < 0 ? 0 : region.Record(slot).State.Card);
            region.Entity.Fraud!.Describe(place, time, 500, (byte)EntityKind.Terminal,
                Encoding.ASCII.GetBytes($"{card % Terminals}"), row);
            rows.Add(row);
        }
        return rows;
    }
}
