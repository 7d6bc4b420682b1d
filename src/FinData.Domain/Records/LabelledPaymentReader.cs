using System.Globalization;
using System.Text;
using FinData.Domain.Fraud.History;

namespace FinData.Domain.Records;

/// <summary>Reads card payments with their fraud labels: the history that a model is trained on.</summary>
/// <remarks>A line that cannot be taken ends the reading: a model should not be trained on half a history.</remarks>
public sealed class LabelledPaymentReader
{
    private readonly string fileName;
    private readonly CsvFields fields;
    private readonly CardRecordReader reader;
    private readonly int id, label;

    /// <summary>Begins with a file's first line.</summary>
    /// <exception cref="RecordFormatException">It is no card file, or one without labels.</exception>
    public LabelledPaymentReader(ReadOnlySpan<byte> header, string fileName)
    {
        this.fileName = Path.GetFileName(fileName);
        var columns = RecordReader.HeaderColumns(RecordReader.WithoutEnd(RecordReader.WithoutMark(header)), fileName);
        if (CsvFormat.Of(columns, fileName) != CsvFormat.Card || !columns.Contains("fraud"))
        {
            throw new RecordFormatException(
                $"{this.fileName}: fraud models need card transactions with a column 'fraud' (0 or 1); " +
                $"the header has {string.Join(',', columns)}.");
        }
        var places = CsvFormat.Card.Places(columns, fileName);
        fields = new CsvFields(columns.Length);
        reader = new CardRecordReader(fields, places);
        (id, label) = (places[0], Array.IndexOf(columns, "fraud"));
    }

    /// <summary>Adds the payment of a line; a blank line adds nothing.</summary>
    /// <exception cref="RecordFormatException">The line cannot be taken.</exception>
    public void Read(ReadOnlySpan<byte> line, long lineNumber, PaymentHistory.Builder to)
    {
        TransactionRecord payment = default;
        SaleRecord sale = default;
        var read = reader.Read(line, lineNumber, ref payment, ref sale, out var refusal);
        if (read == RecordRead.Blank) return;
        if (read == RecordRead.Refused) throw Unusable(lineNumber, refusal.Detail);
        var idText = fields.Field(line, id);
        var labelText = fields.Field(line, label);
        if (!long.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Unusable(lineNumber, $"transaction_id '{Encoding.UTF8.GetString(idText)}' is no whole number");
        if (labelText is not [(byte)'0' or (byte)'1'])
            throw Unusable(lineNumber, $"fraud '{Encoding.UTF8.GetString(labelText)}' is neither 0 nor 1");
        to.Add(number, payment.Time, payment.Account, payment.Other, payment.Amount, labelText[0] == '1');
    }

    private RecordFormatException Unusable(long line, string detail) => new(
        $"{fileName}: line {line} cannot be used: {detail}. Correct it or leave it out, then run the command again.");
}
