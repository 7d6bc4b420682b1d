using FinData.Engine.Shards;

namespace FinData.Engine.Entities;

/// <summary>One kind of hot entity: a command is decided into events, and the state is their fold.</summary>
/// <typeparam name="TState">What every entity has, always in memory.</typeparam>
/// <typeparam name="TActive">What it has only while it is active; all zero otherwise.</typeparam>
/// <typeparam name="TCommand">What can be asked, a multiple of 8 bytes.</typeparam>
/// <typeparam name="TEvent">What can have happened, a multiple of 8 bytes, often-zero fields last.</typeparam>
/// <remarks>
/// Implemented by a struct, so that the shard's loop is compiled for it. All functions are pure: equal inputs, equal
/// outputs; no clock, no random, no I/O. Apply is total over every event that was ever journaled, and the only way
/// state changes.
/// </remarks>
public interface IEntity<TState, TActive, TCommand, TEvent> : IDisposable
    where TState : unmanaged
    where TActive : unmanaged
    where TCommand : unmanaged
    where TEvent : unmanaged
{
    /// <summary>Decides one command on the state before it: persist events, reject, or neither.</summary>
    void Decide(in TState state, in TActive active, in Command<TCommand> command, ref Outcome<TEvent> outcome);

    /// <summary>Folds one event into the state, live and in recovery.</summary>
    void Apply(ref TState state, ref Active<TActive> active, in Fact<TEvent> fact);

    /// <summary>
    /// Takes in an event of an entity that does not exist, such as its rejected first command; most kinds do nothing.
    /// </summary>
    void ApplyUnopened(in Fact<TEvent> fact) { }

    /// <summary>
    /// Makes the command again that an event came of, or another that is decided the same: audits decide it once more.
    /// </summary>
    /// <param name="fact">The event.</param>
    /// <param name="next">The event after it in its batch; all zero, with no texts to be read, without one.</param>
    /// <param name="command">The command; it begins with the event's own other side and free text.</param>
    /// <returns>What the event came of; a kind that says nothing here is not audited.</returns>
    EventOrigin Remake(in Fact<TEvent> fact, in Fact<TEvent> next, ref Remade<TCommand> command) => EventOrigin.Unknown;

    /// <summary>
    /// The messages that follow from an event; a pure function of it, since they are sent again after a crash.
    /// </summary>
    void Effects(in Fact<TEvent> fact, ref Effects effects);

    /// <summary>
    /// The next thing that is due at a time: an entity, since when, and a command for it; false when nothing is.
    /// </summary>
    /// <remarks>
    /// It happens at the time it was due, not at the one that the shard has come to: that depends on how records were
    /// batched.
    /// </remarks>
    bool Due(long time, out EntityKey entity, out long since, out TCommand command);

    /// <summary>True when the active part can influence no later decision: it is given back.</summary>
    bool IsIdle(in TState state, in TActive active, long time);

    /// <summary>
    /// Adds the business state to a hash: what must be equal for equal inputs whatever the number of shards.
    /// </summary>
    void Hash(in TState state, in TActive active, long time, ref StateHash hash);

    /// <summary>What the kind keeps beside its entities, saved with snapshots.</summary>
    IEnumerable<SnapshotPart> Parts { get; }
}
