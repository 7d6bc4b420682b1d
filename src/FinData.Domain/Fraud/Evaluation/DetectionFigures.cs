using FinData.Domain.Fraud.History;

namespace FinData.Domain.Fraud.Evaluation;

/// <summary>How well scores tell frauds from the rest.</summary>
/// <param name="Auc">
/// The probability that a fraud is scored above another payment; a tie counts one half.
/// </param>
/// <param name="AveragePrecision">
/// Precision at each distinct score, weighted by the recall it adds; equal scores enter together.
/// </param>
/// <param name="CardPrecision100">
/// The share of compromised cards among the 100 with the highest scores of a day, mean over the days; a card that was
/// found is left out on later days.
/// </param>
public sealed record DetectionFigures(double Auc, double AveragePrecision, double CardPrecision100)
{
    private const int CardsADay = 100;

    /// <summary>The figures of scores for a split's test payments, in their order.</summary>
    public static DetectionFigures Of(TimeSplit split, ReadOnlySpan<double> scores)
    {
        var curve = Curve(split, scores);
        var daily = DailyCardPrecision(split, scores);
        return new(AucOf(curve), AveragePrecisionOf(curve), daily.Average());
    }

    /// <summary>
    /// How many payments, and frauds among them, have at least each distinct score, from high to low.
    /// </summary>
    public static List<(long Flagged, long Frauds)> Curve(TimeSplit split, ReadOnlySpan<double> scores)
    {
        var isFraud = new bool[scores.Length];
        for (var i = 0; i < isFraud.Length; i++) isFraud[i] = split.History.Payments[split.Test[i]].IsFraud;
        return Curve(scores, isFraud);
    }

    /// <inheritdoc cref="Curve(TimeSplit, ReadOnlySpan{double})"/>
    /// <param name="scores">One for each payment.</param>
    /// <param name="isFraud">Whether it was one.</param>
    public static List<(long Flagged, long Frauds)> Curve(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isFraud)
    {
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var keys = scores.ToArray();
        Array.Sort(keys, order);
        var curve = new List<(long, long)>();
        var (flagged, frauds) = (0L, 0L);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            flagged++;
            if (isFraud[order[i]]) frauds++;
            if (i == 0 || keys[i - 1] != keys[i]) curve.Add((flagged, frauds));
        }
        return curve;
    }

    /// <summary>The share of compromised cards among the chosen ones, day by day.</summary>
    public static double[] DailyCardPrecision(TimeSplit split, ReadOnlySpan<double> scores)
    {
        var found = new HashSet<int>();
        var daily = new double[split.TestDays.Days];
        var next = 0;
        for (var day = 0; day < daily.Length; day++)
        {
            var cards = new Dictionary<int, (double Score, bool IsFraud)>();
            for (; next < scores.Length && DayOf(split, next) == split.TestDays.First + day; next++)
            {
                ref readonly var payment = ref split.History.Payments[split.Test[next]];
                if (found.Contains(payment.Card)) continue;
                var known = cards.GetValueOrDefault(payment.Card, (double.NegativeInfinity, false));
                cards[payment.Card] = (Math.Max(known.Item1, scores[next]), known.Item2 | payment.IsFraud);
            }
            var chosen = cards.OrderByDescending(c => c.Value.Score).ThenBy(c => c.Key).Take(CardsADay)
                .Where(c => c.Value.IsFraud).Select(c => c.Key).ToList();
            daily[day] = chosen.Count / (double)CardsADay;
            found.UnionWith(chosen);
        }
        return daily;
    }

    private static int DayOf(TimeSplit split, int row) => DayRange.DayOf(split.History.Payments[split.Test[row]].Time);

    /// <summary>The figure of a curve with frauds and others in it.</summary>
    public static double AucOf(List<(long Flagged, long Frauds)> curve)
    {
        var (flagged, frauds) = curve[^1];
        var others = flagged - frauds;
        // Trapezoids: among equal scores half of the pairs are in order.
        var (area, before) = (0.0, (Flagged: 0L, Frauds: 0L));
        foreach (var at in curve)
        {
            var width = at.Flagged - at.Frauds - (before.Flagged - before.Frauds);
            area += width * (at.Frauds + before.Frauds) / 2.0;
            before = at;
        }
        return area / ((double)frauds * others);
    }

    /// <summary>The figure of a curve with frauds in it.</summary>
    public static double AveragePrecisionOf(List<(long Flagged, long Frauds)> curve)
    {
        var (sum, before) = (0.0, 0L);
        foreach (var (flagged, frauds) in curve)
        {
            sum += (double)(frauds - before) * frauds / flagged;
            before = frauds;
        }
        return sum / curve[^1].Frauds;
    }
}
