using System.Text;

namespace FinData.Domain.Records;

/// <summary>Times as files and people write them, and as records carry them: milliseconds since 1970 UTC.</summary>
/// <remarks>
/// Strict, so that no time is guessed: fixed places, real days, years 1970 to 9999, no leap second, no zone but
/// <c>Z</c>. Writing takes the same years; other times throw <see cref="ArgumentOutOfRangeException"/>.
/// </remarks>
public static class TimeText
{
    public const long DayMilliseconds = 86_400_000;

    /// <summary>The last millisecond of the year 9999.</summary>
    public const long TimeMax = 253_402_300_799_999;

    private const int DayLength = 10;       // 2026-01-01
    private const int SecondsLength = 19;   // 2026-01-01T00:00:00
    private const int InstantLength = 24;   // 2026-01-01T00:00:00.000Z
    private const int FractionMax = 9;
    private const int Wrong = 100;          // Above every pair of digits.

    /// <summary>Reads <c>2026-01-01T00:00:00Z</c>, also with 1 to 9 decimals, of which three count.</summary>
    public static bool TryParseInstant(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        if (text.Length <= SecondsLength || text[^1] != 'Z') return false;

        var thousandths = 0;
        var hasFraction = text.Length > SecondsLength + 1;
        if (hasFraction && !TryParseFraction(text[SecondsLength..^1], out thousandths)) return false;
        if (!TryParse(text[..SecondsLength], (byte)'T', out time)) return false;

        time += thousandths;
        return true;
    }

    /// <summary>Reads <c>2026-01-01</c> as that day's midnight.</summary>
    public static bool TryParseDay(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        return text.Length == DayLength && TryParseDayPart(text, out time);
    }

    /// <summary>Reads <c>2026-01-01 00:00:00</c>, a local time, as it stands.</summary>
    public static bool TryParseLocal(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        return text.Length == SecondsLength && TryParse(text, (byte)' ', out time);
    }

    /// <summary>Writes <c>2026-01-01T00:00:00.000Z</c>; gives the number of bytes, always 24.</summary>
    public static int FormatInstant(long time, Span<byte> to)
    {
        FormatDay(time, to);
        to[DayLength] = (byte)'T';
        FormatClock(time, to[(DayLength + 1)..]);
        var thousandths = (int)(time % 1000);
        to[SecondsLength] = (byte)'.';
        to[20] = (byte)('0' + thousandths / 100);
        WritePair(to, 21, thousandths % 100);
        to[23] = (byte)'Z';
        return InstantLength;
    }

    /// <summary>Writes <c>2026-01-01</c>; gives the number of bytes, always 10.</summary>
    public static int FormatDay(long time, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeMax);
        var (year, month, day) = DateOnly.FromDayNumber((int)(time / DayMilliseconds) + DaysTo1970);
        WritePair(to, 0, year / 100);
        WritePair(to, 2, year % 100);
        to[4] = to[7] = (byte)'-';
        WritePair(to, 5, month);
        WritePair(to, 8, day);
        return DayLength;
    }

    /// <summary>Writes <c>2026-01-01 00:00:00</c>; gives the number of bytes, always 19.</summary>
    public static int FormatLocal(long time, Span<byte> to)
    {
        FormatDay(time, to);
        to[DayLength] = (byte)' ';
        FormatClock(time, to[(DayLength + 1)..]);
        return SecondsLength;
    }

    public static string FormatInstant(long time)
    {
        Span<byte> text = stackalloc byte[InstantLength];
        return Encoding.ASCII.GetString(text[..FormatInstant(time, text)]);
    }

    public static string FormatDay(long time)
    {
        Span<byte> text = stackalloc byte[DayLength];
        return Encoding.ASCII.GetString(text[..FormatDay(time, text)]);
    }

    private const int DaysTo1970 = 719_162;

    private static bool TryParse(ReadOnlySpan<byte> text, byte separator, out long time)
    {
        time = 0;
        var (hour, minute, second) = (Pair(text, 11), Pair(text, 14), Pair(text, 17));
        if (hour >= 24 || minute >= 60 || second >= 60) return false;
        if (text[DayLength] != separator || text[13] != ':' || text[16] != ':') return false;
        if (!TryParseDayPart(text, out time)) return false;

        time += ((hour * 60 + minute) * 60 + second) * 1000L;
        return true;
    }

    private static bool TryParseDayPart(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        var (century, year, month, day) = (Pair(text, 0), Pair(text, 2), Pair(text, 5), Pair(text, 8));
        if (century == Wrong || year == Wrong || text[4] != '-' || text[7] != '-') return false;

        year += century * 100;
        if (year < 1970 || month is 0 or > 12 || day == 0) return false;
        if (day > 28 && day > DateTime.DaysInMonth(year, month)) return false;

        time = (DayNumber(year, month, day) - DaysTo1970) * DayMilliseconds;
        return true;
    }

    // Days since 0001-01-01. The year is taken to begin in March, so that a leap day is its last.
    private static long DayNumber(int year, int month, int day)
    {
        if (month <= 2) (year, month) = (year - 1, month + 12);
        return year * 365L + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 307;
    }

    private static bool TryParseFraction(ReadOnlySpan<byte> fraction, out int thousandths)
    {
        thousandths = 0;
        var digits = fraction[1..];
        if (fraction[0] != '.' || digits.Length is 0 or > FractionMax) return false;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;

        for (var (i, worth) = (0, 100); i < Math.Min(digits.Length, 3); i++, worth /= 10)
            thousandths += (digits[i] - '0') * worth;
        return true;
    }

    private static int Pair(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)text[at] - '0', (uint)text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)(tens * 10 + ones) : Wrong;
    }

    private static void FormatClock(long time, Span<byte> to)
    {
        var seconds = (int)(time % DayMilliseconds / 1000);
        WritePair(to, 0, seconds / 3600);
        WritePair(to, 3, seconds / 60 % 60);
        WritePair(to, 6, seconds % 60);
        to[2] = to[5] = (byte)':';
    }

    private static void WritePair(Span<byte> to, int at, int value)
    {
        to[at] = (byte)('0' + value / 10);
        to[at + 1] = (byte)('0' + value % 10);
    }
}
