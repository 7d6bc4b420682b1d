using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.History;
using FinData.Fraud;
using FinData.Tests.Records;

namespace FinData.Tests.Fraud;

/// <summary>The three months of labelled card transactions, read once; null where they are missing.</summary>
internal static class CardHistory
{
    private static readonly Lazy<PaymentHistory?> history = new(() => SharedData.Folder("card-transactions") is { } at
        ? HistoryFiles.Read(Directory.GetFiles(at, "*.csv.gz"))
        : null);

    public static PaymentHistory? Months => history.Value;

    /// <summary>The split of the published baselines.</summary>
    public static TimeSplit? Split => Months is { } months
        ? new(months, Days("2018-06-03..2018-06-09"), Days("2018-06-17..2018-06-23"), Baselines.LabelDelayDays)
        : null;

    public static DayRange Days(string text) =>
        DayRange.TryParse(text, out var days) ? days : throw new ArgumentException(text);

    /// <summary>Some payments, each as id, time in seconds, card, terminal, cents and label.</summary>
    public static PaymentHistory Of(
        IEnumerable<(long Id, long Seconds, int Card, int Terminal, long Cents, bool IsFraud)> payments)
    {
        var builder = new PaymentHistory.Builder();
        foreach (var p in payments)
        {
            builder.Add(p.Id, p.Seconds * 1000, System.Text.Encoding.ASCII.GetBytes($"{p.Card}"),
                System.Text.Encoding.ASCII.GetBytes($"{p.Terminal}"), p.Cents, p.IsFraud);
        }
        return builder.Build();
    }
}
