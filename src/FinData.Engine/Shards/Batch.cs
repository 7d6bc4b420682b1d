using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>
/// The head of a batch as the journal has it. After it: frames, source positions, message positions, CRC32C.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct BatchHeader
{
    /// <summary>What every batch begins with: the letters FDB and the version of the format.</summary>
    public const uint Magic = 0x01_42_44_46;

    /// <summary>The letters and the version.</summary>
    public uint Mark;

    /// <summary>The shard, and the batch's number in it, from 1 without a hole.</summary>
    public int Shard, Number;

    /// <summary>Frames, source positions and message positions that follow.</summary>
    public int Frames, Sources, Senders;

    /// <summary>Bytes of the frames.</summary>
    public int FrameBytes;

    /// <summary>Which event flags occur: batches are found by them.</summary>
    public uint Tags;

    /// <summary>The owner's number; a higher one fences lower ones.</summary>
    public long Epoch;

    /// <summary>
    /// The shard's time after the batch: the least watermark of its live sources, in milliseconds since 1970.
    /// </summary>
    public long Time;

    /// <summary>Records that were decided before and came again.</summary>
    public long Duplicates;

    /// <summary>
    /// SHA-256 of the batch before this one, and of what the journal says of itself in the first one: a history cannot
    /// be changed without a trace.
    /// </summary>
    public fixed byte Previous[32];
}

/// <summary>How far a shard has taken a source.</summary>
/// <param name="Source">The source's number.</param>
/// <param name="Ended">1 when it was taken to its end.</param>
/// <param name="Position">The last position taken.</param>
/// <param name="Watermark">Nothing earlier is expected; milliseconds since 1970.</param>
public readonly record struct SourcePosition(int Source, int Ended, long Position, long Watermark);

/// <summary>How far a shard has taken another's messages: all of the batches up to this one.</summary>
public readonly record struct SenderPosition(int Shard, int Batch);

/// <summary>A decided command and who waits for it.</summary>
/// <param name="Ticket">The waiter.</param>
/// <param name="Frame">The event's index in the batch; -1 when the command was decided before, or refused.</param>
/// <param name="Earlier">Where the first decision is, for one that was decided before.</param>
/// <param name="EarlierFrame">The frame in that batch.</param>
/// <param name="Refusal">Why it cannot be taken, such as <c>id-reused</c>; null when it was.</param>
public readonly record struct Answer(uint Ticket, int Frame, SenderPosition Earlier, int EarlierFrame, string? Refusal);

/// <summary>A batch being decided, made durable and released; pooled.</summary>
public sealed unsafe class Batch
{
    internal List<Chunk> Taken { get; } = [];
    internal List<(int Shard, Chunk Chunk)> Outgoing { get; } = [];
    internal List<SourcePosition> Sources { get; } = [];
    internal List<SenderPosition> Senders { get; } = [];

    /// <summary>The bytes: the head and the frames, and once sealed all of it.</summary>
    public NativeBuffer Data { get; } = new(256 << 10);

    /// <summary>Who waits for an answer from this batch.</summary>
    public List<Answer> Answers { get; } = [];

    /// <summary>The head; filled in when the batch is sealed.</summary>
    public ref BatchHeader Header => ref *(BatchHeader*)Data.Start;

    /// <summary>Its shard and number.</summary>
    public int Shard { get; private set; }

    /// <inheritdoc cref="Shard"/>
    public int Number { get; private set; }

    /// <summary>How many commands were decided, and events came of them.</summary>
    public int Commands { get; internal set; }

    /// <summary>How many event frames.</summary>
    public int Frames { get; internal set; }

    /// <summary>Which event flags occur.</summary>
    public uint Tags { get; internal set; }

    /// <summary>Records decided before.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>The first frame; there are <see cref="Frames"/>.</summary>
    public EventHeader* FirstFrame => (EventHeader*)(Data.Start + sizeof(BatchHeader));

    /// <summary>When deciding began, as the dispatcher counts time; for the commit latency.</summary>
    public long StartedAt { get; internal set; }

    internal void Begin(int shard, int number, long startedAt)
    {
        Data.Clear();
        Data.Reserve(sizeof(BatchHeader));
        (Shard, Number, StartedAt) = (shard, number, startedAt);
        (Commands, Frames, Tags, Duplicates) = (0, 0, 0, 0);
        Taken.Clear();
        Outgoing.Clear();
        Sources.Clear();
        Senders.Clear();
        Answers.Clear();
    }

    /// <summary>Ends the batch: head, positions and checksum. Nothing of it changes after.</summary>
    internal void Seal(long epoch, long time, ReadOnlySpan<byte> previous)
    {
        var frameBytes = Data.Length - sizeof(BatchHeader);
        Data.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Sources)));
        Data.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Senders)));
        ref var header = ref Header;
        header = new BatchHeader
        {
            Mark = BatchHeader.Magic, Shard = Shard, Number = Number, Frames = Frames, Sources = Sources.Count,
            Senders = Senders.Count, FrameBytes = frameBytes, Tags = Tags, Epoch = epoch, Time = time,
            Duplicates = Duplicates,
        };
        previous.CopyTo(new Span<byte>(Unsafe.AsPointer(ref header.Previous[0]), 32));
        var crc = Crc32C.Compute(Data.Written);
        Data.Write(MemoryMarshal.AsBytes(new Span<uint>(ref crc)));
    }
}
