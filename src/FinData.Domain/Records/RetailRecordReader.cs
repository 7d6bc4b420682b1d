using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using FinData.Domain.Money;

namespace FinData.Domain.Records;

/// <summary>
/// Invoice lines of a shop: <c>536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom</c>.
/// </summary>
/// <remarks>
/// The cleaning rules come first and in the reference's order, each with only the columns it looks at; a line that
/// passes them is then checked for the rest. An empty description, a missing customer and an exact repeat are kept.
/// </remarks>
internal sealed class RetailRecordReader : RecordReader
{
    private const int PriceDigits = 3;
    private const int LineNumberDigits = 12;
    private const int FileNameBytesMax = EntityName.IdBytesMax - 8 - LineNumberDigits;   // 8: retail and two colons.

    private static readonly Currency pounds = Currency.Of("GBP");

    private readonly CsvFields fields;
    private readonly int invoice, code, description, quantity, time, price;
    private readonly PrefixedId ids;
    private readonly byte[] upper = new byte[EntityName.IdBytesMax];

    public RetailRecordReader(CsvFields fields, int[] places, string fileName)
    {
        this.fields = fields;
        (invoice, code, description) = (places[0], places[1], places[2]);
        (quantity, time, price) = (places[3], places[4], places[5]);

        // Lines have no id of their own, so the file's name is part of it.
        var prefix = Encoding.UTF8.GetBytes($"retail:{fileName}:");
        if (!EntityName.IsId(prefix) || prefix.Length + LineNumberDigits > EntityName.IdBytesMax)
        {
            throw new RecordFormatException(
                $"{Refusal.Shorten(Encoding.UTF8.GetBytes(fileName))}: the name of a retail file is part of its " +
                $"lines' ids and has to be at most {FileNameBytesMax} bytes of " +
                "printable ASCII; rename the file.");
        }
        ids = new PrefixedId(prefix);
    }

    public override string Format => CsvFormat.Retail.Name;

    private protected override RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale)
    {
        sale = default;
        if (fields.Split(line) is { } problem)
            return Refuse(RefusalReason.MalformedCsv, $"line '{Refusal.Shorten(line)}' {problem}");

        var time = fields.Field(line, this.time);
        var isTime = TimeText.TryParseLocal(time, out sale.Time);
        NoteTime(isTime, sale.Time);

        sale.Id = ids.With(lineNumber);
        sale.Currency = pounds;
        var isGood = KeepsInvoice(fields.Field(line, invoice))
            && TryCode(fields.Field(line, code), out sale.Product)
            && TryQuantity(fields.Field(line, quantity), out sale.Quantity)
            && TryPrice(fields.Field(line, price), sale.Quantity, out sale.Price)
            && CheckTime(isTime, sale.Time, "InvoiceDate", time, "2010-12-01 08:26:00")
            && TryDescription(fields.Field(line, description), out sale.Description);
        return isGood ? RecordRead.Sale : RecordRead.Refused;
    }

    private bool KeepsInvoice(ReadOnlySpan<byte> invoice)
    {
        if (invoice.Length == 0) return true;
        if (invoice[0] == 'C') return Refuse(RefusalReason.Cancellation, "InvoiceNo", invoice, "is a cancellation");
        return invoice[0] != 'A'
            || Refuse(RefusalReason.Adjustment, "InvoiceNo", invoice, "is an adjustment of the books");
    }

    private bool TryCode(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> code)
    {
        code = [];
        var trimmed = text.Trim((byte)' ');
        if (trimmed.Length > upper.Length - EntityName.Prefix(EntityKind.Product).Length) return RefuseCode(text);

        for (var i = 0; i < trimmed.Length; i++)
            upper[i] = (byte)(trimmed[i] is >= (byte)'a' and <= (byte)'z' ? trimmed[i] - 32 : trimmed[i]);
        code = upper.AsSpan(0, trimmed.Length);
        return IsProduct(code) || RefuseCode(text);
    }

    private bool RefuseCode(ReadOnlySpan<byte> text) =>
        Refuse(RefusalReason.NonProductCode, "StockCode", text, "is the code of no product");

    // ^[0-9]{5}[A-Z]{0,2}$ or ^DCGS[0-9A-Z]+$
    private static bool IsProduct(ReadOnlySpan<byte> code)
    {
        if (code.StartsWith("DCGS"u8))
        {
            foreach (var c in code[4..])
                if (c is not (>= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'Z')) return false;
            return code.Length > 4;
        }
        return code.Length is >= 5 and <= 7
            && !code[..5].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !code[5..].ContainsAnyExceptInRange((byte)'A', (byte)'Z');
    }

    private bool TryQuantity(ReadOnlySpan<byte> text, out long quantity)
    {
        var isNumber = Utf8Parser.TryParse(text, out quantity, out var length) && length == text.Length;
        if (!isNumber) return Refuse(RefusalReason.BadNumber, "Quantity", text, "is no whole number");
        return quantity > 0 || Refuse(RefusalReason.QuantityNotPositive, "Quantity", text, "is not above 0");
    }

    private bool TryPrice(ReadOnlySpan<byte> text, long quantity, out long price)
    {
        if (!TryBalance(text, PriceDigits, "UnitPrice", out price)) return false;
        if (price <= 0) return Refuse(RefusalReason.PriceNotPositive, "UnitPrice", text, "is not above 0");
        return quantity <= MoneyText.AmountMax / price || RefuseAbsurd("Quantity x UnitPrice", text);
    }

    private bool TryDescription(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> description)
    {
        description = text.Trim((byte)' ');
        return Utf8.IsValid(description) || Refuse(RefusalReason.BadText, "Description", text, "is no UTF-8");
    }
}
