using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Tests.Domain;

namespace FinData.Tests.Fraud.Live;

/// <summary>The bank's model changes by a journaled event, and every shard has it at a place of its journal.</summary>
public class ModelRegistryTests
{
    [Fact]
    public void A_model_is_on_all_shards_and_comes_back_after_a_restart()
    {
        var model = ModelOf(0.5);
        using var bank = new TestBank(shards: 5);
        Ask(bank, ModelAsk.Use, model);
        bank.Restart();

        Assert.All(bank.Shards.Shards, shard =>
        {
            var copy = Models(shard).Copy;
            Assert.Equal((1, TreeModel.NameOf(model)), (copy.Number, copy.Changes[0].Name));
            Assert.NotNull(copy.Model);
        });
    }

    [Fact]
    public void What_changes_nothing_is_refused()
    {
        using var bank = new TestBank(shards: 2);
        Ask(bank, ModelAsk.Stop);
        Assert.Empty(Changes(bank));
        Ask(bank, ModelAsk.Use, ModelOf(0.5));
        Ask(bank, ModelAsk.Use, ModelOf(0.5));
        Ask(bank, ModelAsk.Use, ModelOf(0.25));
        Ask(bank, ModelAsk.Watch);
        Ask(bank, ModelAsk.Watch);
        Ask(bank, ModelAsk.Stop);
        Ask(bank, ModelAsk.Use, ModelOf(0.25));

        Assert.Equal([ModelEventKind.Used, ModelEventKind.Used, ModelEventKind.Watched, ModelEventKind.Stopped,
            ModelEventKind.Used], Changes(bank).Select(c => c.Kind));
        Assert.Equal([1, 2, 3, 4, 5], Changes(bank).Select(c => c.Number));
    }

    [Fact]
    public void Nobody_in_particular_changes_nothing()
    {
        using var bank = new TestBank(shards: 2);
        Ask(bank, ModelAsk.Use, ModelOf(0.5), by: " ");
        Assert.Empty(Changes(bank));
    }

    [Fact]
    public void A_model_that_this_program_cannot_read_scores_nothing_and_stops_nothing()
    {
        using var bank = new TestBank(shards: 2);
        var model = TreeModel.Of(["a feature of another program"], 0, [Tree(0.5)]).ToBytes("{}");
        Ask(bank, ModelAsk.Use, model);

        Assert.Equal("accepted", bank.Pay("1", "card:a", "terminal:t", 10_00));
        var copy = Models(bank.Shards.Shards[0]).Copy;
        Assert.Equal((true, null), (copy.Watches, copy.Model));
    }

    private static void Ask(TestBank bank, ModelAsk ask, byte[]? model = null, string by = "anna")
    {
        var map = bank.Shards.Map;
        var chunk = map.TakeChunk();
        ModelRegistry.Write(map, chunk.Frames, ask, new ModelNote(by, model), bank.Now, ticket: 0);
        chunk.Count = 1;
        bank.Shards.Deliver(map.ShardOf(ModelRegistry.Name), chunk);
        bank.Together(() => { });
    }

    private static IReadOnlyList<ModelChange> Changes(TestBank bank) =>
        Models(bank.Shards.Shards[bank.Shards.Map.ShardOf(ModelRegistry.Name)]).Registered.Changes;

    private static ModelRegistry Models(Shard shard) =>
        ((ModelRegion)shard.RegionOf((byte)EntityKind.ModelRegistry)).Entity;

    private static byte[] ModelOf(double leaf) => TreeModel.Of(FeatureSet.Names, -1, [Tree(leaf)]).ToBytes("{}");

    private static DecisionTree Tree(double leaf) => new(
        [new TreeNode(0, 50, 1, 2, 0, 2), new TreeNode(-1, 0, 0, 0, -leaf, 1), new TreeNode(-1, 0, 0, 0, leaf, 1)]);
}
