using FinData.Domain.Accounts;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;

namespace FinData.Feed;

/// <summary>
/// Looks at every released batch, on its shard's thread: counts it, samples its transactions, takes its alerts.
/// </summary>
/// <remarks>
/// Costs a few nanoseconds an event; what is kept is bounded, and the page is told how much it does not see.
/// </remarks>
public sealed unsafe class FeedCollector(ShardRegion shards)
{
    private const int SampledPerBatch = 3, SampledMax = 20, AlertsMax = 200;

    private readonly List<TransactionRow> transactions = [];
    private readonly List<AlertRow> alerts = [];
    private readonly Lock gate = new();

    /// <summary>From the begin of a batch to its release, weighted by records, since the last second.</summary>
    public Histogram Commits { get; } = new();

    /// <summary>Called for each batch that is durable.</summary>
    public void Take(Shard shard, Batch batch)
    {
        if (batch.Commands == 0) return;
        Commits.Record(shards.Elapsed(batch), batch.Commands);
        lock (gate)
        {
            var hasAlerts = (batch.Tags & (uint)EventFlags.Alert) != 0 && alerts.Count < AlertsMax;
            if (!hasAlerts && transactions.Count >= SampledMax) return;
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Frames; i++, e = EventFrame.Next(e))
            {
                var isSampled = i >= batch.Frames - SampledPerBatch;
                if (!isSampled && (e->Flags & EventFlags.Alert) == 0) continue;
                if ((e->Flags & EventFlags.Decides) != 0 && e->Slot >= 0) Take(shard, e, isSampled);
            }
        }
    }

    /// <summary>What was sampled since the last call, and the alerts.</summary>
    public (IReadOnlyList<TransactionRow> Transactions, IReadOnlyList<AlertRow> Alerts) Drain()
    {
        lock (gate)
        {
            var taken = (transactions.ToArray(), alerts.ToArray());
            transactions.Clear();
            alerts.Clear();
            return taken;
        }
    }

    private void Take(Shard shard, EventHeader* e, bool isSampled)
    {
        if (shard.RegionOf(e->Kind) is not AccountRegion accounts) return;
        var account = EventText.IdOf(e->Kind, accounts.NameOf(e->Slot));
        var body = EventFrame.Body<AccountEvent>(e);
        if (isSampled && transactions.Count < SampledMax) transactions.Add(EventText.RowOf(e, in body, account));
        if (body.Alerts == 0) return;
        foreach (var alert in EventText.AlertsOf(e, account))
            if (alerts.Count < AlertsMax) alerts.Add(alert);
    }
}
