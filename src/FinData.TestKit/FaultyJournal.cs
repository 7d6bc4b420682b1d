using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.TestKit;

/// <summary>
/// A journal that fails when it is told to: before it reads or writes, or after, so that the answer is lost.
/// </summary>
public sealed class FaultyJournal(Journal inner) : Journal
{
    /// <summary>Asked before each append: what goes wrong with it.</summary>
    public Func<JournalFault> Fault { get; set; } = () => JournalFault.None;

    /// <summary>Asked before each read of batches: whether it fails.</summary>
    public Func<bool> ReadFault { get; set; } = () => false;

    /// <summary>How many appends and reads went wrong.</summary>
    public int Faults { get; private set; }

    /// <inheritdoc/>
    public override JournalIdentity Identity => inner.Identity;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<int, string> Sources => inner.Sources;

    /// <inheritdoc/>
    public override void Append(IReadOnlyList<Batch> batches)
    {
        var fault = Fault();
        if (fault == JournalFault.BeforeWrite) Fail("before the write");
        inner.Append(batches);
        if (fault == JournalFault.AnswerLost) Fail("after the write");
    }

    /// <inheritdoc/>
    public override int LastBatch(int shard) => inner.LastBatch(shard);

    /// <inheritdoc/>
    public override void Read(int shard, int from, int to, uint tags, Visitor visit)
    {
        if (ReadFault()) Fail("before the read");
        inner.Read(shard, from, to, tags, visit);
    }

    /// <inheritdoc/>
    public override int SourceNumber(string name) => inner.SourceNumber(name);

    /// <inheritdoc/>
    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        inner.SaveSnapshot(shard, batch, parts, keep);

    /// <inheritdoc/>
    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue) =>
        inner.LoadSnapshot(shard, atMost);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }

    private void Fail(string when)
    {
        Faults++;
        throw new JournalException($"A fault that the test asked for, {when}.", isTransient: true);
    }
}

/// <summary>What goes wrong with an append.</summary>
public enum JournalFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nothing is written.</summary>
    BeforeWrite,

    /// <summary>All is written, and the answer is lost.</summary>
    AnswerLost,
}
