using System.Globalization;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.TestKit;

/// <summary>
/// Several nodes on one journal and one thread: their parts are stepped in an order that a seed decides, shards move
/// between them, nodes are killed, and some sleep and wake up believing that they still own what others have claimed.
/// </summary>
/// <remarks>
/// <code>
///  who shall have a shard (the group) ──► each node hears of it some time later ──► takes it, releases it
/// </code>
/// What outlives a crash is the journal alone. A run is repeated exactly by its seed.
/// </remarks>
public sealed class ClusterSimulation : IDisposable
{
    private readonly Func<ShardMap, Region[]> regions;
    private readonly Func<ShardRegion, int, IReadOnlyList<Source>> sources;
    private readonly Func<Journal, Journal> journalOf;
    private readonly ShardOptions options;
    private readonly StepClock clock = new();
    private readonly SimulatedNode[] nodes;
    private readonly int[] assigned;        // By shard: the node that shall have it.
    private readonly bool[] isTaken;        // By shard: it is claimed from its owner, and not handed over by it.
    private int events;
    private bool isStepping;

    /// <summary>Nodes that have not done anything yet.</summary>
    /// <param name="seed">Decides the order.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="shards">How many shards.</param>
    /// <param name="regions">The regions of a shard.</param>
    /// <param name="sources">The sources of one shard, opened anew by whoever takes it.</param>
    /// <param name="options">The limits of a shard.</param>
    /// <param name="journalOf">
    /// How a node sees the journal: as it is, or with a bug that is to be found. Called at each start of a node.
    /// </param>
    public ClusterSimulation(ulong seed, int nodes, int shards, Func<ShardMap, Region[]> regions,
        Func<ShardRegion, int, IReadOnlyList<Source>> sources, ShardOptions options,
        Func<Journal, Journal>? journalOf = null)
    {
        (Seed, this.regions, this.sources, this.options) = (seed, regions, sources, options);
        this.journalOf = journalOf ?? (journal => journal);
        Chance = new Chance(seed);
        Journal = new FaultyJournal(new MemoryJournal(new JournalIdentity(shards, 1, 2)));
        (assigned, isTaken) = (new int[shards], new bool[shards]);
        this.nodes = [.. Enumerable.Range(0, nodes).Select(Start)];
        for (var shard = 0; shard < shards; shard++) assigned[shard] = Chance.Below(nodes);
    }

    /// <summary>What decides the order; printed by a failing test.</summary>
    public ulong Seed { get; }

    /// <summary>The dice.</summary>
    public Chance Chance { get; }

    /// <summary>What outlives crashes.</summary>
    public FaultyJournal Journal { get; }

    /// <summary>The nodes as they are now.</summary>
    public IEnumerable<ShardRegion> Nodes => nodes.Select(n => n.Shards);

    /// <summary>A crash, a move or a sleep once in so many steps; 0 for none.</summary>
    public int EventOneIn { get; init; }

    /// <summary>How many of them there are at most (default: 30), so that the run gets to its end.</summary>
    public int EventsMax { get; init; } = 30;

    /// <summary>A failing append once in so many; 0 for none.</summary>
    public int FaultOneIn { get; init; }

    /// <summary>A read of the journal by a part of a node that fails once in so many; 0 for none.</summary>
    public int ReadFaultOneIn { get; init; }

    /// <summary>Steps after which a run that has not come to rest is given up (default: 1,000,000).</summary>
    public int StepsMax { get; init; } = 1_000_000;

    /// <summary>How often a node was killed, slept, was told to hand a shard over, and was robbed of one.</summary>
    public int Crashes { get; private set; }

    /// <inheritdoc cref="Crashes"/>
    public int Sleeps { get; private set; }

    /// <inheritdoc cref="Crashes"/>
    public int Moves { get; private set; }

    /// <inheritdoc cref="Crashes"/>
    public int Losses { get; private set; }

    /// <summary>Called after every release, with the node's number.</summary>
    public Action<int, Shard, Batch>? Released { get; set; }

