using FinData.Engine.Entities;

namespace FinData.Engine.Shards;

/// <summary>What the time of a region is: what can still come from where.</summary>
public enum RegionClock
{
    /// <summary>All records of the shard's sources up to it have come.</summary>
    Sources,

    /// <summary>All messages about records up to it have come, from every shard.</summary>
    Messages,

    /// <summary>All messages about what was due by such a time have come, from every shard.</summary>
    MessagesOfMessages,
}

/// <summary>All entities of some kinds in one shard, whatever their state looks like.</summary>
public abstract unsafe class Region : IDisposable
{
    /// <summary>By which time things become due here (default: the shard's own sources').</summary>
    public RegionClock Clock { get; init; }

    /// <summary>
    /// Called with the number of the shard that the region becomes a part of, before other shards ask it.
    /// </summary>
    public Action<int>? Attached { get; init; }

    /// <summary>
    /// Called with <see cref="Shard.MessageTime"/> when it has moved and what came before is decided, where other nodes
    /// follow once it is durable that it has; at a start, once all shards are recovered, with <see
    /// cref="long.MinValue"/>; and whether other nodes follow. On its thread.
    /// </summary>
    public Action<long, bool>? Reached { get; init; }

    /// <summary>
    /// Called with the time that <see cref="Reached"/> will be called with, here and on other nodes, when the batch
    /// that says so is sealed. On the shard's thread.
    /// </summary>
    public Action<long>? Announced { get; init; }

    /// <summary>
    /// Called when a batch is sealed: what other shards seal from then on comes after it in the journal. On the shard's
    /// thread.
    /// </summary>
    public Action? Sealed { get; init; }

    /// <summary>The event time up to which sources may read on; null for no limit. Any thread.</summary>
    public Func<long>? ReadUntil { get; init; }

    /// <summary>
    /// Called when all that was handed over has come to rest, and a source would read on up to a time. On the shard's
    /// thread.
    /// </summary>
    public Action<long>? ReadOn { get; init; }

    /// <summary>The kinds that live here.</summary>
    public abstract IReadOnlyList<byte> Kinds { get; }

    /// <summary>How many entities of a kind there are.</summary>
    public abstract long CountOf(byte kind);

    /// <summary>Bytes of memory an entity takes: state, key, name, index; active parts apart.</summary>
    public abstract long Bytes { get; }

    /// <summary>
    /// Adds the business state of all entities to a hash. On the shard's thread, or with the shard at rest.
    /// </summary>
    public abstract void Hash(long time, ref StateHash hash);

    internal abstract IReadOnlyList<SnapshotPart> Parts { get; }

    internal abstract void PrefetchIndex(CommandHeader* c);

    internal abstract void PrefetchState(CommandHeader* c);

    internal abstract void PrefetchActive(CommandHeader* c);

    /// <summary>
    /// Decides a command: writes its events to the batch, applies them, and writes their messages. Gives the first
    /// event's offset, -1 without one.
    /// </summary>
    internal abstract int Decide(CommandHeader* c, EventHeader* original, Batch batch, Outbox outbox);

    /// <summary>
    /// Asks for what an event of the journal will touch, and gives the key of the entity that it opens. A hint: the
    /// events before it are not applied yet.
    /// </summary>
    internal abstract void PrefetchState(EventHeader* e, ref EntityKey opened);

    /// <summary>Asks for the active part that an event of the journal will touch.</summary>
    internal abstract void PrefetchActive(EventHeader* e);

    /// <summary>
    /// Applies an event of the journal; <paramref name="opened"/> is the key of an entity that it opens.
    /// </summary>
    internal abstract void Recover(EventHeader* e, EntityKey opened, int batch);

    /// <summary>
    /// Decides again what an event of the journal came of, on the state as it is, and tells what is not the same;
    /// nothing is applied. Gives how many frames the command has in the journal, 0 when it cannot be made again.
    /// </summary>
    internal abstract int Replay(EventHeader* e, ShardReplay replay);

    /// <summary>Writes an event's messages again.</summary>
    internal abstract void Resend(EventHeader* e, int batch, Outbox outbox);

    /// <summary>True when something is due at a time.</summary>
    internal abstract bool IsDue(long time);

    /// <summary>Decides what is due at a time.</summary>
    internal abstract void Advance(long time, Batch batch, Outbox outbox);

    /// <summary>
    /// Looks at some entities and takes back the active parts of idle ones. After every batch, live and in recovery
    /// alike: what is taken back may be read again by a record of a source that is far behind.
    /// </summary>
    internal abstract void Tidy(long time, int look);

    /// <summary>The hash of a cut, whose parts are all copied.</summary>
    internal abstract void Hash(IReadOnlyList<SnapshotCut> cuts, long time, ref StateHash hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the memory back.</summary>
    protected abstract void Release();
}
