using FinData.Queries.Exports;

namespace FinData.Tests.Queries;

public class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(" two words ", " two words ")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("two\rlines", "\"two\rlines\"")]
    public void A_field_is_quoted_where_it_must_be(string field, string written) =>
        Assert.Equal($"1,{written},2\n", CsvText.Line("1", field, "2"));
}
