using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FinData.Domain.Fraud.Models;

/// <summary>Boosted trees: the log-odds of a fraud as a sum of one leaf of each tree.</summary>
/// <remarks>
/// <para>Leaves are whole numbers of 2^-24, so a sum has no rounding and no order: a score is the same on every
/// machine, and its parts sum to it exactly. All trees have the same depth; where one was trained to less, its leaf
/// is there for all that would lie below. Scoring has no branch that depends on data, and allocates nothing.</para>
/// <para>Immutable; for any number of threads.</para>
/// </remarks>
public sealed partial class TreeModel
{
    /// <summary>The deepest tree there may be.</summary>
    public const int DepthMax = 8;

    /// <summary>Parts of a log-odds of 1.</summary>
    public const int One = 1 << 24;

    // Node n of a tree has its children at 2n and 2n + 1; node 1 is the root, and place 0 is not used.
    private readonly Split[] splits;
    // Values of inner nodes and leaves, numbered as above: of a leaf its part, of a node the mean of what lies below.
    private readonly int[] values;
    private readonly RankedTrees? ranked;

    private TreeModel(IReadOnlyList<string> features, int depth, long bias, Split[] splits, int[] values)
    {
        (Features, Depth, this.splits, this.values) = (features, depth, splits, values);
        Trees = values.Length >> (depth + 1);
        (Bias, Average) = (bias, bias);
        for (var tree = 0; tree < Trees; tree++) Average += values[(tree << (depth + 1)) + 1];
        if (depth == RankedTrees.Depth && RankedTrees.IsSupported) ranked = RankedTrees.Of(Trees, SplitOf, LeafOf);
    }

    private struct Split
    {
        public float Threshold;
        public int Feature;
    }

    /// <summary>The features that a row has to have, in order.</summary>
    public IReadOnlyList<string> Features { get; }

    public int Trees { get; }

    public int Depth { get; }

    /// <summary>What a score begins with, in parts.</summary>
    public long Bias { get; }

    /// <summary>The score before anything is known of a payment, in parts: contributions are counted from it.</summary>
    public long Average { get; }

