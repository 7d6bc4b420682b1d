using FinData.Domain.Fraud.History;

namespace FinData.Domain.Fraud.Features;

/// <summary>
/// The 15 features of the Reproducible Machine Learning for Credit Card Fraud Detection handbook: what baselines see.
/// </summary>
/// <remarks>
/// All windows are exact, open on the left and closed on the right, with t the time of the payment: the card's are
/// (t - w, t] with the payment itself and no later one of the same time, the terminal's (t - delay - w, t - delay].
/// </remarks>
public static class PageFeatures
{
    /// <summary>The windows, in days.</summary>
    private static readonly int[] windows = [1, 7, 30];

    /// <summary>The features, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "amount", "during_weekend", "during_night",
        .. windows.SelectMany(w => new[] { $"cust_nb_{w}d", $"cust_avg_{w}d" }),
        .. windows.SelectMany(w => new[] { $"term_nb_{w}d", $"term_risk_{w}d" }),
    ];

    /// <summary>The features of some payments of a history, in their order.</summary>
    /// <param name="history">All payments that windows may reach to.</param>
    /// <param name="rows">Places in the history, rising.</param>
    /// <param name="labelDelay">From a payment to its label, in milliseconds.</param>
    public static FeatureTable<double> Of(PaymentHistory history, IReadOnlyList<int> rows, long labelDelay)
    {
        var table = new FeatureTable<double>(Names, rows.Count);
        var payments = history.Payments;
        var rowOf = new int[payments.Length];
        Array.Fill(rowOf, -1);
        for (var row = 0; row < rows.Count; row++)
        {
            rowOf[rows[row]] = row;
            ref readonly var payment = ref payments[rows[row]];
            var values = table[row];
            values[0] = payment.Amount / 100.0;
            values[1] = PaymentTime.IsWeekend(payment.Time) ? 1 : 0;
            values[2] = PaymentTime.HourOf(payment.Time) < 7 ? 1 : 0;
        }
        foreach (var own in Grouped(payments, history.Cards.Count, p => p.Card))
            AddCard(payments, own, rowOf, table);
        foreach (var own in Grouped(payments, history.Terminals.Count, p => p.Terminal))
            AddTerminal(payments, own, rowOf, table, labelDelay);
        return table;
    }

    private static void AddCard(ReadOnlySpan<LabelledPayment> payments, int[] own, int[] rowOf,
        FeatureTable<double> table)
    {
        for (var w = 0; w < windows.Length; w++)
        {
            var (first, sum) = (0, 0L);
            for (var i = 0; i < own.Length; i++)
            {
                sum += payments[own[i]].Amount;
                var open = payments[own[i]].Time - windows[w] * DayRange.DayMilliseconds;
                for (; payments[own[first]].Time <= open; first++) sum -= payments[own[first]].Amount;
                if (rowOf[own[i]] < 0) continue;
                var values = table[rowOf[own[i]]][(3 + 2 * w)..];
                (values[0], values[1]) = (i - first + 1, sum / 100.0 / (i - first + 1));
            }
        }
    }

    private static void AddTerminal(ReadOnlySpan<LabelledPayment> payments, int[] own, int[] rowOf,
        FeatureTable<double> table, long delay)
    {
        for (var w = 0; w < windows.Length; w++)
        {
            var (first, known, frauds) = (0, 0, 0);
            for (var i = 0; i < own.Length; i++)
            {
                var close = payments[own[i]].Time - delay;
                var open = close - windows[w] * DayRange.DayMilliseconds;
                for (; payments[own[known]].Time <= close && known < i; known++)
                    frauds += payments[own[known]].IsFraud ? 1 : 0;
                for (; first < known && payments[own[first]].Time <= open; first++)
                    frauds -= payments[own[first]].IsFraud ? 1 : 0;
                if (rowOf[own[i]] < 0) continue;
                var values = table[rowOf[own[i]]][(9 + 2 * w)..];
                (values[0], values[1]) = (known - first, known > first ? (double)frauds / (known - first) : 0);
            }
        }
    }

    // The places of each group's payments, in order.
    private static IEnumerable<int[]> Grouped(ReadOnlySpan<LabelledPayment> payments, int groups,
        Func<LabelledPayment, int> groupOf)
    {
        var places = new List<int>[groups];
        for (var i = 0; i < groups; i++) places[i] = [];
        for (var i = 0; i < payments.Length; i++) places[groupOf(payments[i])].Add(i);
        return places.Select(p => p.ToArray());
    }
}
