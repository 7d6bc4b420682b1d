using System.Runtime.CompilerServices;
using FinData.Domain.Fraud.Models;

namespace FinData.Domain.Fraud.Evaluation;

/// <summary>What has a score within one bin: all payments, and those labelled frauds and genuine.</summary>
public struct ScoreBin
{
    public uint All, Frauds, Genuine;
}

/// <summary>A bin for each sixteenth of log-odds, as <see cref="ScoreHistogram"/> numbers them.</summary>
[InlineArray(ScoreHistogram.Bins)]
public struct ScoreBins
{
    private ScoreBin first;
}

/// <summary>Scores counted in bins of log-odds, and the figures of a model that can be told from them.</summary>
/// <remarks>
/// Bins are a sixteenth of log-odds wide, from -10 to 6; the outermost take what lies beyond. To a figure all scores of
/// a bin are equal: AUC gives one half for each pair of a fraud and another payment within a bin, so it is off by at
/// most half of the share of such pairs, and average precision lets a bin's payments enter together. Payments that are
/// not labelled frauds count as none, whether labelled genuine or not at all. One thread.
/// </remarks>
public sealed class ScoreHistogram
{
    /// <summary>How many bins there are.</summary>
    public const int Bins = 256;

    // 2^20 parts are a sixteenth of log-odds; the lowest bin begins at -10.
    private const int WidthBits = 20, Lowest = -160, Groups = 10;
    private const double ShareMin = 1e-4;

    private readonly (long All, long Frauds, long Genuine)[] bins = new (long, long, long)[Bins];

    /// <summary>How many payments are in it, and how many of them are labelled.</summary>
    public long All { get; private set; }

    /// <inheritdoc cref="All"/>
    public long Frauds { get; private set; }

    /// <inheritdoc cref="All"/>
    public long Genuine { get; private set; }

    /// <summary>What is in a bin.</summary>
    public (long All, long Frauds, long Genuine) this[int bin] => bins[bin];

    /// <summary>The bin of a score in parts of <see cref="TreeModel.One"/>.</summary>
    public static int BinOf(long score) => (int)Math.Clamp((score >> WidthBits) - Lowest, 0, Bins - 1);

    /// <summary>The log-odds that a bin begins with.</summary>
    public static double LogOddsOf(int bin) => TreeModel.LogOddsOf((long)(bin + Lowest) << WidthBits);

    /// <summary>Adds what others have counted.</summary>
    /// <param name="counted"><see cref="Bins"/> bins.</param>
    public void Add(ReadOnlySpan<ScoreBin> counted)
    {
        for (var bin = 0; bin < Bins; bin++) Add(bin, counted[bin].All, counted[bin].Frauds, counted[bin].Genuine);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{ScoreBin})"/>
    public void Add(ScoreHistogram counted)
    {
        for (var bin = 0; bin < Bins; bin++)
            Add(bin, counted.bins[bin].All, counted.bins[bin].Frauds, counted.bins[bin].Genuine);
    }

    /// <summary>As <see cref="DetectionFigures.Auc"/>; null where there are no frauds or nothing else.</summary>
    public double? Auc() => Frauds == 0 || Frauds == All ? null : DetectionFigures.AucOf(Curve());

    /// <summary>As <see cref="DetectionFigures.AveragePrecision"/>; null where there are no frauds.</summary>
    public double? AveragePrecision() => Frauds == 0 ? null : DetectionFigures.AveragePrecisionOf(Curve());

    /// <summary>
    /// The population stability index of these scores against others: the sum of (a - e) ln(a / e) over the tenths of
    /// the others, with shares a here and e there. Below 0.1 little has changed, above 0.25 much (Siddiqi, Credit Risk
    /// Scorecards, 2006).
    /// </summary>
    /// <param name="reference">The others; its tenths end where bins do. A share below 0.0001 counts as that.</param>
    /// <returns>Null where one of them is empty.</returns>
    public double? StabilityAgainst(ScoreHistogram reference)
    {
        if (All == 0 || reference.All == 0) return null;
        var (sum, here, there, before, group) = (0.0, 0L, 0L, 0L, 1);
        for (var bin = 0; bin < Bins; bin++)
        {
            (here, there) = (here + bins[bin].All, there + reference.bins[bin].All);
            var so = before + there;
            // The last group goes on to the end, whatever is there now.
            if (bin < Bins - 1 && (so * Groups < group * reference.All || so == reference.All)) continue;
            // A bin may hold more than a tenth: the next group then ends at the next tenth that is not reached yet.
            before = so;
            group = (int)(before * Groups / reference.All) + 1;
            if (here + there > 0)
            {
                var a = Math.Max(ShareMin, here / (double)All);
                var e = Math.Max(ShareMin, there / (double)reference.All);
                sum += (a - e) * Math.Log(a / e);
            }
            (here, there) = (0, 0);
        }
        return sum;
    }

    private void Add(int bin, long all, long frauds, long genuine)
    {
        ref var to = ref bins[bin];
        to = (to.All + all, to.Frauds + frauds, to.Genuine + genuine);
        (All, Frauds, Genuine) = (All + all, Frauds + frauds, Genuine + genuine);
    }

    // From high scores to low.
    private List<(long Flagged, long Frauds)> Curve()
    {
        var curve = new List<(long, long)>();
        var (flagged, frauds) = (0L, 0L);
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            if (bins[bin].All == 0) continue;
            (flagged, frauds) = (flagged + bins[bin].All, frauds + bins[bin].Frauds);
            curve.Add((flagged, frauds));
        }
        return curve;
    }
}
