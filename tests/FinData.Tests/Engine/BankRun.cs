using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.TestKit;
using FinData.Topologies;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Engine;

/// <summary>One run of a load through a simulated node, and what must hold once it rests.</summary>
/// <remarks>
/// <code>
///  records ──► sources ──► shards ──► faulty journal ──► released
///                 ▲  crash at any step  │                    │
///                 └─────────────────────┴── equal at rest ◄──┘
/// </code>
/// </remarks>
internal sealed class BankRun : IDisposable
{
    private readonly List<(int Shard, int Number, byte[] Bytes)> released = [];

    private BankRun(SimulatedNode simulation) => Simulation = simulation;

    public SimulatedNode Simulation { get; }

    /// <summary>So keen that a short load raises alerts.</summary>
    public static AccountPolicy Policy { get; } = new()
    {
        Alerts = new AlertPolicy { Velocity = 2, DebitsMin = 3, Deviations = 1.2 },
    };

    /// <summary>What lives in a shard, as in production.</summary>
    public static Region[] Regions(ShardMap map) => FinDataTopology.Regions(map, Policy);

    public BankFigures Figures => BankFigures.Of(Simulation.Shards);

    /// <summary>Runs a load to its end without a crash or fault.</summary>
    public static BankRun Smooth(ulong seed, int shards, BankLoad load, ShardOptions? options = null) =>
        Start(seed, shards, load.Open, options, crashOneIn: 0, faultOneIn: 0);

    /// <summary>The same with other sources as well.</summary>
    public static BankRun Smooth(ulong seed, int shards, Func<ShardRegion, IReadOnlyList<Source>> sources) =>
        Start(seed, shards, sources, null, crashOneIn: 0, faultOneIn: 0);

    /// <summary>
    /// Runs a load to its end with all that can go wrong, in an order and with limits that the seed decides.
    /// </summary>
    public static BankRun Rough(ulong seed, int shards, BankLoad load) => Rough(seed, shards, load.Open);

    /// <summary>The same with sources or a journal that have a bug.</summary>
    public static BankRun Rough(ulong seed, int shards, Func<ShardRegion, IReadOnlyList<Source>> sources,
        Func<JournalIdentity, Journal>? journal = null)
    {
        var chance = new Chance(seed ^ 0x5eed);
        var crashOneIn = (shards + 4) * (5 + chance.Below(25));
        return Start(seed, shards, sources, OptionsOf(chance), crashOneIn, 2 + chance.Below(8), journal);
    }

    /// <summary>Limits so small that each is met.</summary>
    public static ShardOptions OptionsOf(Chance chance) => new()
    {
        BatchRecordsMax = 1 + chance.Below(20), InFlightMax = 1 + chance.Below(4), ChunksMax = 1 + chance.Below(4),
        SnapshotEvents = 5 + chance.Below(80), SnapshotsKept = 1 + chance.Below(3),
    };

    /// <summary>What holds after every run, whatever happened on the way.</summary>
    public void Check(int records)
    {
        var figures = Figures;
        Assert.Equal(0, figures.Total);
        Assert.Equal(0, figures.OnTheWay);
        Assert.True(figures.AvailableLeast >= 0, $"An account is overdrawn by {-figures.AvailableLeast}.");
        Assert.Equal(records, figures.Records);
        JournalScan.Check(Simulation.Journal, Simulation.Shards.Map);
        foreach (var (shard, number, bytes) in released)
            Assert.True(bytes.AsSpan().SequenceEqual(JournalScan.BytesOf(Simulation.Journal, shard, number)),
                $"Batch {number} of shard {shard} was released, and is not in the journal.");
        using var recovered = BankFigures.Recovered(Simulation.Journal);
        using var replayed = BankFigures.Recovered(new JournalAlone(Simulation.Journal));
        BankFigures.AssertEqual(Simulation.Shards, recovered, exactly: true);
        BankFigures.AssertEqual(Simulation.Shards, replayed, exactly: true);
    }

    public void Dispose() => Simulation.Dispose();

    private static BankRun Start(ulong seed, int shards, Func<ShardRegion, IReadOnlyList<Source>> sources,
        ShardOptions? options, int crashOneIn, int faultOneIn, Func<JournalIdentity, Journal>? journal = null)
    {
        var simulation = new SimulatedNode(seed, shards, Regions, sources, options, journal)
        {
            CrashOneIn = crashOneIn, FaultOneIn = faultOneIn, ReadFaultOneIn = faultOneIn, CrashesMax = 30,
            StepsMax = 200_000,
        };
        var run = new BankRun(simulation);
        simulation.Released = (shard, batch) =>
            run.released.Add((shard.Number, batch.Number, batch.Data.Written.ToArray()));
        simulation.Run();
        return run;
    }
}
