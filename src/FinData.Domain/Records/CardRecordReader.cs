namespace FinData.Domain.Records;

/// <summary>Card payments: <c>0,2018-04-01T00:00:31Z,596,3156,57.16,0,0</c>.</summary>
internal sealed class CardRecordReader(CsvFields fields, int[] places) : RecordReader
{
    // The data name no currency; amounts have two decimals.
    private const int AmountDigits = 2;

    private readonly int id = places[0], time = places[1], card = places[2], terminal = places[3];
    private readonly int amount = places[4];
    private readonly PrefixedId ids = new("card:"u8);

    public override string Format => CsvFormat.Card.Name;

    private protected override RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale)
    {
        transaction = default;
        if (fields.Split(line) is { } problem)
            return Refuse(RefusalReason.MalformedCsv, $"line '{Refusal.Shorten(line)}' {problem}");

        var time = fields.Field(line, this.time);
        var isTime = TimeText.TryParseInstant(time, out transaction.Time);
        NoteTime(isTime, transaction.Time);

        var id = fields.Field(line, this.id);
        transaction.Id = ids.With(id);
        transaction.Type = TransactionType.Payment;
        transaction.AccountKind = EntityKind.Card;
        transaction.Account = fields.Field(line, card);
        transaction.OtherKind = EntityKind.Terminal;
        transaction.Other = fields.Field(line, terminal);
        var isGood = CheckName(id, EntityKind.Card, "transaction_id")
            && CheckTime(isTime, transaction.Time, "timestamp", time, "2018-04-01T00:00:31Z")
            && CheckName(transaction.Account, EntityKind.Card, "customer_id")
            && CheckName(transaction.Other, EntityKind.Terminal, "terminal_id")
            && TryAmount(fields.Field(line, amount), AmountDigits, "amount", out transaction.Amount);
        return isGood ? RecordRead.Transaction : RecordRead.Refused;
    }
}
