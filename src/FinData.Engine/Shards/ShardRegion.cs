using FinData.Engine.Entities;
using FinData.Engine.Journals;

namespace FinData.Engine.Shards;

/// <summary>
/// A node's door to all its shards: it recovers them, hands commands over, and commits their batches together.
/// </summary>
/// <remarks>
/// Holds no thread. The dispatcher's threads, or the simulation, call <see cref="Shard.Step"/>, <see
/// cref="CommitStep"/> and <see cref="SnapshotStep"/>.
/// </remarks>
public sealed partial class ShardRegion : IDisposable
{
    private readonly Shard[] shards;
    private readonly Pool<Batch> batches = new(() => new Batch(), keptMax: 64);
    private readonly Lock gate = new();
    private readonly Dictionary<int, long> waitingSources = [];
    private readonly TimeProvider clock;
    private readonly Func<ShardMap, Region[]> regions;
    private readonly bool[] fenced;
    private List<Batch> waiting = [], committing = [];
    private long outstanding;
    private ShardCut? cut;
    private int isCutting;      // 1 from a shard's turn to the end of its snapshot.

    /// <summary>Makes the shards of a journal.</summary>
    /// <param name="journal">Where decisions are kept.</param>
    /// <param name="regions">Gives the regions of one shard.</param>
    /// <param name="options">The limits of a shard.</param>
    /// <param name="clock">Tells how long a commit takes.</param>
    /// <param name="owner">
    /// Where this node is, in ASCII, when it shares the journal with others: then it follows all shards and decides for
    /// those that it takes. Null for a node that has them all.
    /// </param>
    public ShardRegion(Journal journal, Func<ShardMap, Region[]> regions, ShardOptions options, TimeProvider clock,
        string? owner = null)
    {
        (Journal, Options, this.clock, this.regions) = (journal, options, clock, regions);
        (Owner, IsShared) = (owner, owner is not null);
        Started = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var identity = journal.Identity;
        IdentityHash = identity.Hash();
        Map = new ShardMap(identity.Shards, new KeyHasher(identity.Secret0, identity.Secret1));
        fenced = new bool[identity.Shards];
        shards = [.. Enumerable.Range(0, identity.Shards).Select(number => new Shard(this, number, regions(Map)))];
    }

    internal byte[] IdentityHash { get; }

    /// <summary>The journal of all shards.</summary>
    public Journal Journal { get; }

    /// <summary>The limits of a shard.</summary>
    public ShardOptions Options { get; }

    /// <summary>Names to shards, ids to keys.</summary>
    public ShardMap Map { get; }

    /// <summary>The shards, by number.</summary>
    public IReadOnlyList<Shard> Shards => shards;

    /// <summary>
    /// Called on the shard's thread for each batch that is durable. Reads the batch and keeps nothing of it.
    /// </summary>
    public Action<Shard, Batch>? Released { get; set; }

    /// <summary>
    /// Called when a shard has work to do, with -1 when the committer has, with -2 when the follower has; any thread.
    /// </summary>
    public Action<int>? Woken { get; set; }

    /// <summary>
    /// Chunks that were handed over and whose effects are not all out yet: 0 when everything has come to rest.
    /// </summary>
    public long Outstanding => Interlocked.Read(ref outstanding);

    /// <summary>True when sources shall pause: some shard has as much as it may hold.</summary>
    public bool IsFull
    {
        get
        {
            foreach (var shard in shards)
                if (shard.Waiting >= Options.ChunksMax) return true;
            return false;
        }
    }

    /// <summary>
    /// The event time up to which sources may read on, so that no shard is asked for what others have yet to tell. Any
    /// thread.
    /// </summary>
    public long ReadUntil
    {
        get
        {
            var until = long.MaxValue;
            // Each region's answer is for all shards, so one shard is enough.
            foreach (var region in shards[0].Regions)
                if (region.ReadUntil is { } its) until = Math.Min(until, its());
            return until;
        }
    }

    /// <summary>Notes up to when a waiting source would read on; null when it does not wait. Any thread.</summary>
    internal void Wait(int source, long? until)
    {
        lock (waitingSources)
        {
            if (until is { } time) waitingSources[source] = time;
            else waitingSources.Remove(source);
        }
    }

