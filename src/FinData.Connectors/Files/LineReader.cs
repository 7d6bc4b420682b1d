using System.IO.Compression;
using FinData.Engine.Streams;

namespace FinData.Connectors.Files;

/// <summary>Reads a plain or gzip file as lines, without keeping more of it than one line and a buffer.</summary>
/// <remarks>
/// A line ends at <c>\n</c>, quoted or not: CSV fields with line breaks are not supported, and come as two broken
/// records. A <c>\r</c> before it stays part of the line, so that a refused line can be kept as it was. A gzip file may
/// have several members. Its checksum stands at its end, so a file is unpacked to its end before its first line is
/// given: a changed byte may look like another amount. A stream gives lines of a damaged content until that is found
/// out. For one thread. A file that grows while it is read ends where its end was first met.
/// </remarks>
public sealed class LineReader : IDisposable
{
    /// <summary>The longest line that is given whole, unless another length is asked for: 1 MiB.</summary>
    public const int LineBytesMaxDefault = 1 << 20;

    private const int BufferBytes = 64 << 10;

    private readonly string name;
    private readonly int lineBytesMax;
    private readonly RawContent raw;
    private readonly Stream content;
    private readonly bool isGzip, canReadAgain;

    private byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;
    private bool isSkipping;
    private bool isAtEnd;
    private string remedy = "Put a whole copy of the file in its place and read it again.";

    // Without this .NET takes a gzip file that breaks off for one that ends there. It is read once per process, so the
    // program's runtime configuration sets it too (Directory.Build.props), in case something else unpacks first.
    static LineReader() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Reads lines of an open stream, which it owns from now on.</summary>
    /// <param name="stream">The file's bytes as they are stored.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="lineBytesMax">The longest line that is given whole.</param>
    /// <exception cref="SourceException">The stream cannot be read.</exception>
    public LineReader(Stream stream, string name, int lineBytesMax = LineBytesMaxDefault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lineBytesMax, 1);
        this.name = name;
        this.lineBytesMax = lineBytesMax;
        canReadAgain = stream.CanSeek;
        raw = new RawContent(stream);
        try
        {
            isGzip = raw.StartsWith([0x1f, 0x8b]);
        }
        catch (IOException e)
        {
            raw.Dispose();
            throw new SourceException(
                $"{name} cannot be read: {e.Message} Check the disk or copy the file again.", e);
        }
        content = isGzip ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }

    /// <summary>Number of the line that was given last, from 1; 0 before the first.</summary>
    public long LineNumber { get; private set; }

    /// <summary>How much of the file was read, in bytes as they are stored.</summary>
    public long BytesRead => raw.BytesRead;

    /// <summary>True when the line that was given last is only the first bytes of one that is too long.</summary>
    public bool IsTooLong => isSkipping;

    /// <summary>SHA-256 of the file as it is stored, in hexadecimal; null until all lines have been read.</summary>
    public string? ContentHash { get; private set; }

    /// <summary>Opens a file; a gzip file is unpacked to its end before, a pipe is not.</summary>
    /// <exception cref="SourceException">The file cannot be opened, or breaks off, or is damaged.</exception>
    public static LineReader Open(string path, int lineBytesMax = LineBytesMaxDefault)
    {
        using (var check = OpenToCheck(path, lineBytesMax))
            while (check?.TryRead(out _) == true) { }
        return OpenUnchecked(path, lineBytesMax);
    }

    /// <summary>
    /// Opens a gzip file to be read once to its end, which tells whether it is whole; null for one without a checksum.
    /// </summary>
    /// <inheritdoc cref="Open"/>
    public static LineReader? OpenToCheck(string path, int lineBytesMax = LineBytesMaxDefault)
    {
        var lines = OpenUnchecked(path, lineBytesMax);
        if (lines.isGzip && lines.canReadAgain)
        {
            lines.remedy = $"Nothing of it was taken. {lines.remedy}";
            return lines;
        }
        lines.Dispose();
        return null;
    }

    /// <summary>
    /// Opens a file without looking at its end before: for one that was read by <see cref="OpenToCheck"/>, and for who
    /// keeps nothing of a damaged one.
    /// </summary>
    /// <inheritdoc cref="Open"/>
    public static LineReader OpenUnchecked(string path, int lineBytesMax = LineBytesMaxDefault)
    {
        try
        {
            // The buffer is the reader's own; a second one would only copy.
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
            return new LineReader(stream, path, lineBytesMax);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(
                $"{path} cannot be opened: {e.Message} Check the name and that this user may read it.", e);
        }
    }

    /// <summary>Gives the next line without its <c>\n</c>, valid until the next call; false after the last.</summary>
    /// <exception cref="SourceException">The file breaks off or is damaged. Further calls give nothing.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        if (isSkipping) SkipRest();

        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (found >= 0) return Give(searched + found, out line);

            searched = end - start;
            if (searched > lineBytesMax)
            {
                isSkipping = true;
                return Give(lineBytesMax, out line);
            }
            if (!Fill()) break;
        }
        line = [];
        // The last line may lack its end.
        return searched > 0 && Give(searched, out line);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        content.Dispose();
        raw.Dispose();
    }

    private bool Give(int length, out ReadOnlySpan<byte> line)
    {
        LineNumber++;
        if (length > lineBytesMax)
        {
            // Its end is in the buffer already and is skipped with the rest.
            isSkipping = true;
            length = lineBytesMax;
        }
        line = buffer.AsSpan(start, length);
        start = isSkipping ? start + length : Math.Min(start + length + 1, end);
        return true;
    }

    private void SkipRest()
    {
        isSkipping = false;
        while (true)
        {
            var found = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (found >= 0)
            {
                start += found + 1;
                return;
            }
            start = end;
            if (!Fill()) return;
        }
    }

    // Makes room behind the bytes that are not given yet, and reads into it; false at the end.
    private bool Fill()
    {
        if (isAtEnd) return false;

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length)
        {
            // Doubled up to the longest line and the byte that shows that it is longer.
            Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, Math.Max(lineBytesMax + 1L, BufferBytes)));
        }
        var read = ReadContent(buffer.AsSpan(end));
        end += read;
        return read > 0;
    }

    private int ReadContent(Span<byte> to)
    {
        try
        {
            var read = content.Read(to);
            if (read > 0) return read;

            isAtEnd = true;
            // The decompressor asks for more after a whole member, unless it was given what is no gzip.
            if (isGzip && !raw.IsEndSeen) throw new InvalidDataException("bytes after the last member");
            ContentHash = raw.FinishHash();
            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            isAtEnd = true;
            start = end;
            // What the decompressor says of a wrong checksum would mislead.
            var cause = e is IOException ? e.Message : "Its compressed data are not whole.";
            throw new SourceException(
                $"{name} is damaged or breaks off after line {LineNumber}. {cause} {remedy}", e);
        }
    }
}
