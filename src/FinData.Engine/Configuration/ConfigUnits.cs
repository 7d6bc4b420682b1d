using System.Collections.Frozen;
using System.Globalization;

namespace FinData.Engine.Configuration;

/// <summary>Durations and sizes: a number and a unit, with blanks around either.</summary>
internal static class ConfigUnits
{
    // 100 ns are one tick of a TimeSpan.
    private static readonly FrozenDictionary<string, decimal> ticksByUnit = Table(
        (0.01m, "ns nano nanos nanosecond nanoseconds"),
        (10m, "us micro micros microsecond microseconds"),
        (TimeSpan.TicksPerMillisecond, "ms milli millis millisecond milliseconds"),
        (TimeSpan.TicksPerSecond, "s second seconds"),
        (TimeSpan.TicksPerMinute, "m minute minutes"),
        (TimeSpan.TicksPerHour, "h hour hours"),
        (TimeSpan.TicksPerDay, "d day days"));

    private static readonly FrozenDictionary<string, decimal> bytesByUnit = Table([
        (1m, "B b byte bytes"),
        .. Powers(1000m, "kB kilobyte", "MB megabyte", "GB gigabyte", "TB terabyte", "PB petabyte", "EB exabyte",
            "ZB zettabyte", "YB yottabyte"),
        .. Powers(1024m, "K k Ki KiB kibibyte", "M m Mi MiB mebibyte", "G g Gi GiB gibibyte", "T t Ti TiB tebibyte",
            "P p Pi PiB pebibyte", "E e Ei EiB exbibyte", "Z z Zi ZiB zebibyte", "Y y Yi YiB yobibyte"),
    ]);

    /// <summary>Reads a duration, rounded to 100 ns; a number without a unit counts milliseconds.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var infinite = Trim(text) == "infinite";
        var known = TryScale(text, ticksByUnit, "ms", TimeSpan.MaxValue.Ticks, out var ticks);
        duration = infinite ? Timeout.InfiniteTimeSpan : new TimeSpan(known ? (long)decimal.Round(ticks) : 0);
        return infinite || known;
    }

    /// <summary>Reads a size, rounded down to whole bytes; a number without a unit counts bytes.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        var known = TryScale(text, bytesByUnit, "B", long.MaxValue, out var scaled);
        bytes = known ? (long)scaled : 0;
        return known;
    }

    private static bool TryScale(
        string text, FrozenDictionary<string, decimal> units, string unitless, decimal max, out decimal scaled)
    {
        var trimmed = Trim(text);
        var end = trimmed.Length;
        while (end > 0 && char.IsLetter(trimmed[end - 1])) end--;
        var unit = end == trimmed.Length ? unitless : trimmed[end..];
        scaled = 0;
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!units.TryGetValue(unit, out var size)
            || !decimal.TryParse(Trim(trimmed[..end]), Style, CultureInfo.InvariantCulture, out var number)
            || number < 0 || number > max / size)
        {
            return false;
        }
        scaled = number * size;
        return scaled <= max;
    }

    private static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && ConfigReader.IsBlank(text[start])) start++;
        while (end > start && ConfigReader.IsBlank(text[end - 1])) end--;
        return text[start..end];
    }

    private static IEnumerable<(decimal Size, string Names)> Powers(decimal factor, params string[] names) =>
        names.Select((n, i) => (Enumerable.Repeat(factor, i + 1).Aggregate((a, b) => a * b),
            $"{n} {n.Split(' ')[^1]}s"));

    private static FrozenDictionary<string, decimal> Table(params (decimal Size, string Names)[] rows) => rows
        .SelectMany(r => r.Names.Split(' ').Select(n => (Name: n, r.Size)))
        .ToFrozenDictionary(u => u.Name, u => u.Size, StringComparer.Ordinal);
}
