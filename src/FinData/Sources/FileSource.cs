using System.Security.Cryptography;
using System.Text;
using FinData.Connectors.Files;
using FinData.Domain.Records;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.Node;

namespace FinData.Sources;

/// <summary>
/// The records of one file, each at its line: read again after a crash, it goes on where each shard is.
/// </summary>
/// <remarks>
/// The source is the file's name, size and content together: another content under the same name is another source.
/// </remarks>
public sealed class FileSource : Source
{
    private const int LinesPerStep = 8192;

    private readonly ShardRegion shards;
    private readonly NodeSettings settings;
    private readonly SourceWriter writer;
    private readonly CommandWriter commands;
    private readonly Pace pace;
    private readonly long lateAfter;
    private readonly byte[] text = new byte[512];
    private readonly Lock gate = new();
    private bool isClosed;
    private LineReader? lines;
    private RecordReader? reader;
    private byte[] format = [];
    private long watermark = long.MinValue;

    /// <summary>Names a file as a source; it is opened at the first step.</summary>
    public FileSource(ShardRegion shards, string path, NodeSettings settings, Pace pace)
    {
        (this.shards, this.settings, this.pace, Path) = (shards, settings, pace, path);
        (Size, Name) = Identify(path);
        writer = new SourceWriter(shards, shards.Journal.SourceNumber(Name));
        commands = new CommandWriter(shards.Map);
        lateAfter = (long)settings.LateAfter.TotalMilliseconds;
        IsEnded = WasReadBefore = writer.Taken == long.MaxValue;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its bytes on disk.</summary>
    public long Size { get; }

    /// <summary>True when it was read to its end by an earlier run.</summary>
    public bool WasReadBefore { get; }

    /// <summary>Bytes read so far, as they are on disk.</summary>
    public long BytesRead => IsEnded ? Size : lines?.BytesRead ?? 0;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Why it ended before its end: it is damaged, or no file of ours. The lines before are taken.</summary>
    public FinDataException? Failure { get; private set; }

    /// <inheritdoc/>
    public override bool Step()
    {
        // Who gives up waiting closes the file, while the reading thread may be in the middle of unpacking it.
        lock (gate)
        {
            return !isClosed && StepOpen();
        }
    }

    private bool StepOpen()
    {
        try
        {
            return Read();
        }
        catch (FinDataException e)
        {
            if (reader is not null) writer.Flush(lines!.LineNumber, watermark);
            Failure = e;
            IsEnded = true;
            return true;
        }
    }

    private bool Read()
    {
        // The record that was taken last has come a little before its time: the next one waits until then.
        if (!pace.IsDue(watermark))
        {
            pace.Wait(watermark);
            return true;
        }
        lines ??= LineReader.Open(Path, settings.RecordBytesMax);
        for (var left = LinesPerStep; left > 0; left--)
        {
            if (!lines.TryRead(out var line))
            {
                // The header may be all there is: then nothing was late, and nothing is expected.
                writer.Flush(lines.LineNumber, watermark, isEnd: true);
                IsEnded = true;
                return true;
            }
            Take(line);
            if (!pace.IsDue(watermark)) break;
        }
        if (writer.Count > 0) writer.Flush(lines.LineNumber, watermark);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            isClosed = true;
            lines?.Dispose();
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        var number = lines!.LineNumber;
        if (reader is null)
        {
            reader = RecordReader.ForFirstLine(line, Path, out var isHeader);
            reader.LatestTime = (DateTimeOffset.UtcNow + settings.FutureMax).ToUnixTimeMilliseconds();
            format = Encoding.ASCII.GetBytes(reader.Format);
            if (isHeader) return;
        }
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        Refusal refusal;
        var read = lines.IsTooLong
            ? TooLong(out refusal)
            : reader.Read(line, number, ref transaction, ref sale, out refusal);
        if (read is RecordRead.Transaction or RecordRead.Sale
            || read == RecordRead.Refused && reader.LastTime <= reader.LatestTime)
            watermark = Math.Max(watermark, reader.LastTime);
        if (number <= writer.Taken) return;
        switch (read)
        {
            case RecordRead.Transaction:
                commands.Write(writer.For(commands.ShardOf(in transaction)), in transaction,
                    Origin(number, transaction.Time), (uint)PayloadHash.Of(in transaction), line);
                break;
            case RecordRead.Sale:
                commands.Write(writer.For(commands.ShardOf(in sale)), in sale, Origin(number, sale.Time),
                    (uint)PayloadHash.Of(in sale), line);
                break;
            case RecordRead.Refused:
                var reason = Encoding.ASCII.GetBytes(refusal.Reason, text);
                var shown = refusal.Detail.AsSpan(0, Math.Min(refusal.Detail.Length, 120));
                var detail = Encoding.UTF8.GetBytes(shown, text.AsSpan(64));
                CommandWriter.WriteRefused(writer.For((int)(number % shards.Map.Shards)), number, reader.LastTime,
                    text.AsSpan(0, reason), text.AsSpan(64, detail), format, line);
                break;
        }
    }

    private CommandWriter.Origin Origin(long line, long time) => new(line, time < watermark - lateAfter, Ticket: 0);

    private RecordRead TooLong(out Refusal refusal)
    {
        refusal = new Refusal("too-long",
            $"The line is longer than {settings.RecordBytesMax} bytes; its beginning is kept.");
        return RecordRead.Refused;
    }

    private static (long Size, string Name) Identify(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var hash = Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 16));
            return (file.Length, $"file:{System.IO.Path.GetFileName(path)}:{file.Length}:{hash}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"'{path}' cannot be read: {e.Message} " +
                "Check the name and that this user may read it.", inner: e);
        }
    }
}
