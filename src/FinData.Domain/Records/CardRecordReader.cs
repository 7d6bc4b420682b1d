namespace FinData.Domain.Records;

/// <summary>Card payments: <c>0,2018-04-01T00:00:31Z,596,3156,57.16,0,0</c>.</summary>
internal sealed class CardRecordReader(CsvFields fields, int[] places) : RecordReader
{
    // The data name no currency; amounts have two decimals.
    private const int AmountDigits = 2;

    private readonly int _id = places[0], _time = places[1], _card = places[2], _terminal = places[3];
    private readonly int _amount = places[4];
    private readonly PrefixedId _ids = new("card:"u8);

    public override string Format => CsvFormat.Card.Name;

    private protected override RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale)
    {
        transaction = default;
        if (fields.Split(line) is { } problem)
            return Refuse(RefusalReason.MalformedCsv, $"line '{Refusal.Shorten(line)}' {problem}");

        var time = fields.Field(line, _time);
        var isTime = TimeText.TryParseInstant(time, out transaction.Time);
        NoteTime(isTime, transaction.Time);

        var id = fields.Field(line, _id);
        transaction.Id = _ids.With(id);
        transaction.Type = TransactionType.Payment;
        transaction.AccountKind = EntityKind.Card;
        transaction.Account = fields.Field(line, _card);
        transaction.OtherKind = EntityKind.Terminal;
        transaction.Other = fields.Field(line, _terminal);
        var isGood = CheckName(id, EntityKind.Card, "transaction_id")
            && CheckTime(isTime, transaction.Time, "timestamp", time, "2018-04-01T00:00:31Z")
            && CheckName(transaction.Account, EntityKind.Card, "customer_id")
            && CheckName(transaction.Other, EntityKind.Terminal, "terminal_id")
            && TryAmount(fields.Field(line, _amount), AmountDigits, "amount", out transaction.Amount);
        return isGood ? RecordRead.Transaction : RecordRead.Refused;
    }
}
