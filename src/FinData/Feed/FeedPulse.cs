using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;
using FinData.Node;

namespace FinData.Feed;

/// <summary>What the page shows, kept up four times a second, and published: counts, rates, latencies, lists.</summary>
/// <remarks>
/// <see cref="FeedActor"/> drives it, one tick at a time; snapshots may be asked for by any thread. Lists that need a
/// look at all entities are made by the shards between batches.
/// </remarks>
public sealed class FeedPulse
{
    private const int SecondsKept = 120, RowsKept = 50;

    private readonly FinDataNode node;
    private readonly FeedStream stream;
    private readonly FeedCollector collector;
    private readonly TopLists lists;
    private readonly NodeInfo info;
    private readonly Lock gate = new();
    private readonly Queue<SecondFigures> seconds = new();
    private readonly Queue<TransactionRow> transactions = new();
    private readonly Queue<AlertRow> alerts = new();
    private readonly Queue<RankMove> moves = new();
    private Overview latest = new();
    private Histogram.Percentiles recent = new(new long[512]);
    private Totals? before;
    private long second;

    /// <summary>Watches a node's shards; nothing is published before the first tick.</summary>
    public FeedPulse(FinDataNode node, FeedStream stream, string mode)
    {
        (this.node, this.stream) = (node, stream);
        collector = new FeedCollector(node.Shards);
        lists = new TopLists(node.Shards);
        var version = typeof(FeedPulse).Assembly.GetName().Version!.ToString(3);
        info = new NodeInfo(Environment.MachineName, version, DateTimeOffset.UtcNow, mode);
        node.Shards.Released += collector.Take;
        stream.Snapshot = Snapshot;
    }

    /// <summary>All that the page shows.</summary>
    public Overview Snapshot()
    {
        lock (gate)
            return latest with
            {
                Node = info, Transactions = [.. transactions], Alerts = [.. alerts.Reverse()],
                Moves = [.. moves.Reverse()],
                Balances = lists.Balances, Top = lists.Top, Categories = lists.Categories, Sales = lists.Sales,
                Series = new Series(1, [.. seconds.Select(s => s.Time)], [.. seconds.Select(s => s.Rate)],
                    [.. seconds.Select(s => s.P99)], [.. seconds.Select(s => s.Alerts)],
                    [.. seconds.Select(s => s.Failed)]),
            };
    }

    /// <summary>Takes what has happened since the last tick, and publishes it.</summary>
    public void Tick()
    {
        var totals = TotalsNow();
        var (rows, raised) = collector.Drain();
        var changed = lists.Refresh();
        Overview pulse;
        lock (gate)
        {
            foreach (var row in rows) Keep(transactions, row);
            foreach (var alert in raised) Keep(alerts, alert);
            foreach (var move in changed) Keep(moves, move);
            CloseSecond(totals);
            pulse = latest = new Overview
            {
                Totals = totals, Rate = seconds.LastOrDefault()?.Rate ?? 0, Second = second == 0 ? null : second - 1,
                Commit = new CommitTimes(Milliseconds(0.5), Milliseconds(0.99), Milliseconds(0.999)),
                Watermark = Watermark(), Lag = node.Shards.Shards.Sum(LagOf), Shards = ShardRows(),
            };
        }
        foreach (var alert in raised) stream.Publish("alert", alert);
        foreach (var move in changed) stream.Publish("rank", move);
        stream.Publish("pulse", pulse with
        {
            Transactions = rows.Count > 0 ? rows : null, Balances = lists.Balances, Sales = lists.Sales,
            Top = lists.TopOverall,
        });
    }

    private static void Keep<T>(Queue<T> queue, T item)
    {
        queue.Enqueue(item);
        if (queue.Count > RowsKept) queue.Dequeue();
    }

    private void CloseSecond(Totals totals)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (now == second) return;
        recent = collector.Commits.Take();
        if (before is not null && second != 0)
        {
            seconds.Enqueue(new SecondFigures(second, (double)(totals.Records - before.Records) / (now - second),
                Milliseconds(0.99), totals.Alerts - before.Alerts,
                totals.Rejected + totals.Refused - before.Rejected - before.Refused));
            if (seconds.Count > SecondsKept) seconds.Dequeue();
        }
        (second, before) = (now, totals);
    }

    private double? Milliseconds(double share) =>
        recent.At(share) is { } at ? Math.Round(at.TotalMilliseconds, 2) : null;

    private DateTimeOffset? Watermark()
    {
        var least = node.Shards.Shards.Min(s => s.Time);
        return least == long.MinValue ? null : EventText.TimeOf(least);
    }

    private Totals TotalsNow()
    {
        var counters = new Counters();
        foreach (var shard in node.Shards.Shards) counters.Add(shard.Counters);
        var accounts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var kind in (EntityKind[])[EntityKind.Account, EntityKind.Bank, EntityKind.Card, EntityKind.Terminal])
            if (CountOf(kind) is > 0 and var count) accounts[kind.ToString().ToLowerInvariant()] = count;
        return new Totals(counters.Records, counters.Accepted, counters.Rejected, counters.Refused,
            counters.Duplicates, counters.Alerts, accounts, CountOf(EntityKind.Product), counters.Refused);
    }

    private long CountOf(EntityKind kind) => node.Shards.Shards.Sum(s => s.RegionOf((byte)kind).CountOf((byte)kind));

    // Where no source knows how many records wait, the chunks that do.
    private long LagOf(Shard shard) => node.Lag(shard.Number) ?? shard.WaitingRecords;

    private List<ShardRow> ShardRows() =>
        [.. node.Shards.Shards.Select(s => new ShardRow(s.Number, s.LastBatch,
            s.Regions.Sum(r => r.Kinds.Sum(k => r.CountOf(k))), LagOf(s),
            node.Dispatcher?.Failure is not null ? "stopped" : s.Role == ShardRole.Owns ? "running" : "follows"))];

    private sealed record SecondFigures(long Time, double Rate, double? P99, long Alerts, long Failed);
}
