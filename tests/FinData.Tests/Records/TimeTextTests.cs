using System.Globalization;
using System.Text;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

public class TimeTextTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.000Z", 0)]
    [InlineData("1970-01-01T00:00:00.5Z", 500)]
    [InlineData("1970-01-01T00:00:00.123456789Z", 123)]
    [InlineData("2018-04-01T00:00:31Z", 1_522_540_831_000)]
    [InlineData("2024-02-29T23:59:59.999Z", 1_709_251_199_999)]
    [InlineData("9999-12-31T23:59:59.999Z", TimeText.TimeMax)]
    public void Instants_are_read_to_the_millisecond(string text, long expected)
    {
        Assert.True(TimeText.TryParseInstant(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2018-04-01")]
    [InlineData("2018-04-01T00:00:31")]
    [InlineData("2018-04-01 00:00:31Z")]
    [InlineData("2018-04-01T00:00:31z")]
    [InlineData("2018-04-01T00:00:31+00:00")]
    [InlineData("2018-04-01T00:00:31.Z")]
    [InlineData("2018-04-01T00:00:31,5Z")]
    [InlineData("2018-04-01T00:00:31.0000000000Z")]
    [InlineData("2018-04-01T00:00:31.1x3Z")]
    [InlineData("2018-04-01T24:00:00Z")]
    [InlineData("2018-04-01T00:60:00Z")]
    [InlineData("2018-04-01T00:00:60Z")]
    [InlineData("2018-04-01T0x:00:00Z")]
    [InlineData("2018-00-01T00:00:00Z")]
    [InlineData("2018-13-01T00:00:00Z")]
    [InlineData("2018-04-00T00:00:00Z")]
    [InlineData("2018-04-31T00:00:00Z")]
    [InlineData("2100-02-29T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("-018-04-01T00:00:00Z")]
    [InlineData("2018/04/01T00:00:00Z")]
    [InlineData("2018-4-1T00:00:00Z")]
    public void What_is_no_instant_is_not_guessed(string text)
    {
        Assert.False(TimeText.TryParseInstant(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(0, time);
    }

    [Fact]
    public void Every_day_to_the_year_2200_and_back_agrees_with_the_calendar()
    {
        for (var day = new DateTime(1970, 1, 1); day.Year < 2200; day = day.AddDays(1))
        {
            var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            Assert.True(TimeText.TryParseDay(Encoding.ASCII.GetBytes(text), out var time));
            Assert.Equal((day - DateTime.UnixEpoch).Days * TimeText.DayMilliseconds, time);
            Assert.Equal(text, TimeText.FormatDay(time));
        }
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1_709_251_199_999, "2024-02-29T23:59:59.999Z")]
    [InlineData(TimeText.TimeMax, "9999-12-31T23:59:59.999Z")]
    public void Times_are_written_as_they_are_read(long time, string text)
    {
        Assert.Equal(text, TimeText.FormatInstant(time));

        var local = new byte[19];
        Assert.Equal(19, TimeText.FormatLocal(time, local));
        Assert.Equal(text[..19].Replace('T', ' '), Encoding.ASCII.GetString(local));
        Assert.True(TimeText.TryParseLocal(local, out var seconds));
        Assert.Equal(time / 1000 * 1000, seconds);
    }

    [Fact]
    public void A_time_before_1970_or_after_9999_has_no_text()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeText.FormatInstant(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeText.FormatDay(TimeText.TimeMax + 1));
    }
}
