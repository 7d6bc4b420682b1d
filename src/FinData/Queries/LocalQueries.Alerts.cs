using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    /// <inheritdoc/>
    public override async Task<Page<AlertRow>> AlertsAsync(int limit, string? account = null, string? after = null,
        CancellationToken stop = default)
    {
        QueryBounds.Limit(limit);
        if (!string.IsNullOrEmpty(account))
        {
            var seen = await FindAsync(account, stop);
            return AlertsOf(seen, HistoryCursor.Parse(after, seen), limit, int.MaxValue, stop);
        }
        var places = TaggedMerge.Places(after, shards.Shards);
        var walks = shards.Shards.Select(s => AlertWalk(s.Number, places[s.Number])).ToList();
        var (rows, next) = TaggedMerge.Page(walks, a => (a.Row.Time, 0), limit, stop);
        return new Page<AlertRow>(await NamedAsync(rows, stop), next);
    }

    /// <inheritdoc/>
    public override Task<DeadLetterPage> DeadLettersAsync(int limit, string? reason = null, string? after = null,
        CancellationToken stop = default)
    {
        QueryBounds.Limit(limit);
        var places = TaggedMerge.Places(after, shards.Shards);
        var sources = Journal.Sources;
        var walks = shards.Shards.Select(s => LetterWalk(s.Number, reason, sources, places[s.Number])).ToList();
        var (rows, next) = TaggedMerge.Page(walks, d => (d.Time, d.Position), limit, stop);
        return Task.FromResult(new DeadLetterPage(rows, next, deadLetterCounts.UpTo(Journal, shards.Shards, stop)));
    }

    // The alerts of one account come from its own events.
    private Page<AlertRow> AlertsOf(AccountSeen seen, HistoryCursor from, int limit, int batchesMax, CancellationToken stop)
    {
        var history = new AccountHistory(Journal, seen);
        var rows = new List<AlertRow>();
        var (batch, top) = (from.Batch, from.Top);
        for (var left = batchesMax; batch > 0 && left > 0; left--)
        {
            var (events, previous) = history.ReadBatch(batch, top, stop);
            foreach (var e in events.Where(e => e.Sequence <= from.Sequence))
            {
                for (var i = e.Sequence == from.Sequence ? from.Given : 0; i < e.Alerts.Count; i++)
                {
                    if (rows.Count == limit) return new Page<AlertRow>(rows, e.Cursor(given: i).ToString());
                    rows.Add(e.Alerts[i]);
                }
            }
            (batch, top) = (previous, top - events.Count);
        }
        return new Page<AlertRow>(rows, null);
    }

    private unsafe TaggedWalk<AlertSeen> AlertWalk(int shard, (int, int) from) =>
        new(Journal, shard, EventFlags.Alert, (e, rows) =>
        {
            foreach (var row in EventText.AlertsOf(e, "")) rows.Add(new AlertSeen(shard, e->Slot, row));
        }, from);

    private unsafe TaggedWalk<DeadLetterRow> LetterWalk(int shard, string? reason, IReadOnlyDictionary<int, string> sources, (int, int) from) =>
        new(Journal, shard, EventFlags.DeadLetter, (e, rows) =>
        {
            if (string.IsNullOrEmpty(reason) || DeadLetterText.ReasonOf(e) == reason) rows.Add(DeadLetterText.RowOf(e, sources));
        }, from);

    // An event has its entity's number; the name is the shard's to tell.
    private async Task<List<AlertRow>> NamedAsync(List<AlertSeen> alerts, CancellationToken stop)
    {
        var named = new AlertRow[alerts.Count];
        foreach (var ofShard in alerts.Select((alert, index) => (alert, index)).GroupBy(a => a.alert.Shard))
        {
            await ReadAsync(shards.Shards[ofShard.Key], () =>
            {
                var region = (AccountRegion)shards.Shards[ofShard.Key].RegionOf((byte)EntityKind.Account);
                foreach (var (alert, index) in ofShard)
                    named[index] = alert.Row with { Account = EventText.IdOf(region.Record(alert.Slot).Kind, region.NameOf(alert.Slot)) };
                return false;
            }, stop);
        }
        return [.. named];
    }

    private sealed record AlertSeen(int Shard, int Slot, AlertRow Row);
}
