using FinData.Domain.Money;

namespace FinData.Domain.Records;

/// <summary>Bank accounts: <c>171812,576,1993-01-01,credit,cash deposit,900.00,900.00,,,</c>.</summary>
internal sealed class BankRecordReader(CsvFields fields, int[] places) : RecordReader
{
    private static readonly Currency crowns = Currency.Of("CZK");

    private readonly int id = places[0], account = places[1], date = places[2], type = places[3];
    private readonly int amount = places[4], balance = places[5];
    private readonly int digits = crowns.Digits;
    private readonly PrefixedId ids = new("bank:"u8);

    public override string Format => CsvFormat.Bank.Name;

    private protected override RecordRead ReadLine(
        ReadOnlySpan<byte> line, long lineNumber, ref TransactionRecord transaction, ref SaleRecord sale)
    {
        transaction = default;
        if (fields.Split(line) is { } problem)
            return Refuse(RefusalReason.MalformedCsv, $"line '{Refusal.Shorten(line)}' {problem}");

        var date = fields.Field(line, this.date);
        var isTime = TimeText.TryParseDay(date, out transaction.Time);
        NoteTime(isTime, transaction.Time);

        var id = fields.Field(line, this.id);
        transaction.Id = ids.With(id);
        transaction.AccountKind = EntityKind.Bank;
        transaction.Account = fields.Field(line, account);
        transaction.Currency = crowns;
        transaction.HasStatedBalance = true;
        var isGood = CheckName(id, EntityKind.Bank, "transaction_id")
            && CheckTime(isTime, transaction.Time, "date", date, "1993-01-01")
            && CheckName(transaction.Account, EntityKind.Bank, "account_id")
            && TryType(fields.Field(line, type), out transaction.Type)
            && TryAmount(fields.Field(line, amount), digits, "amount", out transaction.Amount)
            && TryBalance(fields.Field(line, balance), digits, "balance_after", out transaction.StatedBalance);
        return isGood ? RecordRead.Transaction : RecordRead.Refused;
    }

    private bool TryType(ReadOnlySpan<byte> text, out TransactionType type)
    {
        type = text.SequenceEqual("credit"u8) ? TransactionType.Deposit
            : text.SequenceEqual("debit"u8) ? TransactionType.Withdrawal
            : TransactionType.None;
        return type != TransactionType.None
            || Refuse(RefusalReason.UnknownType, "type", text, "is neither 'credit' nor 'debit'");
    }
}
