using FinData.Domain.Records;

namespace FinData.Tests.Records;

public class JsonSaleTests
{
    public const string Sale = """
        {"order":"o000000000001","ts":"2026-01-01T00:00:00.000Z","product":"p00001","category":"c001",
         "quantity":2,"price":19.90,"customer":"u000001"}
        """;

    [Fact]
    public void A_record_with_a_product_is_a_sale()
    {
        var reader = new JsonRecordReader();
        var line = ReadLine.From(reader, Sale);
        Assert.Equal((RecordRead.Sale, "o000000000001:p00001"), (line.Read, line.Id));
        Assert.Equal(("p00001", "c001", 2L, 19_900L), (line.Product, line.Category, line.Quantity, line.Price));
        Assert.Equal((ReadLine.At("2026-01-01T00:00:00Z"), "", 0L), (line.Time, line.Currency, reader.UnknownFields));
    }

    [Fact]
    public void An_own_id_currency_and_description_are_taken()
    {
        var line = ReadLine.From(new JsonRecordReader(), """
            {"id":"s1","ts":"2026-01-01T00:00:00Z","product":"product:85123A","quantity":1,"price":"0","currency":"GBP",
             "description":" 7\" frame\u00a3 "}
            """);
        Assert.Equal(("s1", "85123A", 0L, "GBP", "7\" frame£"),
            (line.Id, line.Product, line.Price, line.Currency, line.Description));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "\"order\":\"o000000000001\",", "", "missing-field" },
        { "\"order\":\"o000000000001\"", "\"order\":\"" + new string('o', 60) + "\"", "bad-id" },
        { "\"order\":\"o000000000001\"", "\"id\":\"\"", "bad-id" },
        { "\"quantity\":2,", "", "missing-field" },
        { "\"quantity\":2", "\"quantity\":\"2\"", "wrong-field-type" },
        { "\"quantity\":2", "\"quantity\":2.5", "bad-number" },
        { "\"quantity\":2", "\"quantity\":0", "quantity_not_positive" },
        { "\"quantity\":2", "\"quantity\":-1", "quantity_not_positive" },
        { "\"quantity\":2", "\"quantity\":9000000000000000000", "absurd-amount" },
        { "\"price\":19.90", "\"price\":-0.01", "negative-amount" },
        { "\"price\":19.90", "\"price\":0.0001", "too-many-decimals" },
        { "\"price\":19.90", "\"price\":\"x\"", "bad-number" },
        { "\"p00001\"", "\"card:1\"", "bad-id" },
        { "\"p00001\"", "7", "wrong-field-type" },
        { "\"c001\"", "\"\"", "bad-id" },
        { "2026-01-01T", "2026-01-01 ", "bad-time" },
        { "\"customer\":", "\"currency\":", "unknown-currency" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_bad_sale_is_refused_with_its_reason(string from, string to, string reason)
    {
        Assert.Contains(from, Sale);
        var line = ReadLine.From(new JsonRecordReader(), Sale.Replace(from, to));
        Assert.Equal((RecordRead.Refused, reason), (line.Read, line.Reason));
    }
}
