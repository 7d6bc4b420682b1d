using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>What a model has to beat: the amount alone, and logistic regression on the page's features.</summary>
public static class Baselines
{
    /// <summary>Days from a payment to its label, where nothing else is said.</summary>
    public const int LabelDelayDays = 7;

    public static IEnumerable<ModelFigures> Evaluate(TimeSplit split)
    {
        var test = PageFeatures.Of(split.History, split.Test, split.LabelDelay);
        yield return Figures("amount", split, test, row => row[0]);

        var train = PageFeatures.Of(split.History, split.Train, split.LabelDelay);
        var regression = LogisticRegression.Fit(train, LabelsOf(split.History, split.Train));
        yield return Figures("logistic-regression", split, test, regression.Score);
    }

    /// <summary>The labels of some payments.</summary>
    public static bool[] LabelsOf(PaymentHistory history, IReadOnlyList<int> rows) =>
        [.. rows.Select(i => history.Payments[i].IsFraud)];

    private delegate double Score(ReadOnlySpan<double> features);

    private static ModelFigures Figures(string model, TimeSplit split, FeatureTable<double> rows, Score score)
    {
        var scores = new double[rows.Rows];
        for (var row = 0; row < scores.Length; row++) scores[row] = score(rows[row]);
        var figures = DetectionFigures.Of(split, scores);
        return new(model, figures.Auc, figures.AveragePrecision, figures.CardPrecision100);
    }
}
