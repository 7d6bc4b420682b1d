using System.Globalization;
using System.Text;
using FinData.Domain.Money;
using FinData.TestKit;

namespace FinData.Tests.Domain;

public class MoneyTextTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void What_is_written_is_read_as_the_same(int digits)
    {
        var chance = new Chance((ulong)digits + 1);
        for (var i = 0; i < 20_000; i++)
        {
            // Up to 2^51, small ones as often as large.
            var magnitude = (long)(chance.Next() >> (13 + chance.Below(51)));
            var minor = chance.OneIn(2) ? magnitude : -magnitude;
            var text = MoneyText.Format(minor, digits);
            Assert.True(MoneyText.TryParse(Encoding.ASCII.GetBytes(text), digits, out var read), text);
            Assert.Equal(minor, read);
            Assert.Equal(minor / (decimal)Math.Pow(10, digits), decimal.Parse(text, CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("0", 2, 0), InlineData("-0", 2, 0), InlineData("0.00", 2, 0), InlineData("-0.01", 2, -1)]
    [InlineData("007", 0, 7)]
    [InlineData("12", 2, 1200), InlineData("12.3", 2, 1230), InlineData("12.34", 2, 1234)]
    [InlineData("12.3400", 2, 1234)]
    [InlineData("12.00", 0, 12), InlineData("1.5", 3, 1500), InlineData("1.005", 3, 1005)]
    [InlineData("-12.34", 2, -1234)]
    [InlineData("9999999999999999", 2, 999_999_999_999_999_900), InlineData("9223372036854775.807", 3, long.MaxValue)]
    [InlineData("-9223372036854775.807", 3, -long.MaxValue)]
    public void Plain_decimals_are_read(string text, int digits, long minor)
    {
        Assert.True(MoneyText.TryParse(Encoding.ASCII.GetBytes(text), digits, out var read));
        Assert.Equal(minor, read);
    }

    [Theory]
    [InlineData("", 2), InlineData("-", 2), InlineData(".", 2), InlineData(".5", 2), InlineData("5.", 2)]
    [InlineData("-.5", 2)]
    [InlineData("--5", 2), InlineData("+5", 2), InlineData(" 5", 2), InlineData("5 ", 2), InlineData("5,00", 2)]
    [InlineData("1,000.00", 2)]
    [InlineData("5.005", 2), InlineData("5.1", 0), InlineData("5.0001", 3), InlineData("5.00.0", 2)]
    [InlineData("1e3", 2)]
    [InlineData("NaN", 2), InlineData("0x5", 2), InlineData("5€", 2), InlineData("12345678901234567", 0)]
    [InlineData("00000000000000001", 0)]
    [InlineData("9999999999999999", 3), InlineData("9999999999999999.999", 3), InlineData("9223372036854775.808", 3)]
    public void Everything_else_is_not_read_and_gives_nothing(string text, int digits)
    {
        Assert.False(MoneyText.TryParse(Encoding.UTF8.GetBytes(text), digits, out var minor));
        Assert.Equal(0, minor);
    }

    [Theory]
    [InlineData(0, 2, "0.00"), InlineData(5, 2, "0.05"), InlineData(-5, 2, "-0.05"), InlineData(-100, 2, "-1.00")]
    [InlineData(-7, 0, "-7")]
    [InlineData(1, 3, "0.001"), InlineData(long.MinValue, 2, "-92233720368547758.08")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    public void Minor_units_are_written_with_the_digits_of_the_currency(long minor, int digits, string text) =>
        Assert.Equal(text, MoneyText.Format(minor, digits));

    [Fact]
    public void A_sum_beyond_64_bits_is_written_in_full() =>
        Assert.Equal("-184467440737095516.14", MoneyText.Format(2 * (Int128)(-long.MaxValue), 2));

    [Fact]
    public void A_currency_gives_its_own_digits()
    {
        Assert.Equal("12.34", MoneyText.Format(1234, Currency.Of("EUR")));
        Assert.Equal("1234", MoneyText.Format(1234, Currency.Of("JPY")));
        Assert.Equal("1.234", MoneyText.Format(1234, Currency.Of("BHD")));
    }
}
