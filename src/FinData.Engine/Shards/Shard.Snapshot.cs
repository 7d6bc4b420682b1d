using System.Runtime.InteropServices;
using FinData.Engine.Entities;

namespace FinData.Engine.Shards;

public sealed unsafe partial class Shard
{
    // Higher whenever what a snapshot holds has another form: an older one is passed over, and the journal read.
    private const long SnapshotVersion = 12;

    private ShardCut? cut;
    private long snapshotAt;

    /// <summary>The batch of the last snapshot that this run has written; 0 when none.</summary>
    public int LastSnapshot { get; private set; }

    private void CutWhenDue()
    {
        if (cut is { IsWritten: true })
        {
            LastSnapshot = cut.Batch;
            cut.Dispose();
            cut = null;
        }
        if (role != ShardRole.Owns || cut is not null || Counters.Events - snapshotAt < options.SnapshotEvents
            || LastCommitted != LastBatch && inFlight == 0 || !home.MayCut()) return;
        // The state after the last batch is copied and written in the background.
        snapshotAt = Counters.Events;
        cut = new ShardCut(this, [.. Parts.Select(p => p.Cut())], regions,
            [SnapshotVersion, LastBatch, Epoch, Time, .. MemoryMarshal.Cast<byte, long>(lastHash)]);
        home.Cut(cut);
    }
}

/// <summary>A shard as it was after one batch, on its way to the snapshot store.</summary>
internal sealed class ShardCut(Shard shard, SnapshotCut[] cuts, Region[] regions, long[] head) : IDisposable
{
    private readonly Lock gate = new();
    private int copying;
    private volatile bool written;

    public int Batch => (int)head[1];

    public bool IsWritten => written;

    /// <summary>Copies a little more; false once all is copied. In the background.</summary>
    public bool CopyNext()
    {
        lock (gate)
        {
            if (written) return false;
            while (copying < cuts.Length && !cuts[copying].CopyNext()) copying++;
            return copying < cuts.Length;
        }
    }

    /// <summary>
    /// Writes the snapshot, unless its batch is not durable yet: then it gives false, to be tried again.
    /// </summary>
    public bool TryWrite(Journals.Journal journal, int keep)
    {
        lock (gate)
        {
            if (written) return true;
            if (shard.LastCommitted < Batch) return false;
            journal.SaveSnapshot(shard.Number, Batch, Blocks(), keep);
            return written = true;
        }
    }

    /// <summary>It is not copied or written any more, once this returns. On the shard's thread.</summary>
    public void Abandon()
    {
        lock (gate) written = true;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Blocks()
    {
        var hash = new StateHash();
        var skip = 0;
        foreach (var region in regions)
        {
            region.Hash(cuts[skip..(skip + region.Parts.Count)], head[3], ref hash);
            skip += region.Parts.Count;
        }
        long[] all = [.. head, (long)hash.High, (long)hash.Low,
            .. cuts.SelectMany(c => (long[])[c.Shape.Length, .. c.Shape])];
        yield return MemoryMarshal.AsBytes<long>(all).ToArray();
        var bytes = Array.Empty<byte>();
        foreach (var cut in cuts)
        {
            for (var block = 0; block < cut.Blocks; block++)
            {
                if (bytes.Length != cut.Block(block).Length) bytes = new byte[cut.Block(block).Length];
                cut.Block(block).CopyTo(bytes);
                yield return bytes;
            }
        }
    }

    public void Dispose()
    {
        foreach (var cut in cuts) cut.Dispose();
    }
}
