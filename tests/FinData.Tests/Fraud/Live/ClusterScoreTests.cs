using FinData.Engine.Shards;
using FinData.TestKit;

namespace FinData.Tests.Fraud.Live;

/// <summary>
/// Payments of one node at terminals of another's: shards move, nodes die, sleep and are robbed of shards, and scores
/// are as on one node.
/// </summary>
public sealed class ClusterScoreTests
{
    private const int LateHours = 24 * 12;

    [Fact]
    public void Scores_are_those_of_a_batch_computation_whoever_owns_the_terminals() => Seeds.Each(60, seed =>
    {
        var chance = new Chance(seed);
        var world = new PaymentWorld(chance);
        var expected = world.Expected();

        using var cluster = Run(seed, chance, world, isHasty: false);

        var events = PaymentWorld.ScoredIn(cluster.Journal);
        Assert.Equal(expected.Count, events.Count);
        foreach (var (number, e) in events)
            Assert.Equal((number, expected[number], 0L), (number, e.Score, e.AsOf));
        PaymentWorld.AssertReplays(cluster.Journal);
    });

    [Fact]
    public void Payments_that_do_not_wait_and_labels_that_come_late_are_decided_the_same_again() =>
        Seeds.Each(100, seed =>
    {
        var chance = new Chance(seed);
        var world = new PaymentWorld(chance, LateHours);

        using var cluster = Run(seed, chance, world, isHasty: true);

        Assert.Equal(PaymentWorld.Payments, PaymentWorld.ScoredIn(cluster.Journal).Count);
        PaymentWorld.AssertReplays(cluster.Journal);
    });

    private static ClusterSimulation Run(ulong seed, Chance chance, PaymentWorld world, bool isHasty)
    {
        var model = world.Model.ToBytes("{}");
        var options = new ShardOptions
        {
            BatchRecordsMax = 1 + chance.Below(20), InFlightMax = 1 + chance.Below(4), ChunksMax = 4,
            SnapshotEvents = 20 + chance.Below(200),
        };
        var cluster = new ClusterSimulation(seed, 2 + chance.Below(2), 1 + chance.Below(5), PaymentWorld.Regions,
            (node, shard) =>
                [new PaymentSource(node, model, world.Streams, new Chance(seed), shard) { IsHasty = isHasty }], options)
        {
            EventOneIn = 100 + chance.Below(400), EventsMax = 40, FaultOneIn = 2 + chance.Below(8),
        };
        cluster.Run();
        return cluster;
    }
}
