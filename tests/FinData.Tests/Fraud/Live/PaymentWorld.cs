using System.Globalization;
using System.Text;
using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.TestKit;
using FinData.Topologies;

namespace FinData.Tests.Fraud.Live;

/// <summary>A seed's payments and labels, a model that asks about all features, and what became of them.</summary>
internal sealed unsafe class PaymentWorld
{
    public const int Cards = 14, Terminals = 5, Payments = 260;

    private const long Hour = 3_600_000, Day = 24 * Hour, Start = 17_500 * Day;
    private const int StreamCount = 2;

    /// <summary>Cards pay in the order of time; cards of one stream come behind each other.</summary>
    /// <param name="chance">The dice.</param>
    /// <param name="toldWithin">Within how many hours labels are told.</param>
    public PaymentWorld(Chance chance, int toldWithin = 56)
    {
        var (time, world) = (Start, new List<(long At, int Stream, StreamRecord Record)>());
        for (var i = 0; i < Payments; i++)
        {
            time += 1 + (chance.OneIn(60) ? chance.Below(12) * Day : chance.Below(14) * Hour) + chance.Below(100_000);
            var card = chance.Below(Cards);
            var amount = 100L + chance.Below(chance.OneIn(6) ? 40_000 : 5_000);
            var payment = new StreamRecord(i, time, $"{card}", $"{chance.Below(Terminals)}", amount, IsLabel: false);
            var at = time + card % 4 * 5 * Hour;
            world.Add((at, card % StreamCount, payment));
            if (!chance.OneIn(4)) continue;
            var told = at + chance.Below(toldWithin) * Hour;
            world.Add((told + 1, card % StreamCount, payment with { Time = told + 1, IsLabel = true }));
        }
        Streams = [.. Enumerable.Range(0, StreamCount).Select(stream => world.Where(w => w.Stream == stream)
            .OrderBy(w => w.At).Select(w => w.Record).ToList())];
        Model = ModelOf(chance);
    }

    public IReadOnlyList<StreamRecord>[] Streams { get; }

    public TreeModel Model { get; }

    public long LastTime => Streams.SelectMany(r => r).Max(r => r.Time);

    /// <summary>The regions of a shard, with reasons for every score.</summary>
    public static Region[] Regions(ShardMap map) => FinDataTopology.Regions(map, new AccountPolicy
    {
        Fraud = new FraudPolicy { ReasonsFrom = 0 },
    });

    /// <summary>The score of each payment, by a batch computation over the whole history.</summary>
    public Dictionary<long, long> Expected()
    {
        var history = History();
        var rows = FeatureReplay.Of(history, [.. Enumerable.Range(0, Payments)], 7 * Day);
        return Enumerable.Range(0, Payments).ToDictionary(i => history.Payments[i].Id, i => Model.Score(rows[i]));
    }

    public PaymentHistory History()
    {
        var all = Streams.SelectMany(r => r).ToList();
        var frauds = all.Where(r => r.IsLabel).Select(r => r.Number).ToHashSet();
        var builder = new PaymentHistory.Builder();
        foreach (var r in all.Where(r => !r.IsLabel))
            builder.Add(r.Number, r.Time, Encoding.ASCII.GetBytes(r.Card), Encoding.ASCII.GetBytes(r.Terminal),
                r.Amount, frauds.Contains(r.Number));
        return builder.Build();
    }

    /// <summary>The payments of a journal, by number; each once.</summary>
    public static Dictionary<long, AccountEvent> ScoredIn(Journal journal, bool isAnyDeclined = false)
    {
        var scored = new Dictionary<long, AccountEvent>();
        EachOfCards(journal, (header, in body) =>
        {
            if (!isAnyDeclined) Assert.Equal(0, header->Reason);
            if (body.Kind != AccountEventKind.Paid) return;
            var id = Encoding.ASCII.GetString(EventFrame.Id(header));
            scored.Add(long.Parse(id["card:".Length..], CultureInfo.InvariantCulture), body);
        });
        return scored;
    }

    public delegate void Visitor(EventHeader* header, in AccountEvent body);

    /// <summary>Each event of a card, shard by shard.</summary>
    public static void EachOfCards(Journal journal, Visitor visit)
    {
        for (var shard = 0; shard < journal.Identity.Shards; shard++)
        {
            var number = shard;
            journal.Read(shard, 1, int.MaxValue, 0, (at, data, length) =>
            {
                var batch = BatchReader.Open(data, length, number, at);
                var e = batch.FirstFrame;
                for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
                {
                    if (e->Kind != (byte)EntityKind.Card) continue;
                    var body = EventFrame.Body<AccountEvent>(e);
                    visit(e, in body);
                }
                return true;
            });
        }
    }

    /// <summary>Every decision of a journal comes out the same again.</summary>
    public static void AssertReplays(Journal journal, int moreThan = 2 * Payments)
    {
        var report = new DecisionReplay(journal, Regions, new ShardOptions()).All();
        Assert.True(report.Decisions > moreThan);
        Assert.True(report.Different == 0, string.Join('\n', report.Examples.Select(e => $"{e.Transaction} of " +
            $"{e.Entity}: {string.Join(", ", e.Fields.Select(f => $"{f.Field} {f.Was} -> {f.Is}"))}")));
    }

    private static TreeModel ModelOf(Chance chance) => TreeModel.Of(FeatureSet.Names, -2, [.. Enumerable.Range(0, 40)
        .Select(i => new DecisionTree(
        [
            new TreeNode(i % FeatureSet.Count, chance.Below(6), 1, 2, 0, 2),
            new TreeNode(chance.Below(FeatureSet.Count), chance.Below(20), 3, 4, 0, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / 300.0, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / -250.0, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / 200.0, 1),
        ]))]);
}
