using System.Runtime.InteropServices;
using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Domain.Rules;

/// <summary>What the registry has of its own: the hash of everything that has happened to it.</summary>
public struct RuleSetState
{
    /// <summary>The number of the last change.</summary>
    public long Set;

    /// <summary>The chain of hashes over its events and their texts.</summary>
    public EntityKey Digest;
}

/// <summary>What an entity has that is never busy.</summary>
public struct Nothing;

/// <summary>How the rules of a bank change, and how each shard comes to know of it.</summary>
/// <remarks>
/// <code>
///  command ──► registry, one entity on one shard ──Take──► copy on each shard: its place in that shard's journal
///                 decides (maker, checker, stages)          tells from which debit on a change counts
/// </code>
/// The copy is journaled like a debit, so a shard's decisions follow from its own journal, and recovery brings back the
/// rules that were in force at each event.
/// </remarks>
public readonly struct RuleRegistry(KeyHasher hasher)
    : IEntity<RuleSetState, Nothing, RuleCommand, RuleEvent>, IDisposable
{
    /// <summary>The only reason for a no; the note says why.</summary>
    public const ushort Refused = 1;

    private readonly RuleBook registered = new(), copy = new(hasher);

    /// <summary>The name of the registry, and of each shard's copy.</summary>
    public static ReadOnlySpan<byte> Name => "rules"u8;

    /// <summary>All rules; on the registry's shard, empty on others.</summary>
    public RuleBook Registered => registered;

    /// <summary>The rules as this shard has them.</summary>
    public RuleBook Copy => copy;

    /// <inheritdoc/>
    public IEnumerable<SnapshotPart> Parts => [.. registered.Parts, .. copy.Parts];

    /// <inheritdoc/>
    public void Decide(in RuleSetState state, in Nothing _, in Command<RuleCommand> command,
        ref Outcome<RuleEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        if (c.Ask == RuleAsk.Take)
        {
            outcome.Persist(in c.Event);
            return;
        }
        var (e, refusal) = RuleLifeCycle.Decide(registered, in c, RuleNote.Parse(command.Note),
            copy.Lists.Count);
        if (refusal is null)
        {
            outcome.Persist(in e);
            return;
        }
        outcome.Say(Encoding.UTF8.GetBytes(refusal));
        outcome.Reject(Refused, in e);
    }

    /// <inheritdoc/>
    public void Apply(ref RuleSetState state, ref Active<Nothing> _, in Fact<RuleEvent> fact)
    {
        ref readonly var e = ref fact.Body;
        if (e.Kind == RuleEventKind.Refused) return;
        state.Set = e.Set;
        (fact.Kind == (byte)EntityKind.RuleCopy ? copy : registered).Apply(in e, RuleNote.Parse(fact.Note), fact.Time);
        if (fact.Kind == (byte)EntityKind.RuleCopy) return;
        var body = MemoryMarshal.AsBytes(new ReadOnlySpan<RuleEvent>(in e));
        state.Digest = new KeyHasher(state.Digest.High, state.Digest.Low).Hash(0, [.. body, .. fact.Note]);
    }

    /// <inheritdoc/>
    public EventOrigin Remake(in Fact<RuleEvent> fact, in Fact<RuleEvent> next, ref Remade<RuleCommand> command)
    {
        ref readonly var e = ref fact.Body;
        command.Body = fact.Kind == (byte)EntityKind.RuleCopy ? new RuleCommand { Ask = RuleAsk.Take, Event = e }
            : new RuleCommand { Stage = e.Stage, Percent = e.Percent, Until = e.Until };
        if (fact.Kind == (byte)EntityKind.RuleCopy) return EventOrigin.Command;
        command.Body.Ask = e.Kind switch
        {
            RuleEventKind.Added => RuleAsk.Add,
            RuleEventKind.Promoted or RuleEventKind.ApprovalAsked => RuleAsk.Promote,
            RuleEventKind.Approved => RuleAsk.Approve,
            RuleEventKind.RolledBack => RuleAsk.RollBack,
            RuleEventKind.Put => RuleAsk.Put,
            RuleEventKind.Removed => RuleAsk.Remove,
            _ => RuleAsk.None,      // Of what was refused the note has the answer, not the question.
        };
        return command.Body.Ask == RuleAsk.None ? EventOrigin.Unknown : EventOrigin.Command;
    }

    /// <inheritdoc/>
    public void Effects(in Fact<RuleEvent> fact, ref Effects effects)
    {
        if (fact.Kind != (byte)EntityKind.RuleRegistry || fact.Body.Kind == RuleEventKind.Refused) return;
        effects.SendToAll((byte)EntityKind.RuleCopy, Name, new RuleCommand { Ask = RuleAsk.Take, Event = fact.Body },
            fact.Note);
    }

    /// <inheritdoc/>
    public bool Due(long time, out EntityKey entity, out long since, out RuleCommand command)
    {
        (entity, since, command) = (default, default, default);
        return false;
    }

    /// <inheritdoc/>
    public bool IsIdle(in RuleSetState state, in Nothing _, long time) => true;

    /// <inheritdoc/>
    public void Hash(in RuleSetState state, in Nothing _, long time, ref StateHash hash)
    {
        hash.Add(state.Set);
        hash.Add((long)state.Digest.High);
        hash.Add((long)state.Digest.Low);
        // Only the registry has a digest; of copies there are as many as shards.
        if (state.Digest.IsNone) hash.Leave();
    }

    /// <summary>A command to the registry in a chunk of its shard.</summary>
    /// <param name="map">Which shard that is, and the key.</param>
    /// <param name="to">The chunk's frames.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="note">Who asks, of which rule, with which text.</param>
    /// <param name="time">When, in milliseconds since 1970.</param>
    /// <param name="ticket">Who waits for the answer; 0 for nobody.</param>
    public static void Write(ShardMap map, NativeBuffer to, in RuleCommand command, RuleNote note, long time,
        uint ticket)
    {
        var kind = (byte)EntityKind.RuleRegistry;
        // A message, as it is no record: it is neither counted nor remembered by its id.
        var header = new CommandHeader
        {
            Kind = kind, Entity = map.Hasher.Hash(kind, Name), Time = time, Position = -1, Ticket = ticket,
            Flags = CommandFlags.Message,
        };
        CommandFrame.Write(to, ref header, in command, Name, default, default, note.ToBytes());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registered.Dispose();
        copy.Dispose();
    }
}
