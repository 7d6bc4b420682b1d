using FinData.Domain.Fraud.Evaluation;

namespace FinData.Fraud;

/// <summary>A model and its figures, as <see cref="DetectionFigures"/> defines them.</summary>
/// <remarks>The mean over seeds, and the sample deviation beside it: 0 where chance has no part.</remarks>
public sealed record ModelFigures(string Model, double Auc, double AveragePrecision, double CardPrecision100,
    int Seeds = 1, double AucDeviation = 0, double AveragePrecisionDeviation = 0, double CardPrecision100Deviation = 0)
{
    /// <summary>Mean and deviation of one model's figures with several seeds.</summary>
    public static ModelFigures Of(string model, IReadOnlyList<DetectionFigures> figures)
    {
        var (auc, precision, cards) = (Spread(f => f.Auc), Spread(f => f.AveragePrecision),
            Spread(f => f.CardPrecision100));
        return new(model, auc.Mean, precision.Mean, cards.Mean, figures.Count, auc.Deviation, precision.Deviation,
            cards.Deviation);

        (double Mean, double Deviation) Spread(Func<DetectionFigures, double> figure)
        {
            var mean = figures.Average(figure);
            var squares = figures.Sum(f => (figure(f) - mean) * (figure(f) - mean));
            return (mean, figures.Count < 2 ? 0 : Math.Sqrt(squares / (figures.Count - 1)));
        }
    }
}
