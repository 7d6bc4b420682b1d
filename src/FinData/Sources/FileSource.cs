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

    private readonly NodeSettings settings;
    private readonly RecordIntake intake;
    private readonly Pace pace;
    private readonly Lock gate = new();
    private bool isClosed, isChecked;
    private LineReader? check, lines;
    private RecordReader? reader;
    private byte[] format = [];

    /// <summary>Names a file as a source; it is opened at the first step.</summary>
    public FileSource(ShardRegion shards, string path, NodeSettings settings, Pace pace)
    {
        (this.settings, this.pace, Path) = (settings, pace, path);
        (Size, Name) = Identify(path);
        intake = new RecordIntake(shards, Name, settings);
        IsEnded = WasReadBefore = intake.Taken == long.MaxValue;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its bytes on disk.</summary>
    public long Size { get; }

    /// <summary>True when it was read to its end by an earlier run.</summary>
    public bool WasReadBefore { get; }

    /// <summary>Bytes read so far, as they are on disk.</summary>
    public long BytesRead => IsEnded ? Size : lines?.BytesRead ?? 0;

    /// <summary>The latest time of its records so far; milliseconds since 1970.</summary>
    public long Watermark => intake.Watermark;

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
            if (reader is not null) intake.Flush(lines!.LineNumber);
            Failure = e;
            IsEnded = true;
            return true;
        }
    }

    private bool Read()
    {
        // The record that was taken last has come a little before its time: the next one waits until then.
        if (!pace.IsDue(intake.Watermark))
        {
            pace.Wait(intake.Watermark);
            return true;
        }
        if (lines is null && !IsChecked()) return true;
        lines ??= LineReader.OpenUnchecked(Path, settings.RecordBytesMax);
        if (!intake.MayHandOver) return false;
        if (intake.IsFar && intake.Count > 0) intake.Flush(lines.LineNumber);
        for (var left = LinesPerStep; left > 0; left--)
        {
            if (!lines.TryRead(out var line))
            {
                // The header may be all there is: then nothing was late, and nothing is expected.
                intake.Flush(lines.LineNumber, isEnd: true);
                IsEnded = true;
                return true;
            }
            Take(line);
            if (!pace.IsDue(intake.Watermark) || intake.IsFar) break;
        }
        if (intake.Count > 0 && !intake.IsFar) intake.Flush(lines.LineNumber);
        return true;
    }

    // In slices, so that who does not want to wait for a large one need not.
    private bool IsChecked()
    {
        if (isChecked) return true;
        check ??= LineReader.OpenToCheck(Path, settings.RecordBytesMax);
        for (var left = LinesPerStep; left > 0 && check is not null; left--)
        {
            if (check.TryRead(out _)) continue;
            check.Dispose();
            check = null;
        }
        return isChecked = check is null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            isClosed = true;
            check?.Dispose();
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
        intake.Take(reader, format, line, number, lines.IsTooLong);
    }

    private static (long Size, string Name) Identify(string path)
    {
        if (Directory.Exists(path))
            throw new SourceException($"'{path}' is a folder: name its files, such as {path.TrimEnd('/')}/*.csv");
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
