using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>
/// What is asked of one entity, as it lies in a chunk: this header, the kind's command struct, then the texts.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct CommandHeader
{
    /// <summary>Bytes of the whole frame, a multiple of 8.</summary>
    public int Length;

    /// <summary>Bytes of the note (free text for the event) and of the record's original text.</summary>
    public int NoteLength, OriginalLength;

    /// <summary>Who waits for the answer; 0 for nobody.</summary>
    public uint Ticket;

    /// <summary>The entity that decides.</summary>
    public EntityKey Entity;

    /// <summary>
    /// The key of the command's own id; none for messages between entities, which are told apart by position.
    /// </summary>
    public EntityKey Id;

    /// <summary>The key of the other side; none without one, and in messages.</summary>
    public EntityKey Other;

    /// <summary>When it happened, in milliseconds since 1970 UTC.</summary>
    public long Time;

    /// <summary>The record's position in its source.</summary>
    public long Position;

    /// <summary>A hash of what the record says: the same id with another payload is refused.</summary>
    public uint Payload;

    /// <summary>The entity's kind; 0 for a record that cannot be taken (a dead letter).</summary>
    public byte Kind;

    /// <summary>See <see cref="CommandFlags"/>.</summary>
    public CommandFlags Flags;

    /// <summary>Bytes of the entity's name, the command's id, and the other side's name with its kind.</summary>
    public byte NameLength, IdLength, OtherKind, OtherLength;

    /// <summary>Bytes of the command struct, in words of 8.</summary>
    public ushort BodyWords;
}

/// <summary>What the engine has to know of a command.</summary>
[Flags]
public enum CommandFlags : byte
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>Behind its source's watermark by more than windows wait for.</summary>
    Late = 1,

    /// <summary>Sent by an entity: not counted as a record, never a duplicate.</summary>
    Message = 2,

    /// <summary>Its note names an earlier command of the shard, whose event is looked up before deciding.</summary>
    NeedsOriginal = 4,
}

/// <summary>Reads and writes the frames of commands.</summary>
public static unsafe class CommandFrame
{
    /// <summary>Writes a frame; lengths in the header are filled in here.</summary>
    public static void Write<TCommand>(NativeBuffer to, ref CommandHeader header, in TCommand command,
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, ReadOnlySpan<byte> other,
        ReadOnlySpan<byte> note = default, ReadOnlySpan<byte> original = default) where TCommand : unmanaged
    {
        var body = (sizeof(TCommand) + 7) & ~7;
        var texts = name.Length + id.Length + other.Length + note.Length + original.Length;
        var length = sizeof(CommandHeader) + body + texts + 7 & ~7;
        header.Length = length;
        header.BodyWords = (ushort)(body / 8);
        (header.NameLength, header.IdLength) = ((byte)name.Length, (byte)id.Length);
        header.OtherLength = (byte)other.Length;
        (header.NoteLength, header.OriginalLength) = (note.Length, original.Length);

        var at = to.Reserve(length);
        *(CommandHeader*)at = header;
        at += sizeof(CommandHeader);
        Unsafe.CopyBlockUnaligned(ref *at, ref Unsafe.As<TCommand, byte>(ref Unsafe.AsRef(in command)),
            (uint)sizeof(TCommand));
        at += body;
        Put(ref at, name);
        Put(ref at, id);
        Put(ref at, other);
        Put(ref at, note);
        Put(ref at, original);
    }

    /// <summary>The texts of a frame, in the order they lie.</summary>
    public static ReadOnlySpan<byte> Name(CommandHeader* c) => new(Texts(c), c->NameLength);

    /// <inheritdoc cref="Name"/>
    public static ReadOnlySpan<byte> Id(CommandHeader* c) => new(Texts(c) + c->NameLength, c->IdLength);

    /// <inheritdoc cref="Name"/>
    public static ReadOnlySpan<byte> Other(CommandHeader* c) =>
        new(Texts(c) + c->NameLength + c->IdLength, c->OtherLength);

    /// <inheritdoc cref="Name"/>
    public static ReadOnlySpan<byte> Note(CommandHeader* c) =>
        new(Texts(c) + c->NameLength + c->IdLength + c->OtherLength, c->NoteLength);

    /// <inheritdoc cref="Name"/>
    public static ReadOnlySpan<byte> Original(CommandHeader* c) =>
        new(Texts(c) + c->NameLength + c->IdLength + c->OtherLength + c->NoteLength, c->OriginalLength);

    /// <summary>The command struct of a frame.</summary>
    public static ref readonly TCommand Body<TCommand>(CommandHeader* c) where TCommand : unmanaged =>
        ref *(TCommand*)(c + 1);

    private static byte* Texts(CommandHeader* c) => (byte*)(c + 1) + c->BodyWords * 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref byte* at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(new Span<byte>(at, text.Length));
        at += text.Length;
    }
}
