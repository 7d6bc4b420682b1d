using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>
/// What happened to one entity, as it lies in a batch and in the journal: this header, the kind's event struct, then
/// the texts.
/// </summary>
/// <remarks>
/// The layout is the journal's format: little-endian, fields in this order. An event struct is stored without its last
/// words where they are zero, so a kind's events can grow at the end and old journals are read with zeros there. Where
/// two or more words before them are zero too, it is a word of bits that tells which ones are not, and those.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct EventHeader
{
    /// <summary>Bytes of the whole frame, a multiple of 8.</summary>
    public int Length;

    /// <summary>Bytes of the note: a description, a reversed id, a dead letter's detail and original.</summary>
    public int NoteLength;

    /// <summary>The entity's place in its shard, given once in the order of opening; -1 for no entity.</summary>
    public int Slot;

    /// <summary>
    /// The batch with the entity's event before this one, 0 for none: histories are walked backwards by it.
    /// </summary>
    public int Previous;

    /// <summary>When it happened, in milliseconds since 1970 UTC.</summary>
    public long Time;

    /// <summary>The hash of what the record said, see <see cref="CommandHeader.Payload"/>.</summary>
    public uint Payload;

    /// <summary>Why it was rejected, as the domain numbers its reasons; 0 when it was not.</summary>
    public ushort Reason;

    /// <summary>The entity's kind; 0 for a dead letter.</summary>
    public byte Kind;

    /// <summary>See <see cref="EventFlags"/>.</summary>
    public EventFlags Flags;

    /// <summary>
    /// Words of 8 bytes that the event struct takes here; with <see cref="EventFrame.Sparse"/> where the first tells
    /// which ones follow.
    /// </summary>
    public byte BodyWords;

    /// <summary>
    /// Bytes of the entity's name (its first event has it), of the command's id, of the other side's name, with its
    /// kind.
    /// </summary>
    public byte NameLength, IdLength, OtherKind, OtherLength;

    /// <summary>How many rules raised an alert.</summary>
    public byte Alerts;

    private readonly byte spare0, spare1;
}

/// <summary>What the engine has to know of an event; the bits are the journal's format.</summary>
[Flags]
public enum EventFlags : byte
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>The command was decided with no; nothing changes but that it is remembered.</summary>
    Rejected = 1,

    /// <summary>The entity's first event.</summary>
    Opens = 2,

    /// <summary>
    /// The command with this id was accepted earlier and has failed elsewhere since: it counts as rejected from here
    /// on.
    /// </summary>
    Revokes = 4,

    /// <summary>The first event of a record: it is counted, and remembered by its id.</summary>
    Decides = 8,

    /// <summary>The record came too late for windows.</summary>
    Late = 16,

    /// <summary>A rule raised an alert.</summary>
    Alert = 32,

    /// <summary>A record that could not be taken, with its reason and original bytes.</summary>
    DeadLetter = 64,

    /// <summary>The source stated a balance that does not follow from the amount.</summary>
    Differs = 128,
}

/// <summary>Reads the texts of an event's frame; valid as long as the batch's bytes.</summary>
public static unsafe class EventFrame
{
    /// <summary>In <see cref="EventHeader.BodyWords"/>: only words that are not zero are there.</summary>
    public const byte Sparse = 0x80;

    /// <summary>The entity's name; empty but for its first event or when there is no entity.</summary>
    public static ReadOnlySpan<byte> Name(EventHeader* e) => new(Texts(e), e->NameLength);

    /// <summary>The command's id.</summary>
    public static ReadOnlySpan<byte> Id(EventHeader* e) => new(Texts(e) + e->NameLength, e->IdLength);

    /// <summary>The other side's name.</summary>
    public static ReadOnlySpan<byte> Other(EventHeader* e) =>
        new(Texts(e) + e->NameLength + e->IdLength, e->OtherLength);

    /// <summary>The note.</summary>
    public static ReadOnlySpan<byte> Note(EventHeader* e) =>
        new(Texts(e) + e->NameLength + e->IdLength + e->OtherLength, e->NoteLength);

    /// <summary>The event struct, with zeros for the words that were not stored.</summary>
    public static TEvent Body<TEvent>(EventHeader* e) where TEvent : unmanaged
    {
        TEvent body = default;
        if ((e->BodyWords & Sparse) == 0)
        {
            Unsafe.CopyBlockUnaligned(&body, e + 1, (uint)Math.Min(e->BodyWords * 8, sizeof(TEvent)));
            return body;
        }
        var words = (ulong*)(e + 1);
        var to = (ulong*)&body;
        var (there, from) = (*words, 1);
        for (; there != 0; there &= there - 1, from++)
        {
            var at = BitOperations.TrailingZeroCount(there);
            if (at < sizeof(TEvent) / 8) to[at] = words[from];
        }
        return body;
    }

    /// <summary>The frame after this one.</summary>
    public static EventHeader* Next(EventHeader* e) => (EventHeader*)((byte*)e + e->Length);

    /// <summary>The frame so many after this one.</summary>
    public static EventHeader* At(EventHeader* e, int index)
    {
        for (; index > 0; index--) e = Next(e);
        return e;
    }

    /// <summary>Writes a frame to the end and gives it; lengths in the header are filled in here.</summary>
    internal static EventHeader* Write<TEvent>(NativeBuffer to, in EventHeader header, in TEvent e,
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, ReadOnlySpan<byte> other, ReadOnlySpan<byte> note)
        where TEvent : unmanaged
    {
        var body = (ulong*)Unsafe.AsPointer(ref Unsafe.AsRef(in e));
        var words = sizeof(TEvent) / 8;
        while (words > 0 && body[words - 1] == 0) words--;
        var there = 0UL;
        for (var i = 0; i < words; i++) there |= (body[i] != 0 ? 1UL : 0UL) << i;
        var isSparse = BitOperations.PopCount(there) + 1 < words;
        if (isSparse) words = BitOperations.PopCount(there) + 1;

        var texts = name.Length + id.Length + other.Length + note.Length;
        var length = sizeof(EventHeader) + words * 8 + texts + 7 & ~7;
        var at = to.Reserve(length);
        var frame = (EventHeader*)at;
        ((ulong*)(at + length))[-1] = 0;    // The padding is part of what is hashed.
        *frame = header;
        frame->Length = length;
        frame->NoteLength = note.Length;
        frame->BodyWords = (byte)(isSparse ? words | Sparse : words);
        (frame->NameLength, frame->IdLength) = ((byte)name.Length, (byte)id.Length);
        frame->OtherLength = (byte)other.Length;
        if (isSparse) Gather(body, there, (ulong*)(frame + 1));
        else Unsafe.CopyBlockUnaligned(frame + 1, body, (uint)words * 8);
        at += sizeof(EventHeader) + words * 8;
        name.CopyTo(new Span<byte>(at, name.Length));
        id.CopyTo(new Span<byte>(at += name.Length, id.Length));
        other.CopyTo(new Span<byte>(at += id.Length, other.Length));
        note.CopyTo(new Span<byte>(at + other.Length, note.Length));
        return frame;
    }

    private static void Gather(ulong* body, ulong there, ulong* to)
    {
        *to++ = there;
        for (; there != 0; there &= there - 1) *to++ = body[BitOperations.TrailingZeroCount(there)];
    }

    private static byte* Texts(EventHeader* e) => (byte*)(e + 1) + (e->BodyWords & ~Sparse) * 8;
}
