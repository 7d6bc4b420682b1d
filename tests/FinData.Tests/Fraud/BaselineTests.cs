using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;
using FinData.Fraud;

namespace FinData.Tests.Fraud;

/// <summary>Published features, weights and figures on real months come out to their last digit.</summary>
public class BaselineTests
{
    private const long Delay = Baselines.LabelDelayDays * DayRange.DayMilliseconds;

    [Fact]
    public void Amount_and_logistic_regression_have_their_published_figures()
    {
        if (CardHistory.Split is not { } split) return;

        var figures = Baselines.Evaluate(split).ToDictionary(f => f.Model);

        var amount = figures["amount"];
        Assert.Equal((0.6342, 0.2230, 0.0943), Rounded(amount));
        var regression = figures["logistic-regression"];
        Assert.Equal((0.8896, 0.6522, 0.3171), Rounded(regression));
        Assert.Equal((66971, 58163), (split.Train.Count, split.Test.Count));
    }

    [Fact]
    public void Weights_are_those_of_the_only_optimum()
    {
        if (CardHistory.Split is not { } split) return;

        var rows = PageFeatures.Of(split.History, split.Train, Delay);
        var model = LogisticRegression.Fit(rows, Baselines.LabelsOf(split.History, split.Train));

        Assert.Equal(-6.4915, model.Intercept, 4);
        double[] published = [1.5992, -0.0381, -0.0732, -0.0085, 0.0601, -0.1321, 1.4873, 0.2067, -3.0166, -0.2168,
            0.1343, 0.1888, 1.1823, 0.2739, -0.8378];
        for (var i = 0; i < published.Length; i++) Assert.Equal(published[i], model.Weights[i], 4);
    }

    [Theory]
    [InlineData(738456, "81.58 1 1 3 42.31 19 53.190526 73 48.760959 1 0 6 0 28 0.071429")]
    [InlineData(771544, "2.07 0 0 1 2.07 18 8.421111 60 8.286667 0 0 9 0 31 0")]
    [InlineData(738494, "39.83 1 1 6 95.28 13 82.122308 57 77.575088 1 1 5 1 23 0.347826")]
    [InlineData(738906, "97 1 1 5 26.552 25 18.3856 121 14.05281 0 0 10 0 41 0")]
    public void Features_of_known_payments_are_the_published_ones(long id, string expected)
    {
        if (CardHistory.Months is not { } months) return;

        var row = months.In(CardHistory.Days("2018-06-17..2018-06-23")).First(i => months.Payments[i].Id == id);
        var values = PageFeatures.Of(months, [row], Delay)[0].ToArray();

        Assert.Equal(expected, string.Join(' ', values.Select(v => $"{Math.Round(v, 6)}")));
    }

    [Fact]
    public void A_window_is_open_on_the_left_and_ends_with_the_payment_itself()
    {
        const int day = 86_400;
        var history = CardHistory.Of([
            (1, 0, 1, 1, 100, true), (2, day, 1, 1, 300, false), (3, day, 1, 1, 500, false),
            (4, 8 * day, 2, 1, 700, false)]);

        var table = PageFeatures.Of(history, [1, 2, 3], Delay);

        Assert.Equal([1, 3], table[0][3..5].ToArray());
        Assert.Equal([2, 4], table[1][3..5].ToArray());
        // Payments of 7 days before, to the second, are known; one of 8 days before is out of the first window.
        Assert.Equal([2, 0, 3, 1.0 / 3], table[2][9..13].ToArray());
    }

    [Fact]
    public void Figures_are_those_of_their_definitions_taken_literally() => Seeds.Each(5, seed =>
    {
        var random = new Random((int)seed);
        var payments = Enumerable.Range(0, 600).Select(i =>
            ((long)i, i * 3600L, random.Next(300), random.Next(40), 100L, random.Next(8) == 0)).ToList();
        var split = new TimeSplit(CardHistory.Of(payments), CardHistory.Days("1970-01-01..1970-01-03"),
            CardHistory.Days("1970-01-12..1970-01-20"), Baselines.LabelDelayDays);
        var scores = split.Test.Select(_ => random.Next(12) / 4.0).ToArray();
        var labels = Baselines.LabelsOf(split.History, split.Test);
        var frauds = scores.Where((_, i) => labels[i]).ToList();
        var others = scores.Where((_, i) => !labels[i]).ToList();

        var figures = DetectionFigures.Of(split, scores);

        var pairs = frauds.Sum(f => others.Sum(o => f > o ? 1 : f == o ? 0.5 : 0));
        Assert.Equal(pairs / frauds.Count / others.Count, figures.Auc, 10);
        var precision = frauds.Sum(f =>
            (double)frauds.Count(s => s >= f) / scores.Count(s => s >= f)) / frauds.Count;
        Assert.Equal(precision, figures.AveragePrecision, 10);
    });

    [Fact]
    public void Cards_with_a_known_fraud_are_left_out_of_the_test()
    {
        const int day = 86_400;
        var history = CardHistory.Of([
            (1, 0, 1, 1, 100, true), (2, 10, 2, 1, 100, false), (3, day, 3, 1, 100, true),
            (4, 8 * day, 1, 1, 100, false), (5, 8 * day, 2, 1, 100, false), (6, 8 * day, 3, 1, 100, true),
            (7, 9 * day, 3, 1, 100, false), (8, 9 * day, 4, 1, 100, false)]);

        var split = new TimeSplit(history, CardHistory.Days("1970-01-01"), CardHistory.Days("1970-01-09..1970-01-10"),
            delayDays: 7);

        // Card 3's fraud of the day after the train day becomes known one day after the first test day.
        Assert.Equal([5, 6, 8], split.Test.Select(i => history.Payments[i].Id));
    }

    private static (double, double, double) Rounded(ModelFigures f) =>
        (Math.Round(f.Auc, 4), Math.Round(f.AveragePrecision, 4), Math.Round(f.CardPrecision100, 4));
}
