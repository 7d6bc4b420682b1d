using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.TestKit;

namespace FinData.Tests.Engine;

/// <summary>One run of a load through several simulated nodes, and what must hold once they rest.</summary>
internal sealed class ClusterRun : IDisposable
{
    private readonly List<(int Shard, int Number, byte[] Bytes)> released = [];

    private ClusterRun(ClusterSimulation simulation) => Simulation = simulation;

    public ClusterSimulation Simulation { get; }

    /// <summary>Runs a load to its end while shards move, nodes die and sleep, and appends fail.</summary>
    public static ClusterRun Rough(ulong seed, int nodes, int shards, BankLoad load,
        Func<Journal, Journal>? journalOf = null)
    {
        var chance = new Chance(seed ^ 0xc1a5);
        return Start(new ClusterSimulation(seed, nodes, shards, BankRun.Regions, load.OpenFor,
            BankRun.OptionsOf(chance), journalOf)
        {
            EventOneIn = 100 + chance.Below(400), EventsMax = load.Count / 5, FaultOneIn = 2 + chance.Below(8),
            ReadFaultOneIn = 5 + chance.Below(40),
        });
    }

    /// <summary>What holds after every run, whatever happened on the way.</summary>
    public void Check(int records)
    {
        using var recovered = BankFigures.Recovered(new JournalAlone(Simulation.Journal));
        var figures = BankFigures.Of(recovered);
        Assert.Equal(0, figures.Total);
        Assert.Equal(0, figures.OnTheWay);
        Assert.True(figures.AvailableLeast >= 0, $"An account is overdrawn by {-figures.AvailableLeast}.");
        Assert.Equal(records, figures.Records);
        JournalScan.Check(Simulation.Journal, recovered.Map, opensFirst: false);
        foreach (var (shard, number, bytes) in released)
            Assert.True(bytes.AsSpan().SequenceEqual(JournalScan.BytesOf(Simulation.Journal, shard, number)),
                $"Batch {number} of shard {shard} was released, and is not in the journal.");
        Assert.Equal(released.Count, released.Select(r => (r.Shard, r.Number)).Distinct().Count());
        foreach (var node in Simulation.Nodes) BankFigures.AssertEqual(recovered, node, exactly: true);
    }

    public void Dispose() => Simulation.Dispose();

    private static ClusterRun Start(ClusterSimulation simulation)
    {
        var run = new ClusterRun(simulation);
        simulation.Released = (_, shard, batch) =>
            run.released.Add((shard.Number, batch.Number, batch.Data.Written.ToArray()));
        simulation.Run();
        return run;
    }
}