    /// <summary>
    /// Lets the waiting source that is furthest behind read on: all that was handed over has come to rest. Any thread.
    /// </summary>
    internal void ReadOn()
    {
        // What other nodes' shards have yet to tell is not at rest here.
        if (IsShared) return;
        long time;
        lock (waitingSources) time = waitingSources.Values.DefaultIfEmpty(long.MinValue).Min();
        foreach (var shard in shards)
            shard.Query(() =>
            {
                foreach (var region in shard.Regions) region.ReadOn?.Invoke(time);
                return false;
            });
    }

    /// <summary>
    /// Recovers one shard from snapshot and journal; gives the events applied. Shards may be recovered by several
    /// threads.
    /// </summary>
    public long Recover(int shard) => shards[shard].Recover();

    /// <summary>The same without a snapshot: what snapshots have folded into sums is there one by one.</summary>
    public long RecoverWhole(int shard) => shards[shard].Recover(usesSnapshot: false);

    /// <summary>
    /// Claims all shards under a higher epoch and sends again what was under way. After all are recovered, and where no
    /// other node has shards.
    /// </summary>
    public void Start()
    {
        var claims = shards.Select(s => s.Claim()).ToList();
        Journal.Append(claims);
        claims.ForEach(Return);
        foreach (var shard in shards) shard.TellRegions(begins: true);
        foreach (var shard in shards) shard.Resend(shards);
        foreach (var shard in shards) shard.AnnounceNow();
    }

    /// <summary>Hands a chunk of commands to a shard. Any thread.</summary>
    public void Deliver(int shard, Chunk chunk)
    {
        Interlocked.Increment(ref outstanding);
        shards[shard].Put(chunk);
        Wake(shard);
    }

    /// <summary>Makes durable what is sealed, in one write; false when nothing was. One thread at a time.</summary>
    /// <exception cref="JournalException">The write failed; the batches wait for the next call.</exception>
    public bool CommitStep()
    {
        lock (gate)
            if (committing.Count == 0) (waiting, committing) = (committing, waiting);
        if (committing.Count == 0) return false;
        try
        {
            Journal.Append(committing);
        }
        catch (JournalFencedException fence) when (IsShared)
        {
            Fence(fence.Shard);
            return true;
        }
        foreach (var batch in committing)
        {
            shards[batch.Shard].Committed(batch);
            Wake(batch.Shard);
        }
        committing.Clear();
        return true;
    }

    /// <summary>
    /// Copies or writes a little of a snapshot; false when there is none under way. One thread at a time.
    /// </summary>
    public bool SnapshotStep()
    {
        if (Volatile.Read(ref cut) is not { } copied) return false;
        if (copied.CopyNext()) return true;
        if (!copied.TryWrite(Journal, Options.SnapshotsKept)) return false;
        Volatile.Write(ref cut, null);
        Volatile.Write(ref isCutting, 0);
        return true;
    }

    /// <summary>Whether a shard has its turn to be copied and written. Any thread.</summary>
    internal bool IsCutting => Volatile.Read(ref isCutting) != 0;

    /// <summary>How long ago a batch was begun.</summary>
    public TimeSpan Elapsed(Batch batch) => clock.GetElapsedTime(batch.StartedAt);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in shards) shard.Dispose();
    }

    internal long Now() => clock.GetTimestamp();

    internal Batch TakeBatch() => batches.Take();

    internal void Return(Batch batch)
    {
        if (!batches.Return(batch)) batch.Data.Dispose();
    }

    internal void Wake(int shard) => Woken?.Invoke(shard);

    internal void Sealed(Batch batch)
    {
        bool isFenced;
        lock (gate)
            if (!(isFenced = fenced[batch.Shard])) waiting.Add(batch);
        if (isFenced) shards[batch.Shard].Fenced(batch);
        else Wake(-1);
    }

    /// <summary>
    /// Takes a shard's turn to be copied: one at a time, as a copy takes as much memory as what it is made of.
    /// </summary>
    internal bool MayCut() => Interlocked.CompareExchange(ref isCutting, 1, 0) == 0;

    internal void Cut(ShardCut begun)
    {
        Volatile.Write(ref cut, begun);
        Wake(-1);
    }

    internal void Done(Chunk chunk)
    {
        Map.Return(chunk);
        Interlocked.Decrement(ref outstanding);
    }
}
