using System.Text;

namespace FinData.Domain.Records;

/// <summary>What a line turned out to be.</summary>
public enum RecordRead
{
    /// <summary>The transaction was filled.</summary>
    Transaction,

    /// <summary>The sale was filled.</summary>
    Sale,

    /// <summary>The line can't be taken; the refusal says why.</summary>
    Refused,

    /// <summary>Nothing but blanks: no record, and nothing wrong.</summary>
    Blank,
}

/// <summary>Reads the records of one source, line by line.</summary>
/// <remarks>
/// For one thread. Pure but for its counters; no line makes it throw, and a good one allocates nothing.
/// The spans of a record point into the line or the reader's own space and are valid until its next read.
/// </remarks>
public abstract partial class RecordReader
{
    // Several times as many as any format has; what has more is some other kind of file.
    private const int ColumnsMax = 100;

    private Refusal refusal;

    /// <summary>The format's name: <c>card</c>, <c>retail</c>, <c>bank</c>, <c>json</c> or <c>binary</c>.</summary>
    public abstract string Format { get; }

    /// <summary>A record of a later time is refused as <c>future-time</c> (default: none is).</summary>
    /// <remarks>Kept up by the caller, who has a clock.</remarks>
    public long LatestTime { get; set; } = long.MaxValue;

    /// <summary>The event time of the last line, refused or not; 0 where it could not be read.</summary>
    /// <remarks>A line refused as <c>future-time</c> has its time here too, however far off.</remarks>
    public long LastTime { get; private set; }

    /// <summary>How many fields were left out since no record has them, over all lines; always 0 for CSV.</summary>
    public long UnknownFields { get; protected set; }

    /// <summary>Chooses the reader by a file's first line.</summary>
    /// <param name="firstLine">The first line, with or without its line end and UTF-8 mark.</param>
    /// <param name="fileName">For errors, and for the ids of lines that have none of their own.</param>
    /// <param name="isHeader">False when the first line is a record already.</param>
    /// <exception cref="RecordFormatException">The columns are none of a known format.</exception>
    public static RecordReader ForFirstLine(ReadOnlySpan<byte> firstLine, string fileName, out bool isHeader)
    {
        fileName = Path.GetFileName(fileName);
        var line = WithoutEnd(WithoutMark(firstLine)).TrimStart(" \t"u8);
        isHeader = line.Length == 0 || line[0] != '{';
        if (!isHeader) return new JsonRecordReader();

        var columns = HeaderColumns(line, fileName);
        var format = CsvFormat.Of(columns, fileName);
        var fields = new CsvFields(columns.Length);
        var places = format.Places(columns, fileName);
        if (format == CsvFormat.Card) return new CardRecordReader(fields, places);
        if (format == CsvFormat.Bank) return new BankRecordReader(fields, places);
        return new RetailRecordReader(fields, places, fileName);
    }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line, with or without its line end; the first may begin with the UTF-8 mark.</param>
    /// <param name="lineNumber">Its number in the file, where the header is line 1.</param>
    /// <param name="transaction">Filled when a transaction was read; else without meaning.</param>
    /// <param name="sale">Filled when a sale was read; else without meaning.</param>
    /// <param name="refusal">Why the line was refused; else <c>default</c>.</param>
    public RecordRead Read(
        ReadOnlySpan<byte> line,
        long lineNumber,
        ref TransactionRecord transaction,
        ref SaleRecord sale,
        out Refusal refusal)
    {
        refusal = default;
        LastTime = 0;
        if (lineNumber == 1) line = WithoutMark(line);
        line = WithoutEnd(line);
        if (line.Length == 0 || line[0] <= ' ' && line.Trim(" \t"u8).Length == 0) return RecordRead.Blank;

        var read = ReadLine(line, lineNumber, ref transaction, ref sale);
        if (read == RecordRead.Refused) refusal = this.refusal;
        return read;
    }

    // Closed: these are all the formats there are.
    private protected RecordReader() { }

    private protected abstract RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale);

    internal static string[] HeaderColumns(ReadOnlySpan<byte> line, string fileName)
    {
        if (line.Length == 0)
            throw new RecordFormatException($"{fileName}: the first line is empty. {CsvFormat.KnownFormats}");

        var count = line.Count((byte)',') + 1;
        if (count > ColumnsMax)
        {
            throw new RecordFormatException(
                $"{fileName}: the first line has more than {ColumnsMax} columns. {CsvFormat.KnownFormats}");
        }
        var columns = new string[count];
        var fields = new CsvFields(columns.Length);
        if (fields.Split(line) is { } problem)
            throw new RecordFormatException($"{fileName}: the first line {problem}. {CsvFormat.KnownFormats}");

        for (var i = 0; i < columns.Length; i++) columns[i] = Refusal.Shorten(fields.Field(line, i));
        return columns;
    }

    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line) =>
        line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;

    internal static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[^1] == '\n') line = line[..^1];
        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }
}