    /// <summary>A model of trained trees.</summary>
    /// <param name="features">What the trees' features are called.</param>
    /// <param name="bias">The log-odds that a score begins with.</param>
    /// <param name="trees">Trees of at most <see cref="DepthMax"/> levels.</param>
    /// <param name="shrink">What each leaf is multiplied by: a part for a mean of several models.</param>
    public static TreeModel Of(IReadOnlyList<string> features, double bias, IReadOnlyList<DecisionTree> trees,
        double shrink = 1)
    {
        // Scoring does not look again.
        foreach (var node in trees.SelectMany(tree => tree.Nodes))
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node.Feature, features.Count, nameof(trees));
        var depth = trees.Max(tree => DepthOf(tree, 0));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, DepthMax, nameof(trees));
        var (splits, values) = (new Split[trees.Count << depth], new int[trees.Count << (depth + 1)]);
        for (var i = 0; i < trees.Count; i++)
        {
            Place(trees[i], 0, 1, depth, shrink, splits.AsSpan(i << depth, 1 << depth),
                values.AsSpan(i << (depth + 1), 2 << depth));
        }
        return new TreeModel(features, depth, PartsOf(bias), splits, values);
    }

    /// <summary>The score of a row of features, in parts; <see cref="LogOddsOf"/> makes log-odds of it.</summary>
    public long Score(ReadOnlySpan<float> row)
    {
        if (row.Length < Features.Count) throw new ArgumentException("The row lacks features.", nameof(row));
        return ranked is null ? Walk(row) : Bias + ranked.Score(ref MemoryMarshal.GetReference(row));
    }

    // What every processor can.
    private long Walk(ReadOnlySpan<float> row)
    {
        // The features of all splits are below the row's length: checked when the model was made.
        ref var x = ref MemoryMarshal.GetReference(row);
        ref var split = ref MemoryMarshal.GetArrayDataReference(splits);
        ref var leaf = ref MemoryMarshal.GetArrayDataReference(values);
        var (sum, depth) = (Bias, Depth);
        for (var tree = 0; tree < Trees; tree++)
        {
            nuint node = 1;
            for (var level = 0; level < depth; level++)
            {
                ref var at = ref Unsafe.Add(ref split, node);
                node = 2 * node + (Unsafe.Add(ref x, at.Feature) < at.Threshold ? 0u : 1u);
            }
            sum += Unsafe.Add(ref leaf, node);
            split = ref Unsafe.Add(ref split, 1 << depth);
            leaf = ref Unsafe.Add(ref leaf, 2 << depth);
        }
        return sum;
    }

    /// <summary>
    /// How much each feature has moved the score from <see cref="Average"/>: for each split on a row's way, the value
    /// of the node that it leads to less that of the node itself.
    /// </summary>
    /// <param name="row">A row of features.</param>
    /// <param name="parts">A part for each feature; with <see cref="Average"/> they sum to the score, exactly.</param>
    /// <returns>The score, in parts.</returns>
    public long Explain(ReadOnlySpan<float> row, Span<long> parts)
    {
        parts[..Features.Count].Clear();
        var sum = Bias;
        for (var tree = 0; tree < Trees; tree++)
        {
            var splits = this.splits.AsSpan(tree << Depth);
            var values = this.values.AsSpan(tree << (Depth + 1));
            var node = 1;
            for (var level = 0; level < Depth; level++)
            {
                var next = 2 * node + (row[splits[node].Feature] < splits[node].Threshold ? 0 : 1);
                parts[splits[node].Feature] += values[next] - values[node];
                node = next;
            }
            sum += values[node];
        }
        return sum;
    }

    /// <summary>Parts as log-odds.</summary>
    public static double LogOddsOf(long parts) => parts / (double)One;

    /// <summary>How likely a fraud is at a score in parts.</summary>
    public static double ProbabilityOf(long parts) => Odds.ProbabilityOf(LogOddsOf(parts));

    private (int Feature, float Threshold) SplitOf(int tree, int node) =>
        (splits[(tree << Depth) + node].Feature, splits[(tree << Depth) + node].Threshold);

    private int LeafOf(int tree, int leaf) => values[(tree << (Depth + 1)) + (1 << Depth) + leaf];

    private static long PartsOf(double logOdds) => (long)Math.Round(logOdds * One);

    private static int DepthOf(DecisionTree tree, int node) => tree.Nodes[node] is { Feature: >= 0 } split
        ? 1 + Math.Max(DepthOf(tree, split.Left), DepthOf(tree, split.Right))
        : 0;

    // Puts a node and all below it in place; gives its mean value and weight.
    private static (double Value, double Weight) Place(DecisionTree tree, int node, int place, int levels,
        double shrink, Span<Split> splits, Span<int> values)
    {
        var source = tree.Nodes[node];
        (double Value, double Weight) own;
        if (source.Feature < 0)
        {
            own = (source.Value * shrink, source.Weight);
            if (levels > 0)
            {
                // What the tree does not ask is asked in vain: nothing is below nothing.
                splits[place] = new() { Threshold = float.NegativeInfinity };
                Place(tree, node, 2 * place, levels - 1, shrink, splits, values);
                Place(tree, node, 2 * place + 1, levels - 1, shrink, splits, values);
            }
        }
        else
        {
            splits[place] = new() { Feature = source.Feature, Threshold = source.Threshold };
            var left = Place(tree, source.Left, 2 * place, levels - 1, shrink, splits, values);
            var right = Place(tree, source.Right, 2 * place + 1, levels - 1, shrink, splits, values);
            var weight = left.Weight + right.Weight;
            own = ((left.Value * left.Weight + right.Value * right.Weight) / weight, weight);
        }
        values[place] = checked((int)PartsOf(own.Value));
        return own;
    }
}
