using static FinData.Domain.Records.JsonFields;

namespace FinData.Domain.Records;

/// <summary>
/// Transactions and sales as JSON, one object each:
/// <c>{"id":"t1","ts":"2026-01-01T00:00:00.000Z","type":"payment","account":"a1","terminal":"m1","amount":1.50}</c>,
/// <c>{"order":"o1","ts":"2026-01-01T00:00:00.000Z","product":"p1","category":"c1","quantity":2,"price":19.90}</c>.
/// </summary>
/// <remarks>
/// A record with a product is a sale. Amounts are decimal strings or plain numbers. Names stand as they are, without a
/// change of capitals; an account without a kind is <c>account:</c>, and <c>card:596</c> is that card.
/// Fields of another type's record are left out and counted as unknown ones are.
/// </remarks>
public sealed partial class JsonRecordReader : RecordReader
{
    private const uint None = 0;

    // Accounts without a currency of their own are in EUR.
    private const int DefaultDigits = 2;

    private readonly JsonFields fields = new();

    public override string Format => "json";

    private protected override RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale)
    {
        var refusal = fields.Scan(line);
        var time = 0L;
        var isTime = fields.Has(JsonField.Time) && fields.IsText(JsonField.Time)
            && TimeText.TryParseInstant(fields.Value(line, JsonField.Time), out time);
        NoteTime(isTime, time);
        if (refusal is { } malformed) return Refuse(malformed.Reason, malformed.Detail);

        return fields.Has(JsonField.Product)
            ? ReadSale(line, isTime, time, ref sale)
            : ReadTransaction(line, isTime, time, ref transaction);
    }

    private RecordRead ReadTransaction(
        ReadOnlySpan<byte> line, bool isTime, long time, ref TransactionRecord record)
    {
        record = default;
        record.Time = time;
        if (!TryType(line, out record.Type) || !HasAll(Needed(record.Type))) return RecordRead.Refused;

        var taken = fields.Present & (Needed(record.Type) | Optional(record.Type));
        var digits = DefaultDigits;
        if (Takes(taken, JsonField.To) && Takes(taken, JsonField.Terminal))
            return Refuse(RefusalReason.BadId, "the money goes to one: name 'to' or 'terminal'");
        var isGood = TryId(line, JsonField.Id, out record.Id)
            && CheckRecordTime(line, isTime, time)
            && TryAccount(line, JsonField.Account, out record.AccountKind, out record.Account)
            && (!Takes(taken, JsonField.Currency) || TryCurrency(line, out record.Currency, out digits))
            && (!Takes(taken, JsonField.Amount) || TryAmount(line, JsonField.Amount, digits, out record.Amount))
            && (!Takes(taken, JsonField.To) || TryAccount(line, JsonField.To, out record.OtherKind, out record.Other))
            && (!Takes(taken, JsonField.Terminal) || TryTerminal(line, out record.OtherKind, out record.Other))
            && (!Takes(taken, JsonField.Hold) || TryId(line, JsonField.Hold, out record.Reference))
            && (!Takes(taken, JsonField.Of) || TryId(line, JsonField.Of, out record.Reference))
            && (!Takes(taken, JsonField.CreditLine)
                || TryAmount(line, JsonField.CreditLine, digits, out record.CreditLine));
        if (!isGood) return RecordRead.Refused;

        CountUnknown(taken);
        return RecordRead.Transaction;
    }

    private bool TryType(ReadOnlySpan<byte> line, out TransactionType type)
    {
        type = TransactionType.None;
        if (!HasAll(Bit(JsonField.Type)) || !TryText(line, JsonField.Type, out var text)) return false;
        type = text switch
        {
            _ when text.SequenceEqual("payment"u8) => TransactionType.Payment,
            _ when text.SequenceEqual("transfer"u8) => TransactionType.Transfer,
            _ when text.SequenceEqual("deposit"u8) => TransactionType.Deposit,
            _ when text.SequenceEqual("withdrawal"u8) => TransactionType.Withdrawal,
            _ when text.SequenceEqual("hold"u8) => TransactionType.Hold,
            _ when text.SequenceEqual("commit"u8) => TransactionType.Commit,
            _ when text.SequenceEqual("void"u8) => TransactionType.Void,
            _ when text.SequenceEqual("open"u8) => TransactionType.Open,
            _ when text.SequenceEqual("reverse"u8) => TransactionType.Reverse,
            _ when text.SequenceEqual("label-fraud"u8) => TransactionType.LabelFraud,
            _ when text.SequenceEqual("label-genuine"u8) => TransactionType.LabelGenuine,
            _ => TransactionType.None,
        };
        return type != TransactionType.None
            || Refuse(RefusalReason.UnknownType, "type", text, "is none of deposit, withdrawal, payment, transfer, " +
                "hold, commit, void, open, reverse, label-fraud, label-genuine");
    }

    private static uint Needed(TransactionType type)
    {
        var always = Bit(JsonField.Id) | Bit(JsonField.Time) | Bit(JsonField.Type) | Bit(JsonField.Account);
        return always | type switch
        {
            TransactionType.Payment => Bit(JsonField.Amount) | Bit(JsonField.Terminal),
            TransactionType.Transfer => Bit(JsonField.Amount) | Bit(JsonField.To),
            TransactionType.Commit => Bit(JsonField.Amount) | Bit(JsonField.Hold),
            TransactionType.Void => Bit(JsonField.Hold),
            TransactionType.Open => Bit(JsonField.Currency),
            _ when type.LooksBack() => Bit(JsonField.Of),
            _ => Bit(JsonField.Amount),
        };
    }

    private static uint Optional(TransactionType type) => Bit(JsonField.Currency) | type switch
    {
        // Money may be held and taken for a terminal or for nobody in particular; that of a transfer which was held for
        // review goes to its account.
        TransactionType.Hold => Bit(JsonField.Terminal),
        TransactionType.Commit => Bit(JsonField.Terminal) | Bit(JsonField.To),
        TransactionType.Open => Bit(JsonField.CreditLine),
        _ => None,
    };

    private bool TryTerminal(ReadOnlySpan<byte> line, out EntityKind kind, out ReadOnlySpan<byte> name)
    {
        kind = EntityKind.None;
        name = [];
        if (!TryText(line, JsonField.Terminal, out var text)) return false;
        return EntityName.TryParse(text, EntityKind.Terminal, out kind, out name) && kind == EntityKind.Terminal
            || RefuseId("terminal", text);
    }

    private bool TryAccount(
        ReadOnlySpan<byte> line, JsonField field, out EntityKind kind, out ReadOnlySpan<byte> name)
    {
        kind = EntityKind.None;
        name = [];
        if (!TryText(line, field, out var text)) return false;
        if (!EntityName.TryParse(text, EntityKind.Account, out kind, out name)) return RefuseId(NameOf(field), text);
        return kind is not (EntityKind.Product or EntityKind.Ranking)
            || Refuse(RefusalReason.BadId, NameOf(field), text, "names nothing that has a balance");
    }
}
