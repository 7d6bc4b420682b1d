using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Verification;

/// <summary>
/// Proves a journal at rest: every batch is as it was written, and the state that snapshots give is the one that all
/// events give from the first on.
/// </summary>
/// <remarks>
/// Batches that were cut off at a shard's end are missed where a snapshot was taken after them; nothing else tells of
/// them.
/// </remarks>
public sealed class JournalVerifier(Journal journal, Func<ShardMap, Region[]> regions, ShardOptions limits)
{
    private readonly List<Damage> damaged = [];
    private long batches, events, bytes, done;
    private int snapshots;

    /// <summary>Reads everything; <paramref name="progress"/> gets how much of <see cref="Steps"/> is done, and the
    /// events so far.</summary>
    public VerificationReport Verify(Action<long, long>? progress = null, CancellationToken stop = default)
    {
        var all = new StateHash();
        for (var shard = 0; shard < journal.Identity.Shards; shard++)
        {
            var last = journal.LastBatch(shard);
            var chain = new ShardChain(journal, shard);
            chain.Read(last, () => progress?.Invoke(++done, events + chain.Events), stop);
            batches += chain.Batches;
            events += chain.Events;
            bytes += chain.Bytes;
            damaged.AddRange(chain.Damaged);
            if (chain.Damaged.Count == 0) Fold(shard, last, ref all);
            done += last;
            progress?.Invoke(done, events);
        }
        return new VerificationReport(journal.Identity.Shards, batches, events, bytes, snapshots, damaged,
            damaged.Count == 0 ? all.ToString() : null);
    }

    /// <summary>How much there is to do: each batch is read and folded.</summary>
    public long Steps => 2 * Enumerable.Range(0, journal.Identity.Shards).Sum(s => (long)journal.LastBatch(s));

    private void Fold(int shard, int last, ref StateHash all)
    {
        using var bare = new UnsnappedJournal(journal);
        if (Recovered(bare, shard, "The events") is not { } state) return;
        all.Add(in state);
        if (SnapshotOf(shard) is not { } batch) return;
        if (batch > last)
        {
            damaged.Add(new Damage(shard, last, $"The journal of shard {shard} ends with batch {last}, and its " +
                $"snapshot was taken after batch {batch}: those between are missing."));
            return;
        }
        snapshots++;
        if (Recovered(journal, shard, $"The snapshot at batch {batch}") is not { } snapped) return;
        if (snapped.High != state.High || snapped.Low != state.Low)
            damaged.Add(new Damage(shard, batch,
                $"The snapshot of shard {shard} at batch {batch} leads to another state than the " +
                "journal alone. Delete snapshots.db: recovery from the journal takes longer and is right."));
    }

    private int? SnapshotOf(int shard)
    {
        try
        {
            return journal.LoadSnapshot(shard)?.Batch;
        }
        catch (JournalException e)
        {
            damaged.Add(new Damage(shard, 0, e.Message));
            return null;
        }
    }

    private StateHash? Recovered(Journal from, int shard, string what)
    {
        using var region = new ShardRegion(from, regions, limits, TimeProvider.System);
        try
        {
            region.Recover(shard);
        }
        catch (Exception e) when (e is JournalException or InvariantException)
        {
            damaged.Add(new Damage(shard, region.Shards[shard].LastBatch,
                $"{what} of shard {shard} cannot be recovered: {e.Message}"));
            return null;
        }
        var hash = new StateHash();
        region.Shards[shard].Hash(ref hash);
        return hash;
    }
}
