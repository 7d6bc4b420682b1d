using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Verification;

/// <summary>A journal as it would be recovered without any snapshot; for reading only.</summary>
internal sealed class UnsnappedJournal(Journal journal) : Journal
{
    private const string ReadOnly = "A journal that is verified is not written to.";

    public override JournalIdentity Identity => journal.Identity;

    public override IReadOnlyDictionary<int, string> Sources => journal.Sources;

    public override void Append(IReadOnlyList<Batch> batches) => throw new JournalException(ReadOnly);

    public override int LastBatch(int shard) => journal.LastBatch(shard);

    public override void Read(int shard, int from, int to, uint tags, Visitor visit) => journal.Read(shard, from, to, tags, visit);

    public override int SourceNumber(string name) => journal.SourceNumber(name);

    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        throw new JournalException(ReadOnly);

    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue) => null;

    protected override void Dispose(bool disposing) { }     // The journal is its owner's.
}
