using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Engine.Journals;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>A batch as the journal gave it back, checked before anything in it is believed.</summary>
/// <remarks>Points into the bytes it was made from; valid as long as they stay where they are.</remarks>
public readonly unsafe ref struct BatchReader
{
    private readonly byte* start;

    private BatchReader(byte* start) => this.start = start;

    /// <summary>The head.</summary>
    public ref readonly BatchHeader Header => ref *(BatchHeader*)start;

    /// <summary>The first of <c>Header.Frames</c> frames.</summary>
    public EventHeader* FirstFrame => (EventHeader*)(start + sizeof(BatchHeader));

    /// <summary>How far the shard has taken sources.</summary>
    public ReadOnlySpan<SourcePosition> Sources =>
        new(start + sizeof(BatchHeader) + Header.FrameBytes, Header.Sources);

    /// <summary>How far the shard has taken other shards' messages.</summary>
    public ReadOnlySpan<SenderPosition> Senders =>
        new(start + sizeof(BatchHeader) + Header.FrameBytes + Header.Sources * sizeof(SourcePosition), Header.Senders);

    /// <summary>SHA-256 of the batch before; of the first one, of what the journal says of itself.</summary>
    public ReadOnlySpan<byte> Previous => new(Unsafe.AsPointer(ref ((BatchHeader*)start)->Previous[0]), 32);

    /// <summary>
    /// Checks length, mark and checksum; throws <see cref="JournalCorruptException"/> that names
    /// the batch.
    /// </summary>
    public static BatchReader Open(byte* data, int length, int shard, int number)
    {
        var header = (BatchHeader*)data;
        if (length < sizeof(BatchHeader) + sizeof(uint)) Corrupt(shard, number, $"it has {length} bytes only");
        if (header->Mark != BatchHeader.Magic) Corrupt(shard, number, "it does not begin with the mark of a batch");
        var tail = (long)header->Sources * sizeof(SourcePosition) + (long)header->Senders * sizeof(SenderPosition)
            + sizeof(uint);
        if (header->Sources < 0 || header->Senders < 0 || sizeof(BatchHeader) + header->FrameBytes + tail != length)
            Corrupt(shard, number, $"its parts do not add up to its {length} bytes");
        var crc = *(uint*)(data + length - sizeof(uint));
        if (Crc32C.Compute(new ReadOnlySpan<byte>(data, length - sizeof(uint))) != crc)
            Corrupt(shard, number, "its checksum does not fit its bytes");
        if (header->Shard != shard || header->Number != number)
            Corrupt(shard, number, $"it says it is batch {header->Number} of shard {header->Shard}");
        return new BatchReader(data);
    }

    /// <summary>Checks that a first batch is one of this journal, as it says to be now.</summary>
    /// <param name="identity">The hash of what the journal says of itself.</param>
    public void RequireFirstOf(ReadOnlySpan<byte> identity)
    {
        // Zeros: it was written when first batches did not tell yet.
        if (Previous.SequenceEqual(identity) || !Previous.ContainsAnyExcept((byte)0)) return;
        Corrupt(Header.Shard, Header.Number, "it was written for a journal of another number of shards, or with " +
            "another secret, than this one says it has");
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Corrupt(int shard, int number, string what) =>
        throw new JournalCorruptException(shard, number, what);
}
