using System.Globalization;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.TestKit;

/// <summary>
/// A whole node on one thread: the production topology, stepped in an order that a seed decides, with crashes and
/// faults at any step.
/// </summary>
/// <remarks>What outlives a crash is the journal alone. A run is repeated exactly by its seed.</remarks>
public sealed class Simulation : IDisposable
{
    private readonly Func<ShardMap, Region[]> regions;
    private readonly Func<ShardRegion, IReadOnlyList<Source>> sources;
    private readonly ShardOptions options;
    private readonly StepClock clock = new();
    private IReadOnlyList<Source> open = [];

    /// <summary>
    /// A node that has not been started; <paramref name="sources"/> makes its sources anew after each crash.
    /// </summary>
    /// <remarks>
    /// <paramref name="journal"/> makes another journal than one in memory: a real one, or one with a bug to be found.
    /// </remarks>
    public Simulation(ulong seed, int shards, Func<ShardMap, Region[]> regions,
        Func<ShardRegion, IReadOnlyList<Source>> sources, ShardOptions? options = null,
        Func<JournalIdentity, Journal>? journal = null)
    {
        (Seed, this.regions, this.sources) = (seed, regions, sources);
        this.options = options ?? new ShardOptions { BatchRecordsMax = 16, InFlightMax = 3, SnapshotEvents = 200 };
        Chance = new Chance(seed);
        var identity = new JournalIdentity(shards, 1, 2);
        Journal = new FaultyJournal(journal?.Invoke(identity) ?? new MemoryJournal(identity));
        Shards = Start();
    }

    /// <summary>What decides the order; printed by a failing test.</summary>
    public ulong Seed { get; }

    /// <summary>The dice.</summary>
    public Chance Chance { get; }

    /// <summary>What outlives crashes.</summary>
    public FaultyJournal Journal { get; }

    /// <summary>The node as it is now; another one after a crash.</summary>
    public ShardRegion Shards { get; private set; }

    /// <summary>A crash once in so many steps; 0 for none.</summary>
    public int CrashOneIn { get; init; }

    /// <summary>
    /// Crashes after which there are no more, so that a node that lives too short gets to its end (default: no limit).
    /// </summary>
    public int CrashesMax { get; init; } = int.MaxValue;

    /// <summary>A failing append once in so many; 0 for none.</summary>
    public int FaultOneIn { get; init; }

    /// <summary>A read of the journal that fails once in so many, but for those of a start; 0 for none.</summary>
    public int ReadFaultOneIn { get; init; }

    /// <summary>Steps after which a run that has not come to rest is given up (default: 5,000,000).</summary>
    public int StepsMax { get; init; } = 5_000_000;

    /// <summary>How often the node was killed.</summary>
    public int Crashes { get; private set; }

    /// <summary>Called after every release, as the feed would be.</summary>
    public Action<Shard, Batch>? Released { get; set; }

    /// <summary>The hash of all entities.</summary>
    public string StateHash
    {
        get
        {
            var hash = new StateHash();
            foreach (var shard in Shards.Shards) shard.Hash(ref hash);
            return hash.ToString();
        }
    }

    /// <summary>
    /// Steps parts of the node in random order until the sources have ended and everything has come to rest.
    /// </summary>
    public void Run()
    {
        Journal.Fault = () => FaultOneIn == 0 || !Chance.OneIn(FaultOneIn) ? JournalFault.None
            : Chance.OneIn(2) ? JournalFault.BeforeWrite : JournalFault.AnswerLost;
        for (var step = 0; step < StepsMax; step++)
        {
            clock.Now++;
            if (CrashOneIn > 0 && Crashes < CrashesMax && Chance.OneIn(CrashOneIn)) Crash();
            else if (!StepSome() && IsAtRest)
            {
                Journal.ReadFault = () => false;
                return;
            }
        }
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"The run of seed {Seed} has not come to rest in {StepsMax} steps."));
    }

    /// <summary>Kills the node and starts another on its journal.</summary>
    public void Crash()
    {
        Crashes++;
        Stop();
        Shards = Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Journal.Dispose();
    }

    private bool IsAtRest => open.All(s => s.IsEnded) && Shards.Outstanding == 0;

    private ShardRegion Start()
    {
        Journal.ReadFault = () => false;
        var shards = new ShardRegion(Journal, regions, options, clock);
        for (var shard = 0; shard < shards.Shards.Count; shard++) shards.Recover(shard);
        var fault = Journal.Fault;
        Journal.Fault = () => JournalFault.None;    // A claim that fails is a start that fails: started again anyway.
        shards.Start();
        Journal.Fault = fault;
        Journal.ReadFault = () => ReadFaultOneIn > 0 && Chance.OneIn(ReadFaultOneIn);
        shards.Released = (shard, batch) => Released?.Invoke(shard, batch);
        open = sources(shards);
        return shards;
    }

    private void Stop()
    {
        foreach (var source in open) source.Dispose();
        Shards.Dispose();
    }

    private bool StepSome()
    {
        var count = Shards.Shards.Count;
        var part = Chance.Below(count + open.Count + 2);
        if (part < count) return Shards.Shards[part].Step();
        if (part == count) return Commit();
        if (part == count + 1) return Shards.SnapshotStep();
        var source = open[part - count - 2];
        return !source.IsEnded && !Shards.IsFull && source.Step();
    }

    private bool Commit()
    {
        try
        {
            return Shards.CommitStep();
        }
        catch (JournalException fault) when (fault.IsTransient)
        {
            return true;    // Tried again at the next step, as the dispatcher does.
        }
    }

    private sealed class StepClock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;
    }
}
