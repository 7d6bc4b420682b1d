using System.Runtime.CompilerServices;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Alerts;

/// <summary>
/// An alert, a best seller, a decision or a dead letter on its way: copied out of its batch, its texts after it.
/// </summary>
/// <remarks>
/// The name of the account has its own room: a journaled event has a slot, and the shard tells the name.
/// </remarks>
internal unsafe struct Outgoing
{
    /// <summary>Bytes of all of it, texts included; a multiple of 8.</summary>
    public int Length;

    /// <summary>Where it is in the journal.</summary>
    public int Batch, Frame;

    /// <summary>The account's place in its shard.</summary>
    public int Slot;

    /// <summary>When it happened, in milliseconds since 1970; of a dead letter, 0 where it could not be read.</summary>
    public long Time;

    /// <summary>Of an alert: what was looked at, and the balance after it.</summary>
    public double Deviations;
    public long Balance;

    /// <summary>Of a dead letter: where it was in its source.</summary>
    public long Position;
    public int Source;

    /// <summary>Of a dead letter: bytes of the note that are the detail.</summary>
    public int DetailLength;
    public int NoteLength;
    public ushort Currency, Velocity;
    public AlertRules Rules;

    /// <summary>The account's kind; <see cref="EntityKind.None"/> for a dead letter.</summary>
    public EntityKind Kind;
    public byte NameLength, IdLength, FormatLength;

    /// <summary>True for a decision: its value is the note.</summary>
    public bool IsDecision;

    private fixed byte name[EntityName.IdBytesMax];

    /// <summary>The account's name; it is not in the journal's events and is set by who knows it.</summary>
    public ReadOnlySpan<byte> Name
    {
        get => new(Unsafe.AsPointer(ref name[0]), NameLength);
        set
        {
            value.CopyTo(new Span<byte>(Unsafe.AsPointer(ref name[0]), EntityName.IdBytesMax));
            NameLength = (byte)value.Length;
        }
    }

    /// <summary>Copies what an event has for outside; nothing for most events.</summary>
    public static Outgoing* Add(NativeBuffer to, EventHeader* e, int batch, int frame) =>
        (e->Flags & EventFlags.DeadLetter) != 0 ? AddDeadLetter(to, e, batch, frame)
        : (e->Flags & EventFlags.Alert) == 0 ? null
        : e->Kind is (byte)EntityKind.Ranking or (byte)EntityKind.OverallRanking ? AddBestSeller(to, e, batch, frame)
        : AddAlert(to, e, batch, frame);

    /// <summary>The id of the transaction; of a dead letter the reason.</summary>
    public static ReadOnlySpan<byte> Id(Outgoing* o) => new((byte*)(o + 1), o->IdLength);

    /// <summary>The format of a dead letter's record.</summary>
    public static ReadOnlySpan<byte> Format(Outgoing* o) => new((byte*)(o + 1) + o->IdLength, o->FormatLength);

    /// <summary>What is wrong with a dead letter.</summary>
    public static ReadOnlySpan<byte> Detail(Outgoing* o) => Note(o)[..o->DetailLength];

    /// <summary>A dead letter's bytes as they came.</summary>
    public static ReadOnlySpan<byte> Original(Outgoing* o) => Note(o)[o->DetailLength..];

    public static Outgoing* Next(Outgoing* o) => (Outgoing*)((byte*)o + o->Length);

    private static ReadOnlySpan<byte> Note(Outgoing* o) =>
        new((byte*)(o + 1) + o->IdLength + o->FormatLength, o->NoteLength);

    /// <summary>Adds a decision.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="e">The event that decides.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="frame">Its place there.</param>
    /// <param name="account">The account's bare name.</param>
    /// <param name="value">What is said of it.</param>
    public static void AddDecision(NativeBuffer to, EventHeader* e, int batch, int frame, ReadOnlySpan<byte> account,
        ReadOnlySpan<byte> value)
    {
        var id = EventFrame.Id(e);
        var o = Reserve(to, id.Length + value.Length, e, batch, frame);
        (o->Slot, o->Kind, o->IsDecision) = (e->Slot, (EntityKind)e->Kind, true);
        o->Name = account;
        Write(o, id, default, value);
    }

    /// <summary>What is said of a decision.</summary>
    public static ReadOnlySpan<byte> Value(Outgoing* o) => Note(o);

    private static Outgoing* AddAlert(NativeBuffer to, EventHeader* e, int batch, int frame)
    {
        var id = EventFrame.Id(e);
        var o = Reserve(to, id.Length, e, batch, frame);
        var body = EventFrame.Body<AccountEvent>(e);
        (o->Slot, o->Kind, o->Rules) = (e->Slot, (EntityKind)e->Kind, body.Alerts);
        (o->Deviations, o->Velocity) = (body.Deviations, body.Velocity);
        (o->Balance, o->Currency) = (body.Balance, body.Currency);
        Write(o, id, default, default);
        return o;
    }

    // The product is the name, the scope the format, the units the balance and the rank the velocity.
    private static Outgoing* AddBestSeller(NativeBuffer to, EventHeader* e, int batch, int frame)
    {
        var scope = EventFrame.Note(e);
        var o = Reserve(to, scope.Length, e, batch, frame);
        var body = EventFrame.Body<RankingEvent>(e);
        (o->Slot, o->Kind, o->Velocity, o->Balance) = (-1, EntityKind.Ranking, body.Rank, body.Quantity);
        o->Time = body.Minute * 60_000L;
        o->Name = EventFrame.Other(e);
        Write(o, default, scope, default);
        return o;
    }

    private static Outgoing* AddDeadLetter(NativeBuffer to, EventHeader* e, int batch, int frame)
    {
        var id = EventFrame.Id(e);
        var format = EventFrame.Other(e);
        var note = EventFrame.Note(e);
        var o = Reserve(to, id.Length + format.Length + note.Length, e, batch, frame);
        var letter = EventFrame.Body<DeadLetter>(e);
        (o->Slot, o->Position, o->Source) = (-1, letter.Position, letter.Source);
        o->DetailLength = Math.Clamp(letter.DetailLength, 0, note.Length);
        Write(o, id, format, note);
        return o;
    }

    private static Outgoing* Reserve(NativeBuffer to, int texts, EventHeader* e, int batch, int frame)
    {
        var length = sizeof(Outgoing) + texts + 7 & ~7;
        var o = (Outgoing*)to.Reserve(length);
        *o = new Outgoing { Length = length, Batch = batch, Frame = frame, Time = e->Time };
        return o;
    }

    private static void Write(Outgoing* o, ReadOnlySpan<byte> id, ReadOnlySpan<byte> format, ReadOnlySpan<byte> note)
    {
        (o->IdLength, o->FormatLength, o->NoteLength) = ((byte)id.Length, (byte)format.Length, note.Length);
        var at = (byte*)(o + 1);
        id.CopyTo(new Span<byte>(at, id.Length));
        format.CopyTo(new Span<byte>(at += id.Length, format.Length));
        note.CopyTo(new Span<byte>(at + format.Length, note.Length));
    }
}
