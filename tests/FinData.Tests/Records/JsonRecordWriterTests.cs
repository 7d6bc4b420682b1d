using System.Buffers;
using System.Text;
using System.Text.Json;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

public class JsonRecordWriterTests
{
    private const long Time = 1_767_225_600_000;

    [Fact]
    public void Each_type_has_its_fields_in_their_order()
    {
        var record = Record(TransactionType.Payment);
        record.Amount = 12_345;
        record.OtherKind = EntityKind.Terminal;
        record.Other = "m00042"u8;
        AssertLine("""payment","account":"a1","terminal":"m00042","amount":"123.45"}""", record);

        record.Type = TransactionType.Commit;
        record.Amount = 5;
        record.Reference = "t0"u8;
        AssertLine("""commit","account":"a1","terminal":"m00042","amount":"0.05","hold":"t0"}""", record);

        record = Record(TransactionType.Void);
        record.Reference = "t0"u8;
        AssertLine("""void","account":"a1","hold":"t0"}""", record);
        record.Type = TransactionType.Reverse;
        AssertLine("""reverse","account":"a1","of":"t0"}""", record);

        record = Record(TransactionType.Open);
        (record.Currency, record.CreditLine) = (Currency.Of("EUR"), 50_000);
        AssertLine("""open","account":"a1","currency":"EUR","creditLine":"500.00"}""", record);

        record = Record(TransactionType.Deposit);
        record.Currency = Currency.Of("JPY");
        AssertLine("""deposit","account":"a1","amount":"0","currency":"JPY"}""", record);
    }

    [Fact]
    public void Names_are_bare_for_accounts_and_terminals_and_carry_any_other_kind()
    {
        var record = Record(TransactionType.Transfer);
        record.Amount = 1;
        record.OtherKind = EntityKind.Account;
        record.Other = "a2"u8;
        AssertLine("""transfer","account":"a1","to":"a2","amount":"0.01"}""", record);
        record.AccountKind = EntityKind.Card;
        record.Account = "596"u8;
        record.OtherKind = EntityKind.Bank;
        record.Other = "7"u8;
        AssertLine("""transfer","account":"card:596","to":"bank:7","amount":"0.01"}""", record);
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(946_684_799_999, "1999-12-31T23:59:59.999Z")]
    [InlineData(1_709_210_096_007, "2024-02-29T12:34:56.007Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    public void Times_are_UTC_with_milliseconds(long time, string text)
    {
        var record = Record(TransactionType.Deposit);
        record.Time = time;
        using var json = JsonDocument.Parse(Line(record));
        Assert.Equal(text, json.RootElement.GetProperty("ts").GetString());
    }

    [Fact]
    public void A_sale_has_its_fields_and_a_third_decimal_only_where_there_is_one()
    {
        var sale = new SaleRecord { Id = "o1"u8, Time = Time, Product = "X"u8, Category = "c1"u8, Quantity = 2 };
        sale.Price = 19_900;
        AssertSale(""","category":"c1","quantity":2,"price":"19.90"}""", sale);
        sale.Price = 1;
        sale.Category = default;
        sale.Currency = Currency.Of("GBP");
        AssertSale(""","quantity":2,"price":"0.001","currency":"GBP"}""", sale);

        static void AssertSale(string end, in SaleRecord sale) =>
            Assert.Equal($$"""{"order":"o1","ts":"2026-01-01T00:00:00.000Z","product":"X"{{end}}""", LineOfSale(sale));
    }

    [Fact]
    public void Any_text_comes_back_as_it_was()
    {
        var text = "\"\\/\b\0\u001f é € 😀 end\"";
        var sale = new SaleRecord { Id = "o\"1"u8, Product = "p"u8, Description = Encoding.UTF8.GetBytes(text) };
        using var json = JsonDocument.Parse(LineOfSale(sale));
        Assert.Equal(text, json.RootElement.GetProperty("description").GetString());
        Assert.Equal("o\"1", json.RootElement.GetProperty("order").GetString());

        var worst = new byte[10_000];
        var output = new byte[JsonRecordWriter.BytesMax(new SaleRecord { Description = worst })];
        Assert.True(JsonRecordWriter.Write(new SaleRecord { Description = worst }, output) > 60_000);
    }

    [Theory]
    [InlineData(long.MinValue, "-92233720368547758.08")]
    [InlineData(long.MaxValue, "92233720368547758.07")]
    [InlineData(-1, "-0.01")]
    public void The_largest_and_smallest_amounts_are_exact(long amount, string text)
    {
        var record = Record(TransactionType.Deposit);
        record.Amount = amount;
        using var json = JsonDocument.Parse(Line(record));
        Assert.Equal(text, json.RootElement.GetProperty("amount").GetString());
    }

    private static TransactionRecord Record(TransactionType type) => new()
    {
        Id = "t1"u8, Time = Time, Type = type, AccountKind = EntityKind.Account, Account = "a1"u8,
    };

    private static void AssertLine(string end, in TransactionRecord record) =>
        Assert.Equal($$"""{"id":"t1","ts":"2026-01-01T00:00:00.000Z","type":"{{end}}""", Line(record));

    private static string Line(in TransactionRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonRecordWriter.Write(record, output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');
    }

    private static string LineOfSale(in SaleRecord sale)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonRecordWriter.Write(sale, output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');
    }
}
