using FinData.Connectors.Files;
using FinData.Domain.Fraud.History;
using FinData.Domain.Records;
using FinData.Engine.Streams;

namespace FinData.Fraud;

/// <summary>Files of labelled card transactions as one history.</summary>
public static class HistoryFiles
{
    /// <summary>Reads plain or gzip files, in any order.</summary>
    /// <exception cref="SourceException">A file cannot be read.</exception>
    /// <exception cref="RecordFormatException">A file or a line of it cannot be used.</exception>
    public static PaymentHistory Read(IEnumerable<string> files)
    {
        var history = new PaymentHistory.Builder();
        foreach (var file in files)
        {
            using var lines = LineReader.OpenUnchecked(file);
            LabelledPaymentReader? reader = null;
            while (lines.TryRead(out var line))
            {
                if (reader is null) reader = new(line, file);
                else reader.Read(line, lines.LineNumber, history);
            }
        }
        return history.Build();
    }
}
