using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;

namespace FinData.Engine.Shards;

/// <summary>One partition of the key space: its entities, its journal stream, one thread at a time.</summary>
/// <remarks>
/// <code>
///  sources ──┐                                                        ┌─► messages to other shards
///  commands ─┼─► gather ─► decide + apply ─► seal ─► journal ─► release ─┼─► answers
///  messages ─┘  (≤ N)       one thread       (≤ K in flight)           └─► whoever watches
/// </code>
/// <see cref="Step"/> does a little and never waits: threads call it in production, the simulation in any order it
/// likes.
/// </remarks>
public sealed partial class Shard : IDisposable
{
    private readonly ShardRegion home;
    private readonly Region?[] byKind = new Region?[256];
    private readonly Inbox inbox = new();
    private readonly Outbox outbox;
    private readonly Dictionary<int, SourcePosition> positions = [];
    private readonly Lock positionsGate = new();
    private readonly Dictionary<int, SourcePosition> unwritten = [];
    private readonly int[] taken;          // By sender: the last of its batches whose messages are in.
    private readonly bool[] unwrittenTaken;
    private readonly long[] senderTimes, senderMessageTimes;    // By sender: what it has announced.
    private readonly bool announces;                            // Some region waits for other shards' time.
    private readonly byte[] lastHash;
    private readonly ShardOptions options;
    private Region[] regions, attached = [];     // Those that other shards ask are others only while it recovers anew.
    private int inFlight;

    internal Shard(ShardRegion home, int number, Region[] regions)
    {
        (this.home, Number, this.regions, options) = (home, number, [], home.Options);
        role = home.IsShared ? ShardRole.Follows : ShardRole.Owns;
        links = new long[home.Map.Shards];
        outbox = new Outbox(home.Map, number);
        lastHash = [.. home.IdentityHash];
        taken = new int[home.Map.Shards];
        unwrittenTaken = new bool[home.Map.Shards];
        senderTimes = new long[home.Map.Shards];
        senderMessageTimes = new long[home.Map.Shards];
        Array.Fill(senderTimes, long.MinValue);
        Array.Fill(senderMessageTimes, long.MinValue);
        announces = Array.Exists(regions, r => r.Clock != RegionClock.Sources);
        (Counters, Remembered) = (new Counters(), new Remembered(options));
        Fill(regions);
        Attach();
    }

    /// <summary>Its number: the partition.</summary>
    public int Number { get; }

    /// <summary>The number of the last batch that was decided, and of the last that is durable.</summary>
    public int LastBatch { get; private set; }

    /// <inheritdoc cref="LastBatch"/>
    public int LastCommitted { get; private set; }

    /// <summary>The owner's number: batches of a lower one are no longer written.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// Event time that all live sources have passed, in milliseconds since 1970; the least of their watermarks.
    /// </summary>
    public long Time { get; private set; } = long.MinValue;

    /// <summary>
    /// Event time up to which all shards' messages have come; known again soon after a start, since it is announced.
    /// </summary>
    public long MessageTime { get; private set; } = long.MinValue;

    /// <summary>What was counted.</summary>
    public Counters Counters { get; private set; }

    /// <summary>Commands that would be recognised if they came again.</summary>
    public Remembered Remembered { get; private set; }

    /// <summary>The entities, by region.</summary>
    public IReadOnlyList<Region> Regions => regions;

    /// <summary>How far each source was taken. On the shard's thread.</summary>
    public IReadOnlyDictionary<int, SourcePosition> Positions => positions;

    /// <summary>How far a source was taken; null when it was not begun. Any thread.</summary>
    public SourcePosition? PositionOf(int source)
    {
        lock (positionsGate) return positions.TryGetValue(source, out var position) ? position : null;
    }

    /// <summary>Chunks of sources that wait.</summary>
    public int Waiting => inbox.SourceCount;

    /// <summary>Records of sources in those chunks. Any thread.</summary>
    public long WaitingRecords => inbox.SourceCommands;

    /// <summary>Does what there is to do, a little at a time; false when there is nothing.</summary>
    public bool Step()
    {
        var did = false;
        while (inbox.TryTakeCommitted(out var batch))
        {
            Release(batch);
            did = true;
        }
        // One turn each: a question that looks at many entities must not keep batches waiting.
        for (var left = inbox.QueryCount; left > 0 && inbox.TryTakeQuery(out var query); left--)
        {
            if (query()) inbox.PutQuery(query);
            did = true;
        }
        if (home.IsShared) did |= StepRole();
        if (role == ShardRole.Owns && inFlight < options.InFlightMax && HasChunks) did |= Run();
        CutWhenDue();
        return did;
    }

    /// <summary>Hands over commands. Any thread.</summary>
    internal void Put(Chunk chunk) => inbox.Put(chunk);

    /// <summary>Says that a batch is durable. Any thread.</summary>
    internal void Committed(Batch batch) => inbox.PutCommitted(batch);

    /// <summary>
    /// Asks for work between batches on the shard's thread, again and again until it gives false. Any thread.
    /// </summary>
    public void Query(Func<bool> work)
    {
        inbox.PutQuery(work);
        home.Wake(Number);
    }

    /// <summary>The region that owns a kind.</summary>
    public Region RegionOf(byte kind) => byKind[kind] ??
        throw new InvariantException($"no region of shard {Number} owns entities of kind {kind}.");

    private void Release(Batch batch)
    {
        if (batch == claim)
        {
            Claimed(batch);
            return;
        }
        inFlight--;
        flying.Remove(batch);
        LastCommitted = batch.Number;
        foreach (var position in batch.Sources)
            if (TakeAnnounced(position)) TellRegions();
        foreach (var (target, chunk) in batch.Outgoing) Send(target, chunk);
        home.Released?.Invoke(this, batch);
        foreach (var chunk in batch.Taken) home.Done(chunk);
        home.Return(batch);
    }

    /// <summary>The state hash of its entities. On its thread, or at rest.</summary>
    public void Hash(ref StateHash hash)
    {
        foreach (var region in regions) region.Hash(Time, ref hash);
    }

    private void Fill(Region[] with)
    {
        (regions, reached) = (with, long.MinValue);
        foreach (var region in with)
            foreach (var kind in region.Kinds) byKind[kind] = region;
    }

    private void Attach()
    {
        var before = attached;
        attached = regions;
        foreach (var region in regions) region.Attached?.Invoke(Number);
        foreach (var region in before) region.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cut?.Dispose();
        foreach (var region in regions.Union(attached)) region.Dispose();
        Remembered.Dispose();
        note.Dispose();
        originalBatch.Dispose();
        originals.Dispose();
    }
}
