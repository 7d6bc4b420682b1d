using System.Buffers;
using System.Diagnostics;
using FinData.Domain.Money;

namespace FinData.Domain.Records;

/// <summary>Writes records as lines of JSON, the form that Kafka, NDJSON files and HTTP bodies share.</summary>
/// <remarks><code>
/// {"id":"t000000000001","ts":"2026-01-01T00:00:00.000Z","type":"payment","account":"a0000001",
///  "terminal":"m00042","amount":"123.45"}                                                    (one line)
/// {"order":"o000000000001","ts":"2026-01-01T00:00:00.000Z","product":"p00001","category":"c001",
///  "description":"Paper lantern, white","quantity":2,"price":"19.90","currency":"EUR"}       (one line)
/// </code>
/// Fields in the order id, ts, type, account, to | terminal, amount, currency, hold, of, creditLine; each only where
/// the type has it. Money is a decimal string, with two digits where no currency is named. An account is named bare,
/// one of another kind with its kind: <c>card:596</c>. Stated balances and the simulator's marks are not written.
/// Nothing is allocated.
/// </remarks>
public static class JsonRecordWriter
{
    // Names, quotes, time and numbers of one line: below 400 bytes with every field there.
    private const int FixedBytesMax = 512;

    /// <summary>Bytes that surely suffice for the record's line.</summary>
    public static int BytesMax(in TransactionRecord record) =>
        FixedBytesMax + 6 * (record.Id.Length + record.Account.Length + record.Other.Length + record.Reference.Length);

    /// <summary>Bytes that surely suffice for the sale's line.</summary>
    public static int BytesMax(in SaleRecord sale) =>
        FixedBytesMax + 6 * (sale.Id.Length + sale.Product.Length + sale.Category.Length + sale.Description.Length);

    /// <summary>Appends the record's line, with its line end.</summary>
    public static void Write(in TransactionRecord record, IBufferWriter<byte> output) =>
        output.Advance(Write(record, output.GetSpan(BytesMax(record))));

    /// <summary>Appends the sale's line, with its line end.</summary>
    public static void Write(in SaleRecord sale, IBufferWriter<byte> output) =>
        output.Advance(Write(sale, output.GetSpan(BytesMax(sale))));

    /// <summary>Writes the record's line into at least <see cref="BytesMax(in TransactionRecord)"/> bytes; returns its
    /// length.</summary>
    public static int Write(in TransactionRecord record, Span<byte> destination)
    {
        var line = new JsonLine(destination);
        var digits = record.Currency.Packed == 0 ? 2 : record.Currency.Digits;
        line.Raw("{\"id\":\""u8);
        line.Text(record.Id);
        line.Raw("\",\"ts\":\""u8);
        line.Time(record.Time);
        line.Raw("\",\"type\":\""u8);
        line.Raw(Word(record.Type));
        line.Raw("\",\"account\":\""u8);
        Name(ref line, record.AccountKind, EntityKind.Account, record.Account);
        if (record.OtherKind != EntityKind.None)
        {
            var isTerminal = record.OtherKind == EntityKind.Terminal;
            line.Raw(isTerminal ? "\",\"terminal\":\""u8 : "\",\"to\":\""u8);
            Name(ref line, record.OtherKind, isTerminal ? EntityKind.Terminal : EntityKind.Account, record.Other);
        }
        if (HasAmount(record.Type) || record.Amount != 0)
        {
            line.Raw("\",\"amount\":\""u8);
            line.Decimal(record.Amount, digits);
        }
        if (record.Currency.Packed != 0) CurrencyCode(ref line, record.Currency);
        if (record.Reference.Length > 0)
        {
            line.Raw(record.Type.LooksBack() ? "\",\"of\":\""u8 : "\",\"hold\":\""u8);
            line.Text(record.Reference);
        }
        if (record.Type == TransactionType.Open)
        {
            line.Raw("\",\"creditLine\":\""u8);
            line.Decimal(record.CreditLine, digits);
        }
        line.Raw("\"}\n"u8);
        return line.Length;
    }

    /// <summary>Writes the sale's line into at least <see cref="BytesMax(in SaleRecord)"/> bytes; returns its
    /// length.</summary>
    public static int Write(in SaleRecord sale, Span<byte> destination)
    {
        var line = new JsonLine(destination);
        line.Raw("{\"order\":\""u8);
        line.Text(sale.Id);
        line.Raw("\",\"ts\":\""u8);
        line.Time(sale.Time);
        line.Raw("\",\"product\":\""u8);
        line.Text(sale.Product);
        if (sale.Category.Length > 0)
        {
            line.Raw("\",\"category\":\""u8);
            line.Text(sale.Category);
        }
        if (sale.Description.Length > 0)
        {
            line.Raw("\",\"description\":\""u8);
            line.Text(sale.Description);
        }
        line.Raw("\",\"quantity\":"u8);
        line.Number(sale.Quantity);
        line.Raw(",\"price\":\""u8);
        // Thousandths, but a third decimal only where there is one: 19.90, 0.001.
        if (sale.Price % 10 == 0) line.Decimal(sale.Price / 10, 2);
        else line.Decimal(sale.Price, 3);
        if (sale.Currency.Packed != 0) CurrencyCode(ref line, sale.Currency);
        line.Raw("\"}\n"u8);
        return line.Length;
    }

    private static void Name(ref JsonLine line, EntityKind kind, EntityKind bare, ReadOnlySpan<byte> name)
    {
        if (kind != bare)
        {
            line.Raw(Word(kind));
            line.Raw(":"u8);
        }
        line.Text(name);
    }

    private static void CurrencyCode(ref JsonLine line, Currency currency)
    {
        line.Raw("\",\"currency\":\""u8);
        // Five bits a letter, A being 1.
        for (var shift = 10; shift >= 0; shift -= 5) line.Letter('A' - 1 + (currency.Packed >> shift & 31));
    }

    private static bool HasAmount(TransactionType type) =>
        type is not (TransactionType.Void or TransactionType.Open) && !type.LooksBack();

    private static ReadOnlySpan<byte> Word(TransactionType type) => type switch
    {
        TransactionType.Deposit => "deposit"u8,
        TransactionType.Withdrawal => "withdrawal"u8,
        TransactionType.Payment => "payment"u8,
        TransactionType.Transfer => "transfer"u8,
        TransactionType.Hold => "hold"u8,
        TransactionType.Commit => "commit"u8,
        TransactionType.Void => "void"u8,
        TransactionType.Open => "open"u8,
        TransactionType.Reverse => "reverse"u8,
        TransactionType.LabelFraud => "label-fraud"u8,
        TransactionType.LabelGenuine => "label-genuine"u8,
        _ => throw new UnreachableException($"{type} is no type of a record that was read."),
    };

    private static ReadOnlySpan<byte> Word(EntityKind kind) => kind switch
    {
        EntityKind.Card => "card"u8,
        EntityKind.Bank => "bank"u8,
        EntityKind.Account => "account"u8,
        EntityKind.Terminal => "terminal"u8,
        EntityKind.Product => "product"u8,
        EntityKind.Ranking => "ranking"u8,
        _ => throw new UnreachableException($"{kind} names no entity."),
    };
}
