using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Models;
using FinData.TestKit;

namespace FinData.Tests.Fraud;

/// <summary>Figures of counted scores are those of the scores themselves, as far as bins tell them apart.</summary>
public class ScoreHistogramTests
{
    private const int Payments = 4000, BinsAUnit = 16;

    [Fact]
    public void Of_scores_that_begin_a_bin_the_figures_are_those_of_a_direct_computation() => Seeds.Each(20, seed =>
    {
        var (odds, isFraud) = Scores(seed);
        for (var i = 0; i < odds.Length; i++) odds[i] = Math.Floor(odds[i] * BinsAUnit) / BinsAUnit;
        var curve = DetectionFigures.Curve(odds, isFraud);

        var counted = Counted(odds, isFraud);

        Assert.Equal(DetectionFigures.AucOf(curve), counted.Auc()!.Value, 1e-12);
        Assert.Equal(DetectionFigures.AveragePrecisionOf(curve), counted.AveragePrecision()!.Value, 1e-12);
    });

    [Fact]
    public void Auc_is_off_by_no_more_than_half_of_the_pairs_that_share_a_bin() => Seeds.Each(20, seed =>
    {
        var (odds, isFraud) = Scores(seed);
        var counted = Counted(odds, isFraud);
        var pairs = (double)counted.Frauds * (counted.All - counted.Frauds);
        var shared = Enumerable.Range(0, ScoreHistogram.Bins).Select(bin => counted[bin])
            .Sum(bin => (double)bin.Frauds * (bin.All - bin.Frauds));

        var off = counted.Auc()!.Value - DetectionFigures.AucOf(DetectionFigures.Curve(odds, isFraud));

        Assert.NotEqual(0, off);
        Assert.InRange(off, -shared / 2 / pairs, shared / 2 / pairs);
    });

    [Theory]
    [InlineData(-1e6, 0, -10)]
    [InlineData(-10, 0, -10)]
    [InlineData(-0.001, 159, -0.0625)]
    [InlineData(0, 160, 0)]
    [InlineData(0.062, 160, 0)]
    [InlineData(0.0625, 161, 0.0625)]
    [InlineData(5.95, 255, 5.9375)]
    [InlineData(1e6, 255, 5.9375)]
    public void A_bin_is_a_sixteenth_of_log_odds_and_the_outermost_take_the_rest(double odds, int bin, double begins)
    {
        Assert.Equal(bin, ScoreHistogram.BinOf((long)(odds * TreeModel.One)));
        Assert.Equal(begins, ScoreHistogram.LogOddsOf(bin));
    }

    [Fact]
    public void Without_a_fraud_or_without_anything_else_there_is_no_figure()
    {
        Assert.Null(Counted([1, 2], [false, false]).Auc());
        Assert.Null(Counted([1, 2], [false, false]).AveragePrecision());
        Assert.Null(Counted([1, 2], [true, true]).Auc());
        Assert.Equal(1, Counted([1, 2], [true, true]).AveragePrecision());
        Assert.Null(new ScoreHistogram().StabilityAgainst(Counted([1], [false])));
        Assert.Null(Counted([1], [false]).StabilityAgainst(new ScoreHistogram()));
    }

    [Fact]
    public void Scores_are_as_stable_as_the_index_says()
    {
        var reference = Counted([.. Enumerable.Range(0, 1000).Select(i => i / 100)], new bool[1000]);
        Assert.Equal(0, reference.StabilityAgainst(reference));

        // Ten groups of a tenth each; a tenth of all has moved from the first one into the last.
        var moved = Counted([.. Enumerable.Range(0, 1000).Select(i => i < 100 ? 9 : i / 100)], new bool[1000]);
        var expected = (0.0001 - 0.1) * Math.Log(0.0001 / 0.1);
        // What lies from 6 on is in one bin, so the last four groups are one of four tenths, and of five now.
        expected += (0.5 - 0.4) * Math.Log(0.5 / 0.4);
        Assert.Equal(expected, moved.StabilityAgainst(reference)!.Value, 1e-12);
    }

    [Fact]
    public void Scores_beyond_those_that_they_are_compared_with_are_in_the_outermost_groups()
    {
        var reference = Counted([0, 1, 2, 3, 4], new bool[5]);
        Assert.Equal(0, Counted([-9, 1, 2, 3, 7], new bool[5]).StabilityAgainst(reference));
        Assert.NotEqual(0, Counted([-9, 1, 2, 7, 7], new bool[5]).StabilityAgainst(reference));
    }

    private static (double[] Odds, bool[] IsFraud) Scores(ulong seed)
    {
        var chance = new Chance(seed);
        var isFraud = Enumerable.Range(0, Payments).Select(_ => chance.OneIn(30)).ToArray();
        // A sum of uniform numbers; frauds lie higher, and not always.
        double Spread() => Enumerable.Range(0, 4).Sum(_ => chance.Below(10_000) / 5_000.0) - 4;
        return ([.. isFraud.Select(fraud => Spread() + (fraud ? 1 : -4))], isFraud);
    }

    private static ScoreHistogram Counted(double[] odds, bool[] isFraud)
    {
        var bins = new ScoreBins();
        for (var i = 0; i < odds.Length; i++)
        {
            ref var bin = ref bins[ScoreHistogram.BinOf((long)Math.Floor(odds[i] * TreeModel.One))];
            bin.All++;
            if (isFraud[i]) bin.Frauds++;
        }
        var counted = new ScoreHistogram();
        counted.Add(bins);
        return counted;
    }
}