    /// <summary>Runs until all sources have ended and all nodes have come to rest.</summary>
    public void Run()
    {
        Journal.Fault = () => FaultOneIn == 0 || !Chance.OneIn(FaultOneIn) ? JournalFault.None
            : Chance.OneIn(2) ? JournalFault.BeforeWrite : JournalFault.AnswerLost;
        Journal.ReadFault = () => isStepping && ReadFaultOneIn > 0 && Chance.OneIn(ReadFaultOneIn);
        for (var step = 0; step < StepsMax; step++)
        {
            clock.Now++;
            if (EventOneIn > 0 && events < EventsMax && Chance.OneIn(EventOneIn)) Disturb();
            var node = nodes[Chance.Below(nodes.Length)];
            if (node.AwakeAt > clock.Now) continue;
            if (Chance.OneIn(3)) Tell(node, Chance.Below(assigned.Length));
            isStepping = true;
            var did = StepSome(node);
            isStepping = false;
            if (!did && step % 64 == 0 && IsAtRest()) return;
        }
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"The run of seed {Seed} has not come to rest in {StepsMax} steps."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in nodes) node.Stop();
        Journal.Dispose();
    }

    private SimulatedNode Start(int number)
    {
        var shards = new ShardRegion(journalOf(Journal), regions, options, clock, $"node-{number}");
        for (var shard = 0; shard < shards.Shards.Count; shard++) shards.Recover(shard);
        shards.Released = (shard, batch) => Released?.Invoke(number, shard, batch);
        return new SimulatedNode(number, shards);
    }

    private void Disturb()
    {
        events++;
        var (node, shard) = (Chance.Below(nodes.Length), Chance.Below(assigned.Length));
        switch (Chance.Below(5))
        {
            case 0:
                Crashes++;
                nodes[node].Stop();
                nodes[node] = Start(node);
                if (Chance.OneIn(2)) LeaveTo(node, isTaken: true);
                break;
            case 1:
                Sleeps++;
                nodes[node].AwakeAt = clock.Now + Chance.Below(3000);
                LeaveTo(node, isTaken: true);
                break;
            case 2:
                Losses++;
                Assign(shard, node, byForce: true);
                break;
            default:
                Moves++;
                Assign(shard, node, byForce: false);
                break;
        }
    }

    // The group gives all shards of a node to others.
    private void LeaveTo(int node, bool isTaken)
    {
        for (var shard = 0; shard < assigned.Length; shard++)
            if (assigned[shard] == node) Assign(shard, Chance.Below(nodes.Length), isTaken);
    }

    private void Assign(int shard, int node, bool byForce)
    {
        if (assigned[shard] == node) return;
        (assigned[shard], isTaken[shard]) = (node, byForce);
    }

    // What a node hears of the group, some time later than it was decided.
    private void Tell(SimulatedNode node, int shard)
    {
        var role = node.Shards.Shards[shard].Role;
        if (assigned[shard] != node.Number)
        {
            if (role is ShardRole.Owns or ShardRole.Takes) node.Shards.Release(shard);
        }
        else if (role == ShardRole.Follows && (isTaken[shard] || IsFree(shard, node)))
        {
            node.Shards.Take(shard);
        }
    }

    private bool IsFree(int shard, SimulatedNode but) =>
        Array.TrueForAll(nodes, n => n == but || n.Shards.Shards[shard].Role == ShardRole.Follows);

    private bool StepSome(SimulatedNode node)
    {
        var count = assigned.Length;
        var part = Chance.Below(2 * count + 3);
        if (part < count) return node.Shards.Shards[part].Step();
        if (part == count) return Try(node.Shards.CommitStep);
        if (part == count + 1) return node.Shards.SnapshotStep();
        if (part == count + 2) return Try(node.Shards.FollowStep);
        return node.Read(part - count - 3, sources, Chance);
    }

    private static bool Try(Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (JournalException fault) when (fault.IsTransient)
        {
            return true;    // Tried again at the next step, as the dispatcher does.
        }
    }

    // Every part of every node once more, and nothing to do for any.
    private bool IsAtRest()
    {
        var rests = true;
        foreach (var node in nodes)
        {
            if (node.AwakeAt > clock.Now) return false;
            for (var shard = 0; shard < assigned.Length; shard++)
            {
                Tell(node, shard);
                rests &= !node.Shards.Shards[shard].Step() & !node.Read(shard, sources, Chance);
                rests &= assigned[shard] != node.Number || node.HasEnded(shard);
            }
            foreach (var _ in assigned) rests &= !Try(node.Shards.FollowStep);
            rests &= !Try(node.Shards.CommitStep) & node.Shards.Outstanding == 0;
            while (node.Shards.SnapshotStep()) { }
        }
        return rests;
    }

    private sealed class StepClock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
    }
}

/// <summary>A node of the cluster, with the sources of the shards that it owns.</summary>
internal sealed class SimulatedNode(int number, ShardRegion shards)
{
    private readonly IReadOnlyList<Source>[] open = [.. shards.Shards.Select(_ => (IReadOnlyList<Source>)[])];
    private readonly long[] epochs = new long[shards.Shards.Count];

    public int Number => number;

    public ShardRegion Shards => shards;

    /// <summary>Until then it does nothing.</summary>
    public long AwakeAt { get; set; }

    public bool HasEnded(int shard) => IsOpen(shard) && open[shard].All(s => s.IsEnded);

    /// <summary>Reads a little of a shard's sources, opened for this ownership of it.</summary>
    public bool Read(int shard, Func<ShardRegion, int, IReadOnlyList<Source>> sources, Chance chance)
    {
        if (shards.Shards[shard].Role != ShardRole.Owns) return false;
        if (!IsOpen(shard))
        {
            Close(shard);
            (epochs[shard], open[shard]) = (shards.Shards[shard].Epoch, sources(shards, shard));
            return true;
        }
        if (open[shard].All(s => s.IsEnded)) return false;
        var source = open[shard][chance.Below(open[shard].Count)];
        return !source.IsEnded && !shards.IsFull && source.Step();
    }

    public void Stop()
    {
        for (var shard = 0; shard < open.Length; shard++) Close(shard);
        shards.Dispose();
    }

    private bool IsOpen(int shard) =>
        shards.Shards[shard].Role == ShardRole.Owns && epochs[shard] == shards.Shards[shard].Epoch;

    private void Close(int shard)
    {
        foreach (var source in open[shard]) source.Dispose();
        open[shard] = [];
    }
}
