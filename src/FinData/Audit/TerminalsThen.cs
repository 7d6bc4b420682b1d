using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Audit;

/// <summary>
/// All that a journal has of terminals, payment by payment, so that it can be asked as of any time. Each shard is read
/// once it is asked about. One thread.
/// </summary>
internal sealed class TerminalsThen(Journal journal, Func<ShardMap, Region[]> regions, ShardOptions limits)
    : IDisposable
{
    private readonly Dictionary<int, TerminalTable> tables = [];
    private bool? hasLabels;
    private readonly ShardRegion shards = new(journal, regions, limits, TimeProvider.System);

    /// <summary>Shards of which none is recovered, for replays: what they ask of terminals is answered here.</summary>
    public ShardRegion Open()
    {
        var opened = new ShardRegion(journal, regions, limits, TimeProvider.System);
        foreach (var shard in opened.Shards) FraudOf(shard)?.AnswerFrom(Of);
        return opened;
    }

    /// <summary>
    /// Whether a transaction of a shard was a fraud, as was told at any time; one of which nothing was told counts as
    /// genuine once its label's delay is over. Null where nobody knows, as in a journal without labels.
    /// </summary>
    public bool? LabelOf(int shard, EntityKey transaction, long time)
    {
        hasLabels ??= Enumerable.Range(0, shards.Shards.Count).Sum(s => BookOf(s).Labels.Count) > 0;
        if (!hasLabels.Value) return null;
        var book = BookOf(shard);
        if (book.Labels.Of(transaction) is { } told) return told;
        return time + book.Policy.LabelDelay.TotalMilliseconds <= shards.Shards[shard].Time ? false : null;
    }

    private FraudBook BookOf(int shard)
    {
        if (!tables.ContainsKey(shard)) Of(shard);
        return FraudOf(shards.Shards[shard])!;
    }

    // The terminals of a shard.
    private TerminalTable Of(int shard)
    {
        if (tables.TryGetValue(shard, out var table)) return table;
        shards.RecoverWhole(shard);
        table = FraudOf(shards.Shards[shard])!.Own;
        table.Reach(long.MaxValue, 0);
        return tables[shard] = table;
    }

    /// <summary>What a shard keeps for fraud scores; null where it has none.</summary>
    public static FraudBook? FraudOf(Shard shard) =>
        shard.Regions.OfType<AccountRegion>().FirstOrDefault(r => r.Kinds.Contains((byte)EntityKind.Card))
            ?.Entity.Fraud;

    public void Dispose() => shards.Dispose();
}
