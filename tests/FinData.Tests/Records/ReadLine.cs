using System.Text;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

/// <summary>What reading one line gave, copied out of the reader's space so that tests can hold it.</summary>
public sealed record ReadLine(RecordRead Read, string Reason, string Detail)
{
    public string Id { get; private init; } = "";
    public long Time { get; private init; }
    public TransactionType Type { get; private init; }
    public string Account { get; private init; } = "";
    public string Other { get; private init; } = "";
    public string Reference { get; private init; } = "";
    public long Amount { get; private init; }
    public string Currency { get; private init; } = "";
    public long CreditLine { get; private init; }
    public long? StatedBalance { get; private init; }
    public byte FraudScenario { get; private init; }
    public string Product { get; private init; } = "";
    public string Category { get; private init; } = "";
    public string Description { get; private init; } = "";
    public long Quantity { get; private init; }
    public long Price { get; private init; }
    public ulong PayloadHash { get; private init; }

    public static ReadLine From(RecordReader reader, string line, long lineNumber = 2) =>
        From(reader, Encoding.UTF8.GetBytes(line), lineNumber);

    public static ReadLine From(RecordReader reader, ReadOnlySpan<byte> line, long lineNumber = 2)
    {
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        var read = reader.Read(line, lineNumber, ref transaction, ref sale, out var refusal);
        var result = new ReadLine(read, refusal.Reason ?? "", refusal.Detail ?? "");
        return read switch
        {
            RecordRead.Transaction => result with
            {
                Id = Text(transaction.Id),
                Time = transaction.Time,
                Type = transaction.Type,
                Account = Text(EntityName.Prefix(transaction.AccountKind)) + Text(transaction.Account),
                Other = Text(EntityName.Prefix(transaction.OtherKind)) + Text(transaction.Other),
                Reference = Text(transaction.Reference),
                Amount = transaction.Amount,
                Currency = transaction.Currency.ToString(),
                CreditLine = transaction.CreditLine,
                StatedBalance = transaction.HasStatedBalance ? transaction.StatedBalance : null,
                FraudScenario = transaction.FraudScenario,
                PayloadHash = FinData.Domain.Records.PayloadHash.Of(transaction),
            },
            RecordRead.Sale => result with
            {
                Id = Text(sale.Id),
                Time = sale.Time,
                Product = Text(sale.Product),
                Category = Text(sale.Category),
                Description = Text(sale.Description),
                Quantity = sale.Quantity,
                Price = sale.Price,
                Currency = sale.Currency.ToString(),
                PayloadHash = FinData.Domain.Records.PayloadHash.Of(sale),
            },
            _ => result,
        };
    }

    public static RecordReader Reader(string header, string fileName = "file.csv") =>
        RecordReader.ForFirstLine(Encoding.UTF8.GetBytes(header), fileName, out _);

    public static long At(string instant)
    {
        Assert.True(TimeText.TryParseInstant(Encoding.ASCII.GetBytes(instant), out var time));
        return time;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
