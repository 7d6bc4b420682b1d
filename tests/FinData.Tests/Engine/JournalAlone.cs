using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Tests.Engine;

/// <summary>A journal whose snapshots are lost; those that have a bug to be found inherit it.</summary>
internal class JournalAlone(Journal inner) : Journal
{
    public override JournalIdentity Identity => inner.Identity;

    public override IReadOnlyDictionary<int, string> Sources => inner.Sources;

    public override void Append(IReadOnlyList<Batch> batches) => inner.Append(batches);

    public override int LastBatch(int shard) => inner.LastBatch(shard);

    public override void Read(int shard, int from, int to, uint tags, Visitor visit) =>
        inner.Read(shard, from, to, tags, visit);

    public override int SourceNumber(string name) => inner.SourceNumber(name);

    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) { }

    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue) => null;

    protected override void Dispose(bool disposing) { }
}
