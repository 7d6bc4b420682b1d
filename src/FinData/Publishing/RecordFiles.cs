using FinData.Connectors.Files;
using FinData.Domain.Records;

namespace FinData.Publishing;

/// <summary>The records of files one after the other; what cannot be read is counted by reason.</summary>
internal sealed class RecordFiles(IReadOnlyList<string> paths, int recordBytesMax)
{
    private readonly SortedDictionary<string, long> refused = new(StringComparer.Ordinal);
    private long readBefore;

    /// <summary>Bytes of all files.</summary>
    public long Size { get; } = paths.Sum(SizeOf);

    /// <summary>Bytes read so far, as they are stored.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Lines that are no records, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused => refused;

    /// <summary>Sends all records; false when it was broken off.</summary>
    public bool SendTo(RecordPublisher publisher, Action progress, CancellationToken stop)
    {
        foreach (var path in paths)
        {
            using var lines = LineReader.Open(path, recordBytesMax);
            RecordReader? reader = null;
            while (lines.TryRead(out var line))
            {
                if (reader is null)
                {
                    reader = RecordReader.ForFirstLine(line, path, out var isHeader);
                    if (isHeader) continue;
                }
                Send(reader, lines, line, publisher);
                if ((lines.LineNumber & 1023) != 0) continue;
                BytesRead = readBefore + lines.BytesRead;
                progress();
                if (stop.IsCancellationRequested) return false;
            }
            readBefore += lines.BytesRead;
        }
        BytesRead = readBefore;
        return true;
    }

    private void Send(RecordReader reader, LineReader lines, ReadOnlySpan<byte> line, RecordPublisher publisher)
    {
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        Refusal refusal;
        var read = lines.IsTooLong
            ? TooLong(out refusal)
            : reader.Read(line, lines.LineNumber, ref transaction, ref sale, out refusal);
        if (read == RecordRead.Transaction) publisher.Send(in transaction);
        else if (read == RecordRead.Sale) publisher.Send(in sale);
        else if (read == RecordRead.Refused)
            refused[refusal.Reason] = refused.GetValueOrDefault(refusal.Reason) + 1;
    }

    private static RecordRead TooLong(out Refusal refusal)
    {
        refusal = new Refusal("too-long", "");
        return RecordRead.Refused;
    }

    private static long SizeOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
