using System.Runtime.CompilerServices;
using FinData.Engine.Shards;

namespace FinData.Engine.Entities;

/// <summary>A command with its texts, as Decide sees it.</summary>
public readonly unsafe ref struct Command<TCommand> where TCommand : unmanaged
{
    private readonly CommandHeader* header;
    private readonly EventHeader* original;

    internal Command(CommandHeader* header, EventHeader* original, bool exists)
    {
        this.header = header;
        this.original = original;
        Exists = exists;
    }

    /// <summary>What is asked.</summary>
    public ref readonly TCommand Body => ref CommandFrame.Body<TCommand>(header);

    /// <summary>False when the entity has no event yet.</summary>
    public bool Exists { get; }

    /// <summary>The entity's kind.</summary>
    public byte Kind => header->Kind;

    /// <summary>The entity's key.</summary>
    public EntityKey Entity => header->Entity;

    /// <summary>The key of the command's own id; of no id for messages.</summary>
    public EntityKey Id => header->Id;

    /// <summary>When it happened, in milliseconds since 1970 UTC.</summary>
    public long Time => header->Time;

    /// <summary>True when it came too late for windows.</summary>
    public bool IsLate => (header->Flags & CommandFlags.Late) != 0;

    /// <summary>The other side: kind, 0 without one, and name.</summary>
    public byte OtherKind => header->OtherKind;

    /// <inheritdoc cref="OtherKind"/>
    public ReadOnlySpan<byte> Other => CommandFrame.Other(header);

    /// <summary>The key of the other side; none in messages.</summary>
    public EntityKey OtherKey => header->Other;

    /// <summary>Free text, which the first event gets.</summary>
    public ReadOnlySpan<byte> Note => CommandFrame.Note(header);

    /// <summary>
    /// The event of the command that the note names, where <see cref="CommandFlags.NeedsOriginal"/> asked for it.
    /// </summary>
    public bool TryGetOriginal<TEvent>(out Fact<TEvent> fact) where TEvent : unmanaged
    {
        fact = original == null ? default : new Fact<TEvent>(original);
        return original != null;
    }
}

/// <summary>An event with its texts, as Apply and Effects see it.</summary>
public readonly unsafe ref struct Fact<TEvent> where TEvent : unmanaged
{
    private readonly EventHeader* header;

    internal Fact(EventHeader* header)
    {
        this.header = header;
        Body = EventFrame.Body<TEvent>(header);
    }

    internal Fact(EventHeader* header, scoped in TEvent body)
    {
        this.header = header;
        Body = body;
    }

    /// <summary>What happened.</summary>
    public readonly TEvent Body;

    /// <summary>The entity's key, in Apply.</summary>
    public EntityKey Entity { get; init; }

    /// <summary>When, in milliseconds since 1970 UTC.</summary>
    public long Time => header->Time;

    /// <summary>The entity's kind.</summary>
    public byte Kind => header->Kind;

    /// <summary>Why it was rejected; 0 when it was not.</summary>
    public ushort Reason => header->Reason;

    /// <summary>True when the record came too late for windows.</summary>
    public bool IsLate => (header->Flags & EventFlags.Late) != 0;

    /// <summary>The id of the command it follows from.</summary>
    public ReadOnlySpan<byte> Id => EventFrame.Id(header);

    /// <summary>The other side: kind and name.</summary>
    public byte OtherKind => header->OtherKind;

    /// <inheritdoc cref="OtherKind"/>
    public ReadOnlySpan<byte> Other => EventFrame.Other(header);

    /// <summary>Free text of the command.</summary>
    public ReadOnlySpan<byte> Note => EventFrame.Note(header);

    /// <summary>All flags, for those who read journals.</summary>
    public EventFlags Flags => header->Flags;
}

/// <summary>
/// What a command led to: events, or a rejection (which is an event too, since it is journaled), or nothing.
/// </summary>
public ref struct Outcome<TEvent>(Span<TEvent> room) where TEvent : unmanaged
{
    private readonly Span<TEvent> room = room;

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>Why the command is rejected; 0 when it is not.</summary>
    public ushort Reason { get; private set; }

    /// <summary>True when an earlier command's acceptance is taken back, with <see cref="Reason"/>.</summary>
    public bool IsRevoked { get; private set; }

    /// <summary>Flags of the first event.</summary>
    public EventFlags Flags { get; private set; }

    /// <summary>Adds an event; at most four a command.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Persist(in TEvent e) => room[Count++] = e;

    /// <summary>Says no; the event describes the attempt and the state it met.</summary>
    public void Reject(ushort reason, in TEvent e)
    {
        Reason = reason;
        room[Count++] = e;
    }

    /// <summary>Takes back the acceptance of the command with this id: it has failed elsewhere.</summary>
    public void Revoke(ushort reason, in TEvent e)
    {
        (Reason, IsRevoked) = (reason, true);
        room[Count++] = e;
    }

    /// <summary>Gives the event another other side than the command has.</summary>
    public void Toward(byte kind, ReadOnlySpan<byte> name)
    {
        OtherKind = kind;
        Other = name;
    }

    internal byte OtherKind { get; private set; }

    internal ReadOnlySpan<byte> Other { get; private set; }

    /// <summary>Gives the first event another free text than the command has.</summary>
    public void Say(ReadOnlySpan<byte> note)
    {
        HasNote = true;
        Note = note;
    }

    internal bool HasNote { get; private set; }

    internal ReadOnlySpan<byte> Note { get; private set; }

    /// <summary>Marks the first event for those who look for such.</summary>
    public void Mark(EventFlags flags) => Flags |= flags;

    /// <summary>Says how many rules raise an alert on the first event.</summary>
    public void Raise(int alerts)
    {
        Alerts = (byte)alerts;
        if (alerts > 0) Flags |= EventFlags.Alert;
    }

    internal byte Alerts { get; private set; }

    internal readonly ref readonly TEvent this[int i] => ref room[i];
}
