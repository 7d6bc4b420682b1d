using System.Runtime.InteropServices;
using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Tests.Engine;

/// <summary>
/// Says that an append is done and writes it with the next one: a crash between them loses what was acknowledged.
/// </summary>
internal sealed class EarlyJournal(Journal inner) : JournalAlone(inner)
{
    private readonly List<Batch> unwritten = [];

    public override void Append(IReadOnlyList<Batch> batches)
    {
        base.Append(unwritten);
        unwritten.Clear();
        foreach (var batch in batches) unwritten.Add(CopyOf(batch));
    }

    // The node asks for it when it is started: it was killed before.
    public override int LastBatch(int shard)
    {
        unwritten.Clear();
        return base.LastBatch(shard);
    }

    private static Batch CopyOf(Batch batch)
    {
        var copy = new Batch();
        copy.Begin(batch.Shard, batch.Number, 0);
        copy.Data.Clear();
        copy.Data.Write(batch.Data.Written);
        return copy;
    }
}

/// <summary>
/// Writes the last batch of a shard once more under the next number when the node is started: a retry that was not
/// recognised.
/// </summary>
internal sealed unsafe class RepeatingJournal(Journal inner) : JournalAlone(inner)
{
    public override int LastBatch(int shard)
    {
        var last = base.LastBatch(shard);
        if (last == 0) return 0;
        Read(shard, last, last, 0, (number, data, length) =>
        {
            var again = new Batch();
            again.Begin(shard, number + 1, 0);
            again.Data.Clear();
            again.Data.Write(new ReadOnlySpan<byte>(data, length - sizeof(uint)));
            ((BatchHeader*)again.Data.Start)->Number = number + 1;
            var checksum = Crc32C.Compute(again.Data.Written);
            again.Data.Write(MemoryMarshal.AsBytes(new Span<uint>(ref checksum)));
            base.Append([again]);
            return false;
        });
        return last + 1;
    }
}

/// <summary>
/// Says that an append is done where another owner stands in the place: a fence that was skipped.
/// </summary>
internal sealed class UnfencedJournal(Journal inner) : JournalAlone(inner)
{
    public override void Append(IReadOnlyList<Batch> batches)
    {
        foreach (var batch in batches)
        {
            try
            {
                base.Append([batch]);
            }
            catch (Exception e) when (e is JournalFencedException or InvariantException)
            {
                // Whoever asks for it believes that it has written.
            }
        }
    }
}

/// <summary>Gives snapshots that do not know which messages have come: they are taken once more.</summary>
internal sealed class ForgetfulJournal(Journal inner) : Journal
{
    public override JournalIdentity Identity => inner.Identity;

    public override IReadOnlyDictionary<int, string> Sources => inner.Sources;

    public override void Append(IReadOnlyList<Batch> batches) => inner.Append(batches);

    public override int LastBatch(int shard) => inner.LastBatch(shard);

    public override void Read(int shard, int from, int to, uint tags, Visitor visit) =>
        inner.Read(shard, from, to, tags, visit);

    public override int SourceNumber(string name) => inner.SourceNumber(name);

    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        inner.SaveSnapshot(shard, batch, parts, keep);

    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue)
    {
        if (inner.LoadSnapshot(shard, atMost) is not { } found) return null;
        // The last ones: how far messages are, how far sources are, what is announced, and who owns the shard.
        var parts = found.Parts.ToArray();
        parts[^4] = new byte[parts[^4].Length];
        return (found.Batch, parts);
    }

    protected override void Dispose(bool disposing) { }
}

/// <summary>Gives two batches in the wrong order.</summary>
internal sealed unsafe class SwappingJournal(Journal inner) : JournalAlone(inner)
{
    public override void Read(int shard, int from, int to, uint tags, Visitor visit)
    {
        if (from == to)
        {
            base.Read(shard, from, to, tags, visit);
            return;
        }
        var goesOn = true;
        for (var number = from; goesOn && number <= Math.Min(to, LastBatch(shard)); number += 2)
            for (var each = number + 1; each >= number; each--)
                base.Read(shard, each, Math.Min(each, to), tags, (n, data, length) => goesOn = visit(n, data, length));
    }
}
