using System.Text;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Domain.Fraud.Models;

/// <summary>What the registry has of its own: the number of its last change.</summary>
public struct ModelState
{
    public long Number;
}

/// <summary>How the bank's fraud model changes, and how each shard comes to know of it.</summary>
/// <remarks>
/// <code>
///  command ──► registry, one entity on one shard ──Take──► copy on each shard: its place in that shard's journal
///                                                          tells from which payment on a model scores
/// </code>
/// </remarks>
public readonly struct ModelRegistry() : IEntity<ModelState, Nothing, ModelCommand, ModelEvent>
{
    /// <summary>The only reason for a no; the note says why.</summary>
    public const ushort Refused = 1;

    /// <summary>How often a model may change: decisions have its number in two bytes.</summary>
    public const int ChangesMax = ushort.MaxValue;

    private readonly ModelBook registered = new(scores: false), copy = new(scores: true);

    /// <summary>The name of the registry, and of each shard's copy.</summary>
    public static ReadOnlySpan<byte> Name => "models"u8;

    /// <summary>All changes; on the registry's shard, empty on others.</summary>
    public ModelBook Registered => registered;

    /// <summary>The model as this shard has it.</summary>
    public ModelBook Copy => copy;

    /// <inheritdoc/>
    public IEnumerable<SnapshotPart> Parts => [.. registered.Parts, .. copy.Parts];

    /// <inheritdoc/>
    public void Decide(in ModelState state, in Nothing _, in Command<ModelCommand> command,
        ref Outcome<ModelEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        if (c.Ask == ModelAsk.Take)
        {
            outcome.Persist(in c.Event);
            return;
        }
        if (WhyNot(c.Ask, ModelNote.Parse(command.Note)) is { } refusal)
        {
            outcome.Say(Encoding.UTF8.GetBytes(refusal));
            outcome.Reject(Refused, new ModelEvent { Kind = ModelEventKind.Refused, Number = registered.Number });
            return;
        }
        outcome.Persist(new ModelEvent
        {
            Number = registered.Number + 1,
            Kind = c.Ask switch
            {
                ModelAsk.Use => ModelEventKind.Used,
                ModelAsk.Watch => ModelEventKind.Watched,
                _ => ModelEventKind.Stopped,
            },
        });
    }

    /// <inheritdoc/>
    public void Apply(ref ModelState state, ref Active<Nothing> _, in Fact<ModelEvent> fact)
    {
        if (fact.Body.Kind == ModelEventKind.Refused) return;
        state.Number = fact.Body.Number;
        var book = fact.Kind == (byte)EntityKind.ModelCopy ? copy : registered;
        book.Apply(in fact.Body, ModelNote.Parse(fact.Note), fact.Time);
    }

    /// <inheritdoc/>
    public EventOrigin Remake(in Fact<ModelEvent> fact, in Fact<ModelEvent> next, ref Remade<ModelCommand> command)
    {
        command.Body = fact.Kind == (byte)EntityKind.ModelCopy
            ? new ModelCommand { Ask = ModelAsk.Take, Event = fact.Body }
            : new ModelCommand
            {
                Ask = fact.Body.Kind switch
                {
                    ModelEventKind.Used => ModelAsk.Use,
                    ModelEventKind.Watched => ModelAsk.Watch,
                    ModelEventKind.Stopped => ModelAsk.Stop,
                    _ => ModelAsk.None,
                },
            };
        return command.Body.Ask == ModelAsk.None ? EventOrigin.Unknown : EventOrigin.Command;
    }

    /// <inheritdoc/>
    public void Effects(in Fact<ModelEvent> fact, ref Effects effects)
    {
        if (fact.Kind != (byte)EntityKind.ModelRegistry || fact.Body.Kind == ModelEventKind.Refused) return;
        effects.SendToAll((byte)EntityKind.ModelCopy, Name, new ModelCommand { Ask = ModelAsk.Take, Event = fact.Body },
            fact.Note);
    }

    /// <inheritdoc/>
    public bool Due(long time, out EntityKey entity, out long since, out ModelCommand command)
    {
        (entity, since, command) = (default, default, default);
        return false;
    }

    /// <inheritdoc/>
    public bool IsIdle(in ModelState state, in Nothing _, long time) => true;

    /// <inheritdoc/>
    public void Hash(in ModelState state, in Nothing _, long time, ref StateHash hash)
    {
        // Copies there are as many as shards, and they follow from the registry's decisions.
        hash.Leave();
    }

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>A command to the registry in a chunk of its shard.</summary>
    /// <param name="map">Which shard that is, and the key.</param>
    /// <param name="to">The chunk's frames.</param>
    /// <param name="ask">What is asked.</param>
    /// <param name="note">Who asks, and the model.</param>
    /// <param name="time">When, in milliseconds since 1970.</param>
    /// <param name="ticket">Who waits for the answer; 0 for nobody.</param>
    public static void Write(ShardMap map, NativeBuffer to, ModelAsk ask, ModelNote note, long time, uint ticket)
    {
        var kind = (byte)EntityKind.ModelRegistry;
        // A message, as it is no record: it is neither counted nor remembered by its id.
        var header = new CommandHeader
        {
            Kind = kind, Entity = map.Hasher.Hash(kind, Name), Time = time, Position = -1, Ticket = ticket,
            Flags = CommandFlags.Message,
        };
        CommandFrame.Write(to, ref header, new ModelCommand { Ask = ask }, Name, default, default, note.ToBytes());
    }

    private string? WhyNot(ModelAsk ask, ModelNote note)
    {
        if (Person.WhyNot(note.By) is { } nobody) return nobody;
        if (registered.Number >= ChangesMax) return $"A data folder can have {ChangesMax} changes of its model.";
        var last = registered.Number > 0 ? registered.Changes[^1] : null;
        if (ask == ModelAsk.Stop)
            return last is null or { Kind: ModelEventKind.Stopped } ? "Nothing is scored or remembered already." : null;
        if (ask == ModelAsk.Watch)
            return last is { Kind: ModelEventKind.Watched } ? "Payments are remembered without a score already." : null;
        return last is { Kind: ModelEventKind.Used } && last.Name == TreeModel.NameOf(note.Model)
            ? $"The model {last.Name} is the one that scores already, since change {last.Number}." : null;
    }
}
