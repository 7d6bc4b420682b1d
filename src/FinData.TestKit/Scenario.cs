using System.Globalization;
using System.Text;
using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.TestKit;

/// <summary>Begins scenarios: given some events, when a command comes, then these events follow.</summary>
public static class Scenario
{
    /// <summary>A scenario of one entity without an event, of a kind that the struct decides for.</summary>
    /// <typeparam name="TEntity">The struct with the rules.</typeparam>
    /// <typeparam name="TState">What every entity has.</typeparam>
    /// <typeparam name="TActive">What it has while it is active.</typeparam>
    /// <typeparam name="TCommand">What can be asked.</typeparam>
    /// <typeparam name="TEvent">What can have happened.</typeparam>
    public static Scenario<TEntity, TState, TActive, TCommand, TEvent> Of<TEntity, TState, TActive, TCommand, TEvent>(
        TEntity entity, byte kind = 1, string name = "it")
        where TEntity : struct, IEntity<TState, TActive, TCommand, TEvent>
        where TState : unmanaged
        where TActive : unmanaged
        where TCommand : unmanaged
        where TEvent : unmanaged => new(entity, kind, name);
}

/// <summary>One entity and its rules alone, with no shard, no journal and no other entity: given, when, then.</summary>
/// <remarks>
/// <code>
/// Scenario.Of&lt;Counters, Counter, None, CounterCommand, CounterEvent&gt;(new Counters(max: 2))
///     .Given(new CounterEvent { Kind = Counted, Total = 1 })
///     .When(new CounterCommand { Kind = Count })
///     .Then(new CounterEvent { Kind = Counted, Total = 2 })
///     .When(new CounterCommand { Kind = Count })
///     .ThenRejected(Full);
/// </code>
/// The events of a When are applied at once, so Whens can be chained, each with the Thens that look at it. What does
/// not hold throws <see cref="ScenarioException"/> with what was expected and what came. The scenario owns the entity
/// struct and disposes it. One thread.
/// </remarks>
public sealed unsafe class Scenario<TEntity, TState, TActive, TCommand, TEvent> : IDisposable
    where TEntity : struct, IEntity<TState, TActive, TCommand, TEvent>
    where TState : unmanaged
    where TActive : unmanaged
    where TCommand : unmanaged
    where TEvent : unmanaged
{
    private const int EventsMax = 4;

    private readonly ShardMap map = new(1, default);
    private readonly Outbox outbox;
    private readonly Slab<ActivePart<TActive>> actives = new();
    private readonly NativeBuffer command = new(256), original = new(256), written = new(256);
    private readonly TEvent[] room = new TEvent[EventsMax];
    private readonly Dictionary<string, byte[]> decided = [];
    private readonly List<TEvent> events = [];
    private readonly List<(byte Kind, string Name, TCommand Command)> messages = [];
    private readonly EntityKey key;
    private readonly byte kind;
    private readonly byte[] name;
    private TEntity entity;
    private TState state;
    private int active, step;
    private ushort reason;
    private bool isRevoked;

    internal Scenario(TEntity entity, byte kind, string name)
    {
        Invariant.Require(sizeof(TCommand) % 8 == 0,
            $"{typeof(TCommand).Name} is {sizeof(TCommand)} bytes, no multiple of 8.");
        Invariant.Require(sizeof(TEvent) % 8 == 0,
            $"{typeof(TEvent).Name} is {sizeof(TEvent)} bytes, no multiple of 8.");
        (this.entity, this.kind, this.name) = (entity, kind, Encoding.UTF8.GetBytes(name));
        key = map.Hasher.Hash(kind, this.name);
        outbox = new Outbox(map, 0);
    }

    /// <summary>The state after what has happened so far.</summary>
    public ref readonly TState State => ref state;

    /// <summary>The active part after what has happened so far; all zero without one.</summary>
    public ref readonly TActive Active => ref new Active<TActive>(actives, 0, ref active).Read;

    /// <summary>How many events there are: without one the entity does not exist.</summary>
    public int Events { get; private set; }

    /// <summary>What the last When led to.</summary>
    public IReadOnlyList<TEvent> Outcome => events;

    /// <summary>How many alerts the last When raised, and its flags.</summary>
    public int Alerts { get; private set; }

    /// <inheritdoc cref="Alerts"/>
    public EventFlags Flags { get; private set; }

    /// <summary>The free text of the last When's first event.</summary>
    public string Note { get; private set; } = "";

    /// <summary>What has happened before, at time 0.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> Given(params ReadOnlySpan<TEvent> events) =>
        GivenAt(0, events);

    /// <summary>What has happened before, at a time in milliseconds since 1970 UTC.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> GivenAt(long time, params ReadOnlySpan<TEvent> events)
    {
        foreach (ref readonly var e in events)
            Apply(Write(new EventHeader { Time = time, Kind = kind }, in e, default, default, default), in e);
        return this;
    }

    /// <summary>Something is asked.</summary>
    /// <param name="command">What.</param>
    /// <param name="time">When, in milliseconds since 1970 UTC.</param>
    /// <param name="other">The other side: its kind and name.</param>
    /// <param name="id">The command's id; another command can name it by <paramref name="original"/>.</param>
    /// <param name="note">Free text.</param>
    /// <param name="original">The id of an earlier command of this scenario, whose first event is looked up before
    /// deciding.</param>
    /// <param name="isLate">Whether it came too late for windows.</param>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> When(in TCommand command, long time = 0,
        (byte Kind, string Name) other = default, string id = "", string note = "", string? original = null,
        bool isLate = false)
    {
        var header = new CommandHeader
        {
            Entity = key, Kind = kind, Time = time, OtherKind = other.Kind, Id = map.CommandKey(Bytes(id)),
            Other = other.Kind == 0 ? default : map.Hasher.Hash(other.Kind, Bytes(other.Name ?? "")),
            Flags = (isLate ? CommandFlags.Late : 0) | (original is null ? 0 : CommandFlags.NeedsOriginal),
        };
        Begin();
        Decide(ref header, in command, Bytes(id), Bytes(other.Name ?? ""), Bytes(original ?? note), original);
        return this;
    }

    /// <summary>Time passes: what is due until then, that moment included, is decided.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> WhenTimePasses(long time)
    {
        Begin();
        while (entity.Due(time, out var of, out var since, out var due))
        {
            if (of != key) throw Fail("something is due for another entity");
            var header = new CommandHeader { Entity = key, Kind = kind, Time = since, Flags = CommandFlags.Message };
            var before = events.Count;
            Decide(ref header, in due, default, default, default, null);
            if (events.Count == before) throw Fail("what is due leads to no event, so it stays due for ever");
        }
        return this;
    }

    /// <summary>Just these events followed, in this order, and nothing was rejected.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> Then(params ReadOnlySpan<TEvent> expected)
    {
        if (reason != 0) throw Fail($"expected {Count(expected.Length)}, but it was rejected with reason {reason}");
        Compare(expected);
        return this;
    }

    /// <summary>It was rejected, with just this reason.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> ThenRejected(ushort expected)
    {
        if (reason == 0) throw Fail($"expected a rejection with reason {expected}, but {Count(events.Count)} followed");
        if (reason != expected) throw Fail($"expected a rejection with reason {expected}, but the reason was {reason}");
        return this;
    }

    /// <summary>It was rejected, with just this reason and this event about the attempt.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> ThenRejected(ushort expected, in TEvent e)
    {
        ThenRejected(expected);
        Compare([e]);
        return this;
    }

    /// <summary>It took back an earlier acceptance, for this reason and with this event.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> ThenRevoked(ushort expected, in TEvent e)
    {
        if (!isRevoked) throw Fail("expected that an acceptance is taken back, but none was");
        return ThenRejected(expected, in e);
    }

    /// <summary>Nothing followed, not even a rejection.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> ThenNothing()
    {
        if (events.Count > 0) throw Fail($"expected nothing, but {Count(events.Count)} followed, with reason {reason}");
        return this;
    }

    /// <summary>Just this message was sent.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> ThenSends(byte toKind, string to, in TCommand message)
    {
        if (messages.Count != 1) throw Fail($"expected one message, but there were {messages.Count}");
        var sent = messages[0];
        if (sent.Kind != toKind || sent.Name != to)
            throw Fail($"expected a message to {toKind}:{to}, but it went to {sent.Kind}:{sent.Name}");
        var differences = Differences.Between(message, sent.Command);
        if (differences.Length > 0) throw Fail($"the message to {to} differs: {differences}");
        return this;
    }

    /// <summary>No message was sent.</summary>
    public Scenario<TEntity, TState, TActive, TCommand, TEvent> ThenSendsNothing()
    {
        if (messages.Count > 0)
            throw Fail($"expected no message, but one went to {messages[0].Kind}:{messages[0].Name}");
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        entity.Dispose();
        actives.Dispose();
        command.Dispose();
        original.Dispose();
        written.Dispose();
    }

    private void Begin()
    {
        step++;
        events.Clear();
        messages.Clear();
        (reason, isRevoked, Alerts, Flags, Note) = (0, false, 0, EventFlags.None, "");
    }

    // As a shard's region decides: a rejected entity that does not exist is not opened by it.
    private void Decide(ref CommandHeader header, in TCommand body, ReadOnlySpan<byte> id, ReadOnlySpan<byte> other,
        ReadOnlySpan<byte> note, string? originalId)
    {
        command.Clear();
        CommandFrame.Write(command, ref header, in body, name, id, other, note);
        original.Clear();
        if (originalId is not null && decided.TryGetValue(originalId, out var earlier)) original.Write(earlier);
        var outcome = new Outcome<TEvent>(room);
        var found = original.Length > 0 ? (EventHeader*)original.Start : null;
        var asked = new Command<TCommand>((CommandHeader*)command.Start, found, Events > 0);
        entity.Decide(in state, in Active, in asked, ref outcome);

        (reason, isRevoked, Alerts, Flags) = (outcome.Reason, outcome.IsRevoked, outcome.Alerts, outcome.Flags);
        var exists = Events > 0 || reason == 0;
        var isToward = outcome.OtherKind != 0;
        for (var i = 0; i < outcome.Count; i++)
        {
            ref readonly var e = ref outcome[i];
            var frame = Write(
                new EventHeader
                {
                    Time = header.Time, Kind = kind, Reason = i == 0 ? reason : (ushort)0,
                    OtherKind = i > 0 ? (byte)0 : isToward ? outcome.OtherKind : header.OtherKind,
                    Flags = (header.Flags & CommandFlags.Late) != 0 ? EventFlags.Late : 0,
                },
                in e, id, i > 0 ? default : isToward ? outcome.Other : other,
                i > 0 ? default : outcome.HasNote ? outcome.Note : note);
            if (i == 0) Note = Encoding.UTF8.GetString(EventFrame.Note(frame));
            if (i == 0 && id.Length > 0 && reason == 0)
                decided[Encoding.UTF8.GetString(id)] = written.Written.ToArray();
            events.Add(e);
            var fact = new Fact<TEvent>(frame, in e) { Entity = key };
            if (exists) Apply(frame, in e);
            else entity.ApplyUnopened(in fact);
            var effects = new Effects(outbox, frame, name, step, 0);
            entity.Effects(in fact, ref effects);
        }
        TakeMessages();
    }

    private EventHeader* Write(in EventHeader header, in TEvent e, ReadOnlySpan<byte> id, ReadOnlySpan<byte> other,
        ReadOnlySpan<byte> note)
    {
        written.Clear();
        return EventFrame.Write(written, in header, in e, default, id, other, note);
    }

    private void Apply(EventHeader* frame, in TEvent e)
    {
        var part = new Active<TActive>(actives, 0, ref active);
        entity.Apply(ref state, ref part, new Fact<TEvent>(frame, in e) { Entity = key });
        Events++;
    }

    private void TakeMessages()
    {
        var chunks = new List<(int Shard, Chunk Chunk)>();
        outbox.TakeAll(chunks);
        foreach (var (_, chunk) in chunks)
        {
            var at = chunk.Frames.Start;
            for (var i = 0; i < chunk.Count; i++, at += ((CommandHeader*)at)->Length)
            {
                var c = (CommandHeader*)at;
                messages.Add((c->Kind, Encoding.UTF8.GetString(CommandFrame.Name(c)), CommandFrame.Body<TCommand>(c)));
            }
            map.Return(chunk);
        }
    }

    private void Compare(ReadOnlySpan<TEvent> expected)
    {
        if (expected.Length != events.Count)
            throw Fail($"expected {Count(expected.Length)}, but {Count(events.Count)} followed");
        for (var i = 0; i < expected.Length; i++)
        {
            var differences = Differences.Between(expected[i], events[i]);
            if (differences.Length > 0) throw Fail($"event {i + 1} differs: {differences}");
        }
    }

    private static string Count(int events) =>
        string.Create(CultureInfo.InvariantCulture, $"{events} event{(events == 1 ? "" : "s")}");

    private ScenarioException Fail(string problem)
    {
        var text = new StringBuilder("Step ").Append(step).Append(" of the scenario: ").Append(problem).Append('.');
        foreach (var e in events) text.Append("\n  came: ").Append(Differences.Describe(e));
        return new ScenarioException(text.ToString());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
