using System.Globalization;
using System.Reflection;
using System.Text;
using FinData.Engine.Entities;

namespace FinData.Engine.Shards;

public sealed unsafe partial class EntityRegion<TEntity, TState, TActive, TCommand, TEvent>
{
    /// <summary>Gets a command that is decided again, with the state that it meets and its first event.</summary>
    public delegate void Witness(in TState state, in TActive active, in Command<TCommand> command, EventHeader* e);

    /// <summary>Called before each command that is decided again; null (default) for nobody.</summary>
    public Witness? Seen { get; set; }

    internal override int Replay(EventHeader* e, ShardReplay replay)
    {
        var name = e->NameLength > 0 ? EventFrame.Name(e) : NameOf(e->Slot);
        var note = EventFrame.Note(e);
        var slot = table.Find(map.Hasher.Hash(e->Kind, name));
        var command = new Remade<TCommand>
        {
            OtherKind = e->OtherKind, Other = EventFrame.Other(e), Note = note, Exists = slot >= 0,
            NoteKey = note.Length > 0 ? map.CommandKey(note) : default,
        };
        var next = replay.Left > 0 && EventFrame.Next(e)->Kind == e->Kind ? new Fact<TEvent>(EventFrame.Next(e))
            : default;
        if (entity.Remake(new Fact<TEvent>(e), in next, ref command) != EventOrigin.Command) return 0;

        var c = Remake(e, name, in command, replay);
        var original = command.NeedsOriginal ? replay.FindOriginal(command.Note) : null;
        Show(e, c, original, slot);
        var outcome = new Outcome<TEvent>(room);
        Decide(c, original, slot, ref outcome);

        var opens = slot < 0 && outcome.Reason == 0;
        var previous = slot < 0 ? 0 : table.Records.Read(slot).LastBatch;
        if (opens) slot = table.Count;
        replay.Events.Clear();
        // What comes after the first event was decided on what the first had changed.
        for (var i = 0; i < outcome.Count; i++)
            Write(replay.Events, c, i, slot, i == 0 || slot < 0 ? previous : replay.Batch, opens, ref outcome);

        var own = OwnFrames(e, replay.Left);
        var length = (int)((byte*)EventFrame.At(e, own) - (byte*)e);
        if (replay.Events.Written.SequenceEqual(new ReadOnlySpan<byte>(e, length))) replay.Equal();
        else Tell(e, own, outcome.Count, Encoding.ASCII.GetString(name), replay);
        return own;
    }

    private void Show(EventHeader* e, CommandHeader* c, EventHeader* original, int slot)
    {
        if (Seen is not { } seen) return;
        var command = new Command<TCommand>(c, original, slot >= 0);
        if (slot >= 0)
        {
            ref readonly var record = ref table.Records.Read(slot);
            seen(in record.State, in ReadActive(in record), in command, e);
            return;
        }
        TState none = default;
        seen(in none, in nothing, in command, e);
    }

    private CommandHeader* Remake(EventHeader* e, ReadOnlySpan<byte> name, in Remade<TCommand> command,
        ShardReplay replay)
    {
        var isRecord = (e->Flags & EventFlags.Decides) != 0;
        var header = new CommandHeader
        {
            Kind = e->Kind, Entity = map.Hasher.Hash(e->Kind, name), Time = e->Time, Payload = e->Payload,
            Id = isRecord ? map.CommandKey(EventFrame.Id(e)) : default, OtherKind = command.OtherKind,
            Other = isRecord && command.OtherKind != 0 ? map.Hasher.Hash(command.OtherKind, command.Other) : default,
            Flags = (isRecord ? CommandFlags.None : CommandFlags.Message)
                | ((e->Flags & EventFlags.Late) != 0 ? CommandFlags.Late : 0)
                | (command.NeedsOriginal ? CommandFlags.NeedsOriginal : 0),
        };
        replay.Command.Clear();
        CommandFrame.Write(replay.Command, ref header, in command.Body, name, EventFrame.Id(e), command.Other,
            command.Note);
        return (CommandHeader*)replay.Command.Start;
    }

    // The frames of the event's command: itself, and those after it that came of the same.
    private int OwnFrames(EventHeader* e, int left)
    {
        var own = 1;
        for (var next = EventFrame.Next(e); left > 0; left--, own++, next = EventFrame.Next(next))
        {
            if (next->Slot != e->Slot || next->Kind != e->Kind) break;
            var ignored = new Remade<TCommand>();
            if (entity.Remake(new Fact<TEvent>(next), default, ref ignored) != EventOrigin.Further) break;
        }
        return own;
    }

    private static void Tell(EventHeader* was, int wasCount, int isCount, string name, ShardReplay replay)
    {
        var fields = new List<FieldDifference>();
        if (wasCount != isCount) fields.Add(new FieldDifference(0, "Events", Text(wasCount), Text(isCount)));
        var (kind, id) = (was->Kind, Encoding.ASCII.GetString(EventFrame.Id(was)));
        var now = (EventHeader*)replay.Events.Start;
        for (var i = 0; i < Math.Min(wasCount, isCount); i++, was = EventFrame.Next(was), now = EventFrame.Next(now))
        {
            Compare<EventHeader>(i, *was, *now, fields);
            Compare<TEvent>(i, EventFrame.Body<TEvent>(was), EventFrame.Body<TEvent>(now), fields);
            Compare(i, "Name", EventFrame.Name(was), EventFrame.Name(now), fields);
            Compare(i, "Id", EventFrame.Id(was), EventFrame.Id(now), fields);
            Compare(i, "Other", EventFrame.Other(was), EventFrame.Other(now), fields);
            Compare(i, "Note", EventFrame.Note(was), EventFrame.Note(now), fields);
        }
        // Bytes between fields mean nothing.
        if (fields.Count == 0) replay.Equal();
        else replay.Tell(kind, name, id, fields);
    }

    private static void Compare<T>(int number, object was, object now, List<FieldDifference> into)
    {
        foreach (var field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            // How long a frame is follows from what is in it.
            if (field.Name is nameof(EventHeader.Length) or nameof(EventHeader.BodyWords)) continue;
            var (before, after) = (field.GetValue(was), field.GetValue(now));
            if (!Equals(before, after)) into.Add(new FieldDifference(number, field.Name, Text(before), Text(after)));
        }
    }

    private static void Compare(int number, string field, ReadOnlySpan<byte> was, ReadOnlySpan<byte> now,
        List<FieldDifference> into)
    {
        if (!was.SequenceEqual(now))
            into.Add(new FieldDifference(number, field, Encoding.UTF8.GetString(was), Encoding.UTF8.GetString(now)));
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
