using FinData.Engine.Shards;

namespace FinData.Engine.Journals;

/// <summary>A journal in memory: for tests, for the simulation, and for runs that nobody needs to remember.</summary>
/// <remarks>It outlives the node that writes to it, as a server would; any thread.</remarks>
public sealed unsafe class MemoryJournal(JournalIdentity identity) : Journal
{
    private readonly List<byte[]>[] streams = [.. Enumerable.Range(0, identity.Shards).Select(_ => new List<byte[]>())];
    private readonly List<(int Shard, int Batch, byte[][] Parts)> snapshots = [];
    private readonly Dictionary<int, string> sources = [];
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public override JournalIdentity Identity => identity;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<int, string> Sources
    {
        get { lock (gate) return new Dictionary<int, string>(sources); }
    }

    /// <inheritdoc/>
    public override void Append(IReadOnlyList<Batch> batches)
    {
        lock (gate)
        {
            var next = streams.Select(s => s.Count + 1).ToArray();
            foreach (var batch in batches)
            {
                var stream = streams[batch.Shard];
                RequireNoHole(batch, next[batch.Shard] - 1);
                if (batch.Number == next[batch.Shard]) next[batch.Shard]++;
                else if (batch.Number > stream.Count || !batch.Data.Written.SequenceEqual(stream[batch.Number - 1]))
                    throw new JournalFencedException(batch.Shard, batch.Number);
            }
            foreach (var batch in batches)
                if (batch.Number > streams[batch.Shard].Count) streams[batch.Shard].Add(batch.Data.Written.ToArray());
        }
    }

    /// <inheritdoc/>
    public override int LastBatch(int shard)
    {
        if (!Has(shard)) return 0;
        lock (gate) return streams[shard].Count;
    }

    /// <inheritdoc/>
    public override void Read(int shard, int from, int to, uint tags, Visitor visit)
    {
        if (!Has(shard)) return;
        byte[][] stream;
        lock (gate) stream = [.. streams[shard]];
        for (var number = Math.Max(from, 1); number <= Math.Min(to, stream.Length); number++)
        {
            fixed (byte* data = stream[number - 1])
            {
                if (tags != 0 && (((BatchHeader*)data)->Tags & tags) == 0) continue;
                if (!visit(number, data, stream[number - 1].Length)) return;
            }
        }
    }

    /// <inheritdoc/>
    public override int SourceNumber(string name)
    {
        lock (gate)
        {
            foreach (var (number, known) in sources)
                if (known == name) return number;
            sources.Add(sources.Count + 1, name);
            return sources.Count;
        }
    }

    /// <inheritdoc/>
    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep)
    {
        var whole = parts.Select(p => p.ToArray()).ToArray();
        lock (gate)
        {
            snapshots.RemoveAll(s => s.Shard == shard && s.Batch == batch);
            snapshots.Add((shard, batch, whole));
            var old = snapshots.Where(s => s.Shard == shard).OrderByDescending(s => s.Batch).Skip(keep).ToList();
            snapshots.RemoveAll(old.Contains);
        }
    }

    /// <inheritdoc/>
    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue)
    {
        lock (gate)
        {
            var found = snapshots.Where(s => s.Shard == shard && s.Batch <= atMost)
                .OrderBy(s => s.Batch).LastOrDefault();
            return found.Parts is null ? null : (found.Batch, found.Parts);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }

    private bool Has(int shard) => shard >= 0 && shard < streams.Length;
}
