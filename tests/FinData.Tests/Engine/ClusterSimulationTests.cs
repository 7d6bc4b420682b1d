namespace FinData.Tests.Engine;

/// <summary>Nodes that share the shards of a bank, in many orders.</summary>
public class ClusterSimulationTests
{
    [Fact]
    public void Whoever_decides_the_bank_ends_as_if_one_node_had_decided_all() => Seeds.Each(200, seed =>
    {
        var (nodes, shards) = (2 + (int)(seed % 3), 1 + (int)(seed % 5));
        var load = new BankLoad(seed, isFreeOfOrder: true);
        using var alone = BankRun.Smooth(seed, shards, load);
        using var cluster = ClusterRun.Rough(seed, nodes, shards, load);
        cluster.Check(load.Count);
        BankFigures.AssertEqual(alone.Simulation.Shards, cluster.Simulation.Nodes.First());
    });

    [Fact]
    public void Whoever_decides_no_money_comes_or_goes_and_nothing_is_decided_twice() => Seeds.Each(200, seed =>
    {
        var load = new BankLoad(seed, isFreeOfOrder: false);
        using var cluster = ClusterRun.Rough(seed, 2 + (int)(seed % 3), 1 + (int)(seed % 5), load);
        cluster.Check(load.Count);
    });
}
