using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;

namespace FinData.Tests.Fraud;

public class TreeModelTests
{
    private static readonly string[] names = ["a", "b"];

    // a < 1 ? -1 : (b < 2 ? 0.5 : 2), the branches of weight 6, 1 and 1; and a tree that always says 0.25.
    private static readonly DecisionTree[] trees =
    [
        new([new(0, 1, 1, 2, 0, 8), new(-1, 0, -1, -1, -1, 6), new(1, 2, 3, 4, 0, 2), new(-1, 0, -1, -1, 0.5, 1),
            new(-1, 0, -1, -1, 2, 1)]),
        new([new(-1, 0, -1, -1, 0.25, 8)]),
    ];

    private static readonly TreeModel model = TreeModel.Of(names, bias: -3, trees);

    [Theory]
    [InlineData(0, 9, -3.75)]
    [InlineData(0.99f, 0, -3.75)]
    [InlineData(1, 1, -2.25)]
    [InlineData(1, 2, -0.75)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, -2.25)]
    public void A_score_is_the_sum_of_the_leaves_that_a_row_comes_to(float a, float b, double logOdds) =>
        Assert.Equal(logOdds, TreeModel.LogOddsOf(model.Score([a, b])));

    [Fact]
    public void A_contribution_is_what_a_split_has_moved()
    {
        var parts = new long[2];
        var score = model.Explain([1, 2], parts);

        // On average -3 + (6 * -1 + 0.5 + 2) / 8 + 0.25; the right half of the root averages 1.25.
        Assert.Equal(-3.1875, TreeModel.LogOddsOf(model.Average));
        Assert.Equal([1.6875, 0.75], parts.Select(TreeModel.LogOddsOf));
        Assert.Equal(model.Score([1, 2]), score);
    }

    [Fact]
    public void A_tree_that_asks_for_a_feature_that_is_not_there_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeModel.Of(["a"], 0, trees));

    [Fact]
    public void Contributions_of_trees_of_chance_sum_to_the_score_exactly() => Seeds.Each(20, seed =>
    {
        var random = new Random((int)seed);
        var some = Enumerable.Range(0, 30).Select(_ => TreeOfChance(random)).ToList();
        var model = TreeModel.Of([.. Enumerable.Range(0, 10).Select(f => $"f{f}")], random.NextDouble(), some, 0.5);
        for (var i = 0; i < 200; i++)
        {
            var row = Enumerable.Range(0, 10).Select(_ => (float)random.NextDouble()).ToArray();
            var parts = new long[10];
            var score = model.Explain(row, parts);

            Assert.Equal(score, model.Average + parts.Sum());
            Assert.Equal(score, model.Score(row));
            var expected = TreeModel.LogOddsOf(model.Bias) + some.Sum(tree => LeafOf(tree, row) / 2);
            Assert.InRange(TreeModel.LogOddsOf(score) - expected, -2e-6, 2e-6);
        }
    });

    // With 900 trees a feature has more thresholds than a byte can count, with 4000 they do not fit into a register.
    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(240), InlineData(900), InlineData(4000)]
    public void Trees_that_are_asked_all_at_once_give_the_leaves_that_walking_down_gives(int count)
    {
        var random = new Random(count);
        var some = Enumerable.Range(0, count).Select(_ => TreeOfChance(random, levels: 3)).ToList();
        some.Add(trees[0]);
        some.Add(new([new(9, 0.5f, 1, 2, 0, 2), new(9, 0.2f, 3, 4, 0, 1), new(9, 0.7f, 5, 6, 0, 1),
            new(8, 0.1f, 7, 8, 0, 1), new(-1, 0, -1, -1, 1, 1), new(-1, 0, -1, -1, 2, 1), new(-1, 0, -1, -1, 3, 1),
            new(-1, 0, -1, -1, 4, 1), new(-1, 0, -1, -1, 5, 1)]));
        var model = TreeModel.Of([.. Enumerable.Range(0, 10).Select(f => $"f{f}")], -1, some);
        Assert.Equal(3, model.Depth);
        var seen = some.SelectMany(tree => tree.Nodes).Where(n => n.Feature >= 0).Select(n => n.Threshold).ToArray();
        float[] odd = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0, -0f, float.Epsilon];
        for (var i = 0; i < 300; i++)
        {
            // Values on a threshold, a bit below or above it, and some that are no numbers.
            var row = Enumerable.Range(0, 10).Select(_ => random.Next(5) switch
            {
                0 => seen[random.Next(seen.Length)],
                1 => MathF.BitDecrement(seen[random.Next(seen.Length)]),
                2 => MathF.BitIncrement(seen[random.Next(seen.Length)]),
                3 => odd[random.Next(odd.Length)],
                _ => (float)random.NextDouble(),
            }).ToArray();
            var expected = -1L * TreeModel.One
                + some.Sum(tree => (long)Math.Round(LeafOf(tree, row) * TreeModel.One));
            Assert.Equal(expected, model.Score(row));
        }
    }

    [Fact]
    public void A_model_that_was_written_is_read_as_it_was()
    {
        var bytes = model.ToBytes("made of nothing");
        var read = TreeModel.Read(bytes, "x", [.. names, "later"], out var notes);

        Assert.Equal("made of nothing", notes);
        Assert.Equal(bytes, read.ToBytes(notes));
        Assert.Equal(model.Score([1, 2]), read.Score([1, 2]));
        Assert.Equal(model.Average, read.Average);
    }

    [Fact]
    public void The_format_stays_as_it_is() => Assert.Equal("549e9671fb9e", TreeModel.NameOf(model.ToBytes("")));

    [Fact]
    public void A_model_that_is_cut_short_anywhere_is_refused_with_its_name()
    {
        var bytes = model.ToBytes("notes");
        for (var length = 0; length < bytes.Length; length++)
            Assert.StartsWith("x ", Assert.Throws<FraudException>(() => Read(bytes[..length])).Message);
        Assert.Contains("cut short", Assert.Throws<FraudException>(() => Read(bytes[..^1])).Message);
        Assert.Contains("no fraud model",
            Assert.Throws<FraudException>(() => Read("transaction_id"u8.ToArray())).Message);
    }

    [Fact]
    public void A_model_with_any_other_bit_is_refused()
    {
        var bytes = model.ToBytes("notes");
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var other = (byte[])bytes.Clone();
            other[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Throws<FraudException>(() => Read(other));
        }
    }

    [Fact]
    public void A_model_of_a_newer_version_or_other_features_says_so()
    {
        var newer = model.ToBytes("");
        newer[3]++;
        Assert.Contains("version 2", Assert.Throws<FraudException>(() => Read(newer)).Message);

        var other = TreeModel.Of(["a", "c"], 0, trees).ToBytes("");
        var message = Assert.Throws<FraudException>(() => Read(other)).Message;
        Assert.Contains("'c' as feature 2", message);
        Assert.Contains("'b'", message);
    }

    [Fact]
    public void Probabilities_are_those_of_the_library_to_the_last_digits()
    {
        for (var x = -40.0; x <= 40; x += 0.0625)
        {
            Assert.InRange(Odds.Exp(x) / Math.Exp(x), 1 - 4e-16, 1 + 4e-16);
            Assert.Equal(1 / (1 + Math.Exp(-x)), Odds.ProbabilityOf(x), 15);
        }
        Assert.Equal((0.5, 1), (Odds.ProbabilityOf(0), Odds.ProbabilityOf(double.MaxValue)));
        // Bits that no machine may change.
        Assert.Equal("3fe8dfa3f55dc7ca", $"{BitConverter.DoubleToInt64Bits(Odds.ProbabilityOf(1.25)):x}");
    }

    [Fact]
    public void Every_feature_has_words()
    {
        for (var f = 0; f < FeatureSet.Count; f++)
        {
            foreach (var value in new float[] { -1, 0, 1, 2.5f, 99 })
            {
                var row = Enumerable.Repeat(value, FeatureSet.Count).ToArray();
                var tree = new DecisionTree([new(f, value, 1, 2, 0, 2), new(-1, 0, -1, -1, -1, 1),
                    new(-1, 0, -1, -1, 1, 1)]);
                var explained = Explanation.Of(TreeModel.Of(FeatureSet.Names, 0, [tree]), row);

                var reason = Assert.Single(explained.Reasons);
                Assert.Equal(((Feature)f, explained.Score), (reason.Feature, explained.Average + reason.Part));
                Assert.Matches(@"[a-z]{2}", reason.Words);
            }
        }
    }

    [Fact]
    public void Words_say_what_was_seen()
    {
        var row = new float[FeatureSet.Count];
        row[(int)Feature.Ratio] = 4.2f;
        row[(int)Feature.TerminalCount7d] = 4;
        row[(int)Feature.TerminalRisk7d] = 0.75f;
        var both = TreeModel.Of(FeatureSet.Names, 0,
            [Stump(Feature.Ratio, 3, 2), Stump(Feature.TerminalRisk7d, 0.5f, 1)]);

        Assert.Equal(
            ["4.2x this card's usual amount", "terminal had 3 confirmed frauds in 7 days, of 4 known payments"],
            Explanation.Of(both, row).Reasons.Select(r => r.Words));
    }

    private static DecisionTree Stump(Feature feature, float threshold, double value) => new(
        [new((int)feature, threshold, 1, 2, 0, 2), new(-1, 0, -1, -1, -value, 1), new(-1, 0, -1, -1, value, 1)]);

    private static DecisionTree TreeOfChance(Random random, int levels = 4)
    {
        var nodes = new List<TreeNode>();
        Grow(levels);
        return new(nodes);

        int Grow(int levels)
        {
            var place = nodes.Count;
            nodes.Add(default);
            if (levels == 0 || random.Next(4) == 0)
            {
                nodes[place] = new(-1, 0, -1, -1, random.NextDouble() - 0.5, random.NextDouble());
                return place;
            }
            var (left, right) = (Grow(levels - 1), Grow(levels - 1));
            nodes[place] = new(random.Next(10), (float)random.NextDouble(), left, right, 0, 0);
            return place;
        }
    }

    private static double LeafOf(DecisionTree tree, float[] row)
    {
        var node = tree.Nodes[0];
        while (node.Feature >= 0) node = tree.Nodes[row[node.Feature] < node.Threshold ? node.Left : node.Right];
        return node.Value;
    }

    private static void Read(byte[] bytes) => TreeModel.Read(bytes, "x", names, out _);
}
