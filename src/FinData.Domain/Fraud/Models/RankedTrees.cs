using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FinData.Domain.Fraud.Models;

/// <summary>
/// Trees of three levels for processors that look up 64 bytes at once: the same leaves as walking down each tree.
/// </summary>
/// <remarks>
/// A value's rank is how many of its feature's thresholds it is not below. All ranks fit into one register, so one
/// look-up and one comparison answer the questions of eight trees, whose answers together name their leaves. The idea
/// of asking all nodes, and of answers that name a leaf, is QuickScorer's (Lucchese and others, SIGIR 2015).
/// </remarks>
internal sealed class RankedTrees
{
    /// <summary>The levels that a tree has to have.</summary>
    public const int Depth = 3;

    private const int Nodes = 1 << Depth, Together = 8, SlotsMax = 64, CutsMax = 255, Lanes = 16;
    private static readonly byte[] leafOf = [.. Enumerable.Range(0, 256).Select(LeafOf)];

    // A feature with more thresholds than a byte can count has several slots.
    private readonly (int Feature, int Cuts, int First, int End)[] slots;
    private readonly float[] thresholds;
    // Of each node its slot and its threshold's number there; of each tree its eight leaves.
    private readonly byte[] slotOf, cutOf;
    private readonly int[] leaves;

    private RankedTrees(List<(int Feature, float[] Cuts)> cuts, int trees)
    {
        slots = new (int, int, int, int)[cuts.Count];
        thresholds = new float[cuts.Sum(c => Whole(c.Cuts.Length, Lanes))];
        // What fills a row up is below nothing.
        Array.Fill(thresholds, float.NegativeInfinity);
        var at = 0;
        for (var i = 0; i < cuts.Count; i++)
        {
            var (feature, values) = cuts[i];
            values.CopyTo(thresholds, at);
            slots[i] = (feature, values.Length, at, at += Whole(values.Length, Lanes));
        }
        var whole = Whole(trees, Together);
        (slotOf, cutOf, leaves) = (new byte[whole * Nodes], new byte[whole * Nodes], new int[whole * Nodes]);
        Array.Fill(cutOf, byte.MaxValue);
    }

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Avx512Vbmi.IsSupported;

    /// <summary>The trees so; null where they ask for more than fits.</summary>
    /// <param name="trees">How many trees there are.</param>
    /// <param name="split">A tree's node, by tree and number from 1 on: its feature and threshold.</param>
    /// <param name="leaf">A tree's leaf, from 0 on.</param>
    public static RankedTrees? Of(int trees, Func<int, int, (int Feature, float Threshold)> split,
        Func<int, int, int> leaf)
    {
        var all = from tree in Enumerable.Range(0, trees)
                  from node in Enumerable.Range(1, Nodes - 1)
                  select split(tree, node);
        var cuts = new List<(int Feature, float[] Cuts)>();
        foreach (var feature in all.GroupBy(at => at.Feature, at => at.Threshold))
            cuts.AddRange(feature.Distinct().Order().Chunk(CutsMax).Select(chunk => (feature.Key, chunk)));
        if (cuts.Count > SlotsMax) return null;
        var ranked = new RankedTrees(cuts, trees);
        for (var tree = 0; tree < trees; tree++)
        {
            for (var node = 1; node < Nodes; node++) ranked.Place(cuts, tree * Nodes + node, split(tree, node));
            for (var i = 0; i < Nodes; i++) ranked.leaves[tree * Nodes + i] = leaf(tree, i);
        }
        return ranked;
    }

    /// <summary>The sum of the leaves that a row comes to. The row has all features that the trees ask for.</summary>
    [SkipLocalsInit]
    public long Score(ref float row)
    {
        Span<byte> ranks = stackalloc byte[SlotsMax];
        Rank(ref row, ranks);
        var rank = Vector512.Create<byte>(ranks);
        ref var slot = ref MemoryMarshal.GetArrayDataReference(slotOf);
        ref var cut = ref MemoryMarshal.GetArrayDataReference(cutOf);
        ref var leaf = ref MemoryMarshal.GetArrayDataReference(leaves);
        ref var named = ref MemoryMarshal.GetArrayDataReference(leafOf);
        var sum = 0L;
        for (nuint node = 0; node < (nuint)leaves.Length; node += Together * Nodes)
        {
            var asked = Avx512Vbmi.PermuteVar64x8(rank, Vector512.LoadUnsafe(ref slot, node));
            var isRight = Vector512.GreaterThan(asked, Vector512.LoadUnsafe(ref cut, node));
            var answers = isRight.ExtractMostSignificantBits();
            for (nuint tree = 0; tree < Together * Nodes; tree += Nodes)
                sum += Unsafe.Add(ref leaf, node + tree + Unsafe.Add(ref named, (nuint)(byte)(answers >> (int)tree)));
        }
        return sum;
    }

    private void Rank(ref float row, Span<byte> ranks)
    {
        ref var threshold = ref MemoryMarshal.GetArrayDataReference(thresholds);
        ref var rank = ref MemoryMarshal.GetReference(ranks);
        for (var i = 0; i < slots.Length; i++)
        {
            ref var slot = ref slots[i];
            var (value, above) = (Vector512.Create(Unsafe.Add(ref row, slot.Feature)), 0);
            for (var at = slot.First; at < slot.End; at += Lanes)
            {
                var isBelow = Vector512.LessThan(value, Vector512.LoadUnsafe(ref threshold, (nuint)at));
                above += BitOperations.PopCount(isBelow.ExtractMostSignificantBits());
            }
            Unsafe.Add(ref rank, i) = (byte)(slot.Cuts - above);
        }
    }

    private void Place(List<(int Feature, float[] Cuts)> cuts, int node, (int Feature, float Threshold) split)
    {
        for (var i = 0; i < cuts.Count; i++)
        {
            if (cuts[i].Feature != split.Feature) continue;
            var cut = Array.BinarySearch(cuts[i].Cuts, split.Threshold);
            if (cut >= 0) (slotOf[node], cutOf[node]) = ((byte)i, (byte)cut);
        }
    }

    // The answer of node n is bit n: 0 for left.
    private static byte LeafOf(int answers)
    {
        var node = 1;
        for (var level = 0; level < Depth; level++) node = 2 * node + (answers >> node & 1);
        return (byte)(node - Nodes);
    }

    private static int Whole(int count, int of) => (count + of - 1) / of * of;
}
