using FinData.Domain.Records;
using FinData.Engine.Diagnostics;

namespace FinData.Tests.Records;

public class RetailRecordReaderTests
{
    public const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    private const string Tail = "2010-12-01 08:26:00,2.55,17850.0,United Kingdom";

    [Fact]
    public void An_invoice_line_is_a_sale_named_by_file_and_line()
    {
        var reader = ReadLine.Reader(Header, "/data/retail/2010-12.csv.gz");
        var line = ReadLine.From(
            reader, "536477, 22041a ,\" RECORD FRAME 7\"\" SINGLE, £5  \",24,2010-12-01 10:39:00,2.1,,", 17);

        Assert.Equal((RecordRead.Sale, "retail:2010-12.csv.gz:17"), (line.Read, line.Id));
        Assert.Equal(("22041A", "RECORD FRAME 7\" SINGLE, £5"), (line.Product, line.Description));
        Assert.Equal((24L, 2100L, "GBP", ""), (line.Quantity, line.Price, line.Currency, line.Category));
        Assert.Equal(ReadLine.At("2010-12-01T10:39:00Z"), line.Time);
    }

    public static TheoryData<string, string> Cleaning => new()
    {
        // Each line would also be refused by every later rule: the first that holds is the reason.
        { "C536379,D,,-1,2010-12-01 09:41:00,-1,,", "cancellation" },
        { "A563185,B,,-1,2010-12-01 09:41:00,-1,,", "adjustment" },
        { "536370,POST,,-1,2010-12-01 09:41:00,-1,,", "non_product_code" },
        { "536370,85123A,,-1,2010-12-01 09:41:00,-1,,", "quantity_not_positive" },
        { "536370,85123A,,0,2010-12-01 09:41:00,1,,", "quantity_not_positive" },
        { "536370,85123A,,1,2010-12-01 09:41:00,-0.001,,", "price_not_positive" },
        { "536370,85123A,,1,2010-12-01 09:41:00,0,,", "price_not_positive" },
        { "536370,gift_0001_40,,1," + Tail, "non_product_code" },
        { "536370,BANK CHARGES,,1," + Tail, "non_product_code" },
        { "536370,DCGS,,1," + Tail, "non_product_code" },
        { "536370,DCGS_1,,1," + Tail, "non_product_code" },
        { "536370,1234,,1," + Tail, "non_product_code" },
        { "536370,123456,,1," + Tail, "non_product_code" },
        { "536370,12345ABC,,1," + Tail, "non_product_code" },
        { "536370,12345é,,1," + Tail, "non_product_code" },
        { "536370,DCGS" + new string('1', 70) + ",,1," + Tail, "non_product_code" },
    };

    [Theory, MemberData(nameof(Cleaning))]
    public void The_first_cleaning_rule_that_holds_is_the_reason(string text, string reason) =>
        Assert.Equal(reason, ReadLine.From(ReadLine.Reader(Header), text).Reason);

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("85123a", "85123A")]
    [InlineData("  15056bl ", "15056BL")]
    [InlineData("DCGSSBOY", "DCGSSBOY")]
    [InlineData("dcgs0069", "DCGS0069")]
    public void Codes_of_goods_are_kept_in_capitals(string code, string product) =>
        Assert.Equal(product, ReadLine.From(ReadLine.Reader(Header), $"536370,{code},,1,{Tail}").Product);

    public static TheoryData<string, string> Malformed => new()
    {
        { "536370,85123A,,1,2010-12-01 08:26,2.55,,", "bad-time" },
        { "536370,85123A,,1,2010-12-01T08:26:00,2.55,,", "bad-time" },
        { "536370,85123A,,1,2031-12-01 08:26:00,2.55,,", "future-time" },
        { "536370,85123A,,,2010-12-01 08:26:00,2.55,,", "bad-number" },
        { "536370,85123A,,1.5,2010-12-01 08:26:00,2.55,,", "bad-number" },
        { "536370,85123A,,99999999999999999999,2010-12-01 08:26:00,2.55,,", "bad-number" },
        { "536370,85123A,,1,2010-12-01 08:26:00,2.5555,,", "too-many-decimals" },
        { "536370,85123A,,1,2010-12-01 08:26:00,x,,", "bad-number" },
        { "536370,85123A,,9000000000000,2010-12-01 08:26:00,1000000,,", "absurd-amount" },
        { "536370,85123A,7\" FRAME,1," + Tail, "malformed-csv" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public void A_line_that_passes_cleaning_is_checked_for_the_rest(string text, string reason)
    {
        var reader = ReadLine.Reader(Header);
        reader.LatestTime = ReadLine.At("2030-01-01T00:00:00Z");
        Assert.Equal(reason, ReadLine.From(reader, text).Reason);
    }

    [Fact]
    public void A_description_that_is_no_text_is_refused()
    {
        byte[] line = [.. "536370,85123A,"u8, 0xa3, .. ",1,2010-12-01 08:26:00,2.55,,"u8];
        Assert.Equal("bad-text", ReadLine.From(ReadLine.Reader(Header), line).Reason);
    }

    [Fact]
    public void A_cancelled_line_still_counts_to_its_day()
    {
        var reader = ReadLine.Reader(Header);
        ReadLine.From(reader, "C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom");
        Assert.Equal(ReadLine.At("2010-12-01T09:41:00Z"), reader.LastTime);
    }

    [Theory]
    [InlineData("verkäufe.csv")]
    [InlineData("a-name-of-forty-six-bytes-leaves-too-little.csv")]
    public void A_file_name_that_makes_no_ids_is_an_error_that_says_so(string name)
    {
        var error = Assert.ThrowsAny<FinDataException>(() => ReadLine.Reader(Header, name));
        Assert.Contains(name, error.Message);
        Assert.Contains("rename", error.Message);
    }
}
