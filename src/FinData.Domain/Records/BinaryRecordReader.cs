using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using FinData.Domain.Money;

namespace FinData.Domain.Records;

/// <summary>Records in binary, as <see cref="BinaryRecordWriter"/> writes them: one a message.</summary>
/// <remarks>
/// The id stands last, so that a record never ends as a line does. Everything is checked that is checked of text.
/// </remarks>
public sealed class BinaryRecordReader : RecordReader
{
    public override string Format => "binary";

    /// <summary>True when the bytes begin as a record in binary does; no text does.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> message) =>
        message.Length > 0 && message[0] is BinaryTransaction.Marked or BinarySale.Marked;

    private protected override RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale) =>
        line[0] switch
        {
            BinaryTransaction.Marked when line.Length >= Unsafe.SizeOf<BinaryTransaction>() =>
                Read(line, ref transaction),
            BinarySale.Marked when line.Length >= Unsafe.SizeOf<BinarySale>() => Read(line, ref sale),
            _ => Refuse(RefusalReason.MalformedBinary,
                $"{line.Length} bytes that begin with 0x{line[0]:X2} are no record"),
        };

    private RecordRead Read(ReadOnlySpan<byte> line, ref TransactionRecord record)
    {
        ref readonly var head = ref MemoryMarshal.AsRef<BinaryTransaction>(line);
        var at = Unsafe.SizeOf<BinaryTransaction>();
        NoteTime(IsTime(head.Time), head.Time);
        if (line.Length != at + head.AccountLength + head.OtherLength + head.ReferenceLength + head.IdLength)
            return RefuseLength(line);
        record = default;
        (record.Type, record.AccountKind, record.OtherKind) = (head.Type, head.AccountKind, head.OtherKind);
        (record.Time, record.Currency) = (head.Time, new Currency(head.Currency));
        if (head.Type == TransactionType.Open) record.CreditLine = head.Amount;
        else record.Amount = head.Amount;
        record.Account = Next(line, head.AccountLength, ref at);
        record.Other = Next(line, head.OtherLength, ref at);
        record.Reference = Next(line, head.ReferenceLength, ref at);
        record.Id = Next(line, head.IdLength, ref at);

        return CheckId(record.Id, "id")
            && CheckTime(head.Time)
            && CheckSides(in record)
            && CheckCurrency(record.Currency)
            && CheckAmount(head.Amount, "amount")
            ? RecordRead.Transaction : RecordRead.Refused;
    }

    private RecordRead Read(ReadOnlySpan<byte> line, ref SaleRecord sale)
    {
        ref readonly var head = ref MemoryMarshal.AsRef<BinarySale>(line);
        var at = Unsafe.SizeOf<BinarySale>();
        NoteTime(IsTime(head.Time), head.Time);
        if (line.Length != at + head.ProductLength + head.CategoryLength + head.DescriptionLength + head.IdLength)
            return RefuseLength(line);
        sale = default;
        (sale.Time, sale.Quantity, sale.Price) = (head.Time, head.Quantity, head.Price);
        sale.Currency = new Currency(head.Currency);
        sale.Product = Next(line, head.ProductLength, ref at);
        sale.Category = Next(line, head.CategoryLength, ref at);
        sale.Description = Next(line, head.DescriptionLength, ref at);
        sale.Id = Next(line, head.IdLength, ref at);

        return CheckName(sale.Product, EntityKind.Product, "product")
            && CheckId(sale.Id, "id")
            && CheckTime(head.Time)
            && (sale.Category.Length == 0 || CheckId(sale.Category, "category"))
            && (Utf8.IsValid(sale.Description)
                || Refuse(RefusalReason.BadText, "description", sale.Description, "is no UTF-8"))
            && CheckCurrency(sale.Currency)
            && (sale.Quantity > 0
                || Refuse(RefusalReason.QuantityNotPositive, "quantity", Text(sale.Quantity), "is not above 0"))
            && CheckAmount(sale.Price, "price")
            && (sale.Quantity <= MoneyText.AmountMax / Math.Max(sale.Price, 1)
                || RefuseAbsurd("quantity x price", Text(sale.Quantity)))
            ? RecordRead.Sale : RecordRead.Refused;
    }

    // What each type of transaction has beside the account: the same as in JSON.
    private bool CheckSides(in TransactionRecord record)
    {
        if (record.Type is < TransactionType.Deposit or > TransactionType.LabelGenuine)
            return Refuse(RefusalReason.UnknownType, "type", Text((int)record.Type), "is no type of transaction");
        if (!HasBalance(record.AccountKind) || !EntityName.IsName(record.Account, record.AccountKind))
            return RefuseId("account", record.Account);
        var isOtherGood = record.Type switch
        {
            TransactionType.Payment => record.OtherKind == EntityKind.Terminal,
            TransactionType.Transfer => HasBalance(record.OtherKind),
            TransactionType.Hold when record.OtherKind == EntityKind.Terminal => true,
            TransactionType.Commit when HasBalance(record.OtherKind) => true,
            _ => record.OtherKind == EntityKind.None && record.Other.Length == 0,
        };
        if (!isOtherGood || record.OtherKind != EntityKind.None && !EntityName.IsName(record.Other, record.OtherKind))
            return RefuseId("other", record.Other);
        var needsReference = record.Type is TransactionType.Commit or TransactionType.Void
            || record.Type.LooksBack();
        if (needsReference ? !EntityName.IsId(record.Reference) : record.Reference.Length > 0)
            return RefuseId("reference", record.Reference);
        return record.Type != TransactionType.Open || record.Currency.Packed != 0
            || Refuse(RefusalReason.MissingField, "currency", default, "is needed where an account is opened");
    }

    private static bool HasBalance(EntityKind kind) =>
        kind is EntityKind.Card or EntityKind.Bank or EntityKind.Account or EntityKind.Terminal;

    private bool CheckId(ReadOnlySpan<byte> id, string field) => EntityName.IsId(id) || RefuseId(field, id);

    // What is refused is put in words only then.
    private bool CheckTime(long time) => IsTime(time) && time <= LatestTime
        || CheckTime(IsTime(time), time, "time", Text(time), "of milliseconds since 1970");

    private static bool IsTime(long time) => time is >= 0 and <= TimeText.TimeMax;

    private bool CheckCurrency(Currency currency) => currency.Packed == 0 || currency.IsKnown
        || Refuse(RefusalReason.UnknownCurrency, "currency", Text(currency.Packed), "is no currency of ISO 4217");

    private bool CheckAmount(long amount, string field)
    {
        if (amount < 0) return Refuse(RefusalReason.NegativeAmount, field, Text(amount), "is negative");
        return amount <= MoneyText.AmountMax || RefuseAbsurd(field, Text(amount));
    }

    private RecordRead RefuseLength(ReadOnlySpan<byte> line) => Refuse(RefusalReason.MalformedBinary,
        $"the lengths of its texts do not add up to its {line.Length} bytes");

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> line, int length, scoped ref int at)
    {
        at += length;
        return line.Slice(at - length, length);
    }

    // For what is refused only.
    private static byte[] Text(long number) =>
        Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
