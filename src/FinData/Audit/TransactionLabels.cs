using System.Globalization;
using FinData.Fraud;

namespace FinData.Audit;

/// <summary>Which transactions turned out to be frauds, from files of labelled card transactions.</summary>
internal sealed class TransactionLabels
{
    private const string Prefix = "card:";

    private readonly Dictionary<long, bool> labels = [];

    /// <summary>Reads files, plain or gzip; none gives no label.</summary>
    public static TransactionLabels Read(IReadOnlyList<string> files)
    {
        var read = new TransactionLabels();
        if (files.Count > 0)
            foreach (ref readonly var payment in HistoryFiles.Read(files).Payments)
                read.labels[payment.Id] = payment.IsFraud;
        return read;
    }

    /// <summary>Whether a transaction was a fraud; null where nobody knows.</summary>
    public bool? Of(string transaction) =>
        transaction.StartsWith(Prefix, StringComparison.Ordinal) && long.TryParse(transaction.AsSpan(Prefix.Length),
            NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && labels.TryGetValue(number, out var isFraud) ? isFraud : null;
}
