using System.Numerics;

namespace FinData.Domain.Simulation;

/// <summary>Chooses account ranks with shares falling as rank^-0.8, rank 0 the busiest, in constant time and
/// memory.</summary>
/// <remarks>
/// A number x with density x^-0.8 is the fifth power of an even one, and rounding it to the nearest integer gives rank
/// + 1. The busiest rank comes out 7 % busier than the exact sum would have it, the others within 1 %.
/// </remarks>
internal sealed class AccountZipf
{
    /// <summary>How many ranks are the busiest: they act like businesses.</summary>
    public const int Busiest = 64;

    private const int StepsPerOctave = 16;

    private readonly int count;
    private readonly double least, width, busiestShare;
    private readonly double[] shares = new double[32 * StepsPerOctave];

    public AccountZipf(int count)
    {
        this.count = count;
        least = Powers.FifthRoot(0.5);
        width = Powers.FifthRoot(count + 0.5) - least;
        busiestShare = (Powers.FifthRoot(Math.Min(count, Busiest) + 0.5) - least) / width;
        for (var octave = 0; octave < 32; octave++)
        {
            for (var step = 0; step < StepsPerOctave; step++)
            {
                // The middle of the ranks that fall into this step; below 32 a step is one rank.
                var size = (double)(1L << octave) / StepsPerOctave;
                var middle = (1L << octave) + step * size + Math.Max(0, (size - 1) / 2);
                var root = Powers.FifthRoot(middle);
                shares[octave * StepsPerOctave + step] = 1 / (root * root * root * root) / (5 * width);
            }
        }
    }

    /// <summary>The rank for an even draw in [0, 1).</summary>
    public int RankOf(double draw)
    {
        var root = least + draw * width;
        var square = root * root;
        return Math.Clamp((int)(square * square * root + 0.5) - 1, 0, count - 1);
    }

    /// <summary>One of the busiest ranks, in the same proportions.</summary>
    public int BusiestRankOf(double draw) => Math.Min(RankOf(draw * busiestShare), Busiest - 1);

    /// <summary>How much of all draws go to the rank, within 3 %.</summary>
    public double ShareOf(int rank)
    {
        var place = (uint)rank + 1;
        var octave = BitOperations.Log2(place);
        var step = (int)(((ulong)place << 32 >> octave) - (1UL << 32) >> 28);
        return shares[octave * StepsPerOctave + step];
    }
}
