using System.Globalization;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.TestKit;
using FinData.Tests.Engine;
using FinData.Topologies;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Rankings;

/// <summary>Who enters a top 10, and when: equal to a count by hand, whatever fails and however many shards.</summary>
public class RankingSimulationTests
{
    private static readonly ShardOptions options = new()
    {
        BatchRecordsMax = 16, InFlightMax = 3, SnapshotEvents = 60,
    };

    [Fact]
    public void Whatever_fails_a_product_enters_when_a_count_of_all_sales_says_so_and_once() => Seeds.Each(200, seed =>
    {
        var load = new SalesLoad(seed);
        using var rough = Run(seed, 1 + (int)(seed % 5), load, crashOneIn: 60, faultOneIn: 6);
        Assert.Equal(ByHand(load), Entered(rough.Journal, rough.Shards.Map));
        JournalScan.Check(rough.Journal, rough.Shards.Map);
    });

    [Fact]
    public void Whichever_node_decides_a_product_enters_when_a_count_of_all_sales_says_so_and_once() =>
        Seeds.Each(100, seed =>
    {
        var (load, shards) = (new SalesLoad(seed), 1 + (int)(seed % 5));
        using var cluster = new ClusterSimulation(seed, nodes: 2 + (int)(seed % 3), shards, Regions, load.OpenFor,
            options)
        {
            EventOneIn = 300, FaultOneIn = 6,
        };
        cluster.Run();
        Assert.Equal(ByHand(load), Entered(cluster.Journal, cluster.Nodes.First().Map));
    });

    [Fact]
    public void One_shard_and_many_tell_the_same() => Seeds.Each(6, seed =>
    {
        var load = new SalesLoad(seed, sources: 4, count: 800);
        foreach (var shards in (int[])[1, 8, 32])
        {
            using var smooth = Run(seed, shards, load, crashOneIn: 0, faultOneIn: 0);
            Assert.Equal(ByHand(load), Entered(smooth.Journal, smooth.Shards.Map));
        }
    });

    [Theory, InlineData(true), InlineData(false)]
    public void Sales_of_a_product_and_category_in_one_minute_of_a_batch_are_counted_together_and_none_is_left_out(
        bool isSteady)
    {
        var load = new SalesLoad(7, sources: 1, count: 2000, isSteady);
        using var smooth = Run(7, 1, load, crashOneIn: 0, faultOneIn: 0);

        var counted = Rankings(smooth.Journal, smooth.Shards.Map).Where(r => r.Body.Kind == RankingEventKind.Counted)
            .ToList();

        var sales = load.Sources.SelectMany(s => s).ToList();
        Assert.InRange(counted.Count, 1, sales.Count - 1);
        Assert.Equal(sales.GroupBy(s => (s.Product, s.Category, (int)(s.Time / 60_000)))
                .Select(g => (g.Key, g.Sum(s => (long)s.Quantity))).Order(),
            counted.GroupBy(c => (c.Other, c.Note, c.Body.Minute)).Select(g => (g.Key, g.Sum(c => c.Body.Quantity)))
                .Order());
    }

    private static Region[] Regions(ShardMap map) => FinDataTopology.Regions(map, new AccountPolicy());

    private static SimulatedNode Run(ulong seed, int shards, SalesLoad load, int crashOneIn, int faultOneIn)
    {
        var node = new SimulatedNode(seed, shards, Regions, load.Open, options)
        {
            CrashOneIn = crashOneIn * shards, FaultOneIn = faultOneIn, CrashesMax = 25, StepsMax = 400_000,
        };
        node.Run();
        return node;
    }

    private static List<string> Entered(Journal journal, ShardMap map)
    {
        var entered = new List<string>();
        foreach (var (body, flags, scope, product) in Rankings(journal, map))
        {
            Assert.NotEqual(RankingEventKind.CameLate, body.Kind);
            if (body.Kind != RankingEventKind.Entered) continue;
            Assert.True((flags & EventFlags.Alert) != 0);
            entered.Add(Line(body.Minute, scope, body.Rank, product, body.Quantity));
        }
        entered.Sort(StringComparer.Ordinal);
        return entered;
    }

    private static unsafe List<(RankingEvent Body, EventFlags Flags, string Note, string Other)> Rankings(
        Journal journal, ShardMap map)
    {
        var rankings = new List<(RankingEvent, EventFlags, string, string)>();
        for (var shard = 0; shard < map.Shards; shard++)
        {
            journal.Read(shard, 1, int.MaxValue, 0, (number, data, length) =>
            {
                var batch = BatchReader.Open(data, length, shard, number);
                var e = batch.FirstFrame;
                for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
                {
                    if (e->Kind is not ((byte)EntityKind.Ranking or (byte)EntityKind.OverallRanking)) continue;
                    rankings.Add((EventFrame.Body<RankingEvent>(e), e->Flags,
                        Encoding.ASCII.GetString(EventFrame.Note(e)), Encoding.ASCII.GetString(EventFrame.Other(e))));
                }
                return true;
            });
        }
        return rankings;
    }

    // The definition, minute by minute, over all sales each time.
    private static List<string> ByHand(SalesLoad load)
    {
        var sales = load.Sources.SelectMany(s => s).ToList();
        var entered = new List<string>();
        foreach (var scope in sales.Select(s => s.Category).Where(c => c.Length > 0).Distinct().Append("all"))
        {
            var mine = sales.Where(s => scope == "all" || s.Category == scope).ToList();
            List<string> before = [];
            for (var minute = (int)(sales.Min(s => s.Time) / 60_000); minute <= load.LastMinute; minute++)
            {
                var now = mine.Where(s => s.Time / 60_000 > minute - 60 && s.Time / 60_000 <= minute)
                    .GroupBy(s => s.Product).Select(g => (Product: g.Key, Quantity: (long)g.Sum(s => s.Quantity)))
                    .OrderByDescending(p => p.Quantity).ThenBy(p => p.Product, StringComparer.Ordinal)
                    .Take(10).ToList();
                for (var i = 0; i < now.Count; i++)
                    if (!before.Contains(now[i].Product))
                        entered.Add(Line(minute, scope, i + 1, now[i].Product, now[i].Quantity));
                before = [.. now.Select(p => p.Product)];
            }
        }
        entered.Sort(StringComparer.Ordinal);
        Assert.NotEmpty(entered);
        return entered;
    }

    private static string Line(int minute, string scope, int rank, string product, long quantity) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute} {scope} {rank:00} {product} {quantity}");
}
