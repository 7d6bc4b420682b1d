using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Diagnostics;

namespace FinData.Tests.Records;

public class RecordFormatTests
{
    [Theory]
    [InlineData(CsvRecordReaderTests.CardHeader, "card", true)]
    [InlineData(CsvRecordReaderTests.BankHeader, "bank", true)]
    [InlineData(RetailRecordReaderTests.Header, "retail", true)]
    [InlineData("\uFEFFamount,transaction_id,terminal_id,\"timestamp\",customer_id\r\n", "card", true)]
    [InlineData("{\"id\":\"t1\"}", "json", false)]
    [InlineData("\uFEFF {\"id\":\"t1\"}", "json", false)]
    public void The_first_line_tells_the_format(string firstLine, string format, bool isHeader)
    {
        var reader = RecordReader.ForFirstLine(Encoding.UTF8.GetBytes(firstLine), "some.csv", out var wasHeader);
        Assert.Equal((format, isHeader), (reader.Format, wasHeader));
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order()
    {
        var reader = ReadLine.Reader("amount,transaction_id,terminal_id,timestamp,customer_id");
        var line = ReadLine.From(reader, "57.16,7,3156,2018-04-01T00:00:31Z,596");
        Assert.Equal(("card:7", "card:596", "terminal:3156", 5716L), (line.Id, line.Account, line.Other, line.Amount));
    }

    [Fact]
    public void The_mark_before_a_first_record_is_no_part_of_it() =>
        Assert.Equal("duplicate-field", ReadLine.From(new JsonRecordReader(), "\uFEFF{\"id\":1,\"id\":1}", 1).Reason);

    [Theory]
    [InlineData("transaction_id,timestamp,customer_id,terminal_id", "'amount'", "missing")]
    [InlineData("transaction_id,timestamp,custmer_id,terminal_id,amount", "'custmer_id'", "'customer_id'")]
    [InlineData("transaction_id,timestamp,customer_id,terminal_id,amount,colour", "'colour'", "unknown")]
    [InlineData("transaction_id,timestamp,customer_id,terminal_id,amount,amount", "'amount'", "twice")]
    [InlineData("invoiceno,StockCode,Description,Quantity,InvoiceDate,UnitPrice", "'invoiceno'", "'InvoiceNo'")]
    [InlineData("transaction_id,account_id,date,type,amount", "'balance_after'", "missing")]
    [InlineData("date,Open,High,Low,Close", "'Open'", "unknown")]
    [InlineData("name,street,InvoiceDat", "'InvoiceDat'", "'InvoiceDate'")]
    [InlineData("", "first line", "empty")]
    [InlineData("a,\"b", "first line", "never closed")]
    [InlineData("\u001f\u0000binary", "first line", "no header")]
    public void Another_header_is_an_error_that_names_the_column_and_the_known_formats(
        string header, string column, string hint)
    {
        var error = Assert.Throws<RecordFormatException>(() => ReadLine.Reader(header, "/data/some.csv"));
        Assert.StartsWith("some.csv: ", error.Message);
        Assert.Contains(column, error.Message);
        Assert.Contains(hint, error.Message);
        foreach (var format in (string[])["card", "bank", "retail", "json"]) Assert.Contains(format, error.Message);
        Assert.False(((FinDataException)error).IsTransient);
    }

    [Fact]
    public void A_first_line_of_a_million_columns_is_refused_in_no_time() =>
        Assert.Throws<RecordFormatException>(() => ReadLine.Reader(new string(',', 1_000_000)));
}
