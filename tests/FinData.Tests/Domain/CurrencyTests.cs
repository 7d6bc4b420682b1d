using System.Text;
using FinData.Domain.Money;

namespace FinData.Tests.Domain;

public class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 2), InlineData("CZK", 2), InlineData("GBP", 2), InlineData("USD", 2), InlineData("ZWG", 2)]
    [InlineData("XCG", 2)]
    [InlineData("JPY", 0), InlineData("KRW", 0), InlineData("ISK", 0), InlineData("XPF", 0), InlineData("VND", 0)]
    [InlineData("BHD", 3), InlineData("KWD", 3), InlineData("TND", 3), InlineData("AED", 2)]
    public void A_code_is_read_and_written_and_has_its_digits(string code, int digits)
    {
        Assert.True(Currency.TryParse(Encoding.ASCII.GetBytes(code), out var currency));
        Assert.Equal((code, digits), (currency.ToString(), currency.Digits));
        Assert.Equal(currency, new Currency(currency.Packed));
        Assert.Equal(currency, Currency.Of(code));
    }

    [Theory]
    [InlineData(""), InlineData("EU"), InlineData("EURO"), InlineData("eur"), InlineData("Eur"), InlineData("E1R")]
    [InlineData("AAA")]
    [InlineData("ZZZ"), InlineData("DEM"), InlineData("E R"), InlineData("BHD3"), InlineData("JP0"), InlineData("EU€")]
    public void Everything_else_is_no_currency(string code) =>
        Assert.False(Currency.TryParse(Encoding.UTF8.GetBytes(code), out _));

    [Fact]
    public void All_three_letters_give_a_currency_or_none_and_never_that_of_another()
    {
        var known = 0;
        for (var i = 0; i < 26 * 26 * 26; i++)
        {
            byte[] code = [(byte)('A' + i / 676), (byte)('A' + i / 26 % 26), (byte)('A' + i % 26)];
            if (!Currency.TryParse(code, out var currency)) continue;
            known++;
            Assert.Equal(Encoding.ASCII.GetString(code), currency.ToString());
        }
        Assert.InRange(known, 150, 180);
    }

    [Fact]
    public void No_currency_is_written_as_nothing()
    {
        Assert.Equal("", default(Currency).ToString());
        Assert.Contains("'euro'", Assert.Throws<FormatException>(() => Currency.Of("euro")).Message,
            StringComparison.Ordinal);
    }
}
