using System.Globalization;

namespace FinData.Domain.Money;

/// <summary>Money as people and files write it: a decimal string, never a float.</summary>
public static class MoneyText
{
    private static readonly long[] scale = [1, 10, 100, 1000];

    /// <summary>
    /// The largest amount of one record: a thousand million million minor units, so that sums stay far from overflow.
    /// </summary>
    public const long AmountMax = 1_000_000_000_000_000;

    /// <summary>
    /// Reads <c>-12.34</c> into minor units; false unless it is a plain decimal with at most <paramref name="digits"/>
    /// decimals.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int digits, out long minor)
    {
        minor = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var i = negative ? 1 : 0;
        // 16 digits and 3 decimals pass what a long holds, but not this.
        ulong value = 0;
        var whole = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++, whole++) value = value * 10 + (ulong)(text[i] - '0');
        if (whole is 0 or > 16) return false;

        var decimals = 0;
        if (i < text.Length && text[i] == '.')
        {
            for (i++; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                if (++decimals <= digits) value = value * 10 + (ulong)(text[i] - '0');
                else if (text[i] != '0') return false;
            }
            if (decimals == 0) return false;
        }
        if (i != text.Length) return false;
        var missing = (ulong)scale[digits - Math.Min(decimals, digits)];
        if (value > long.MaxValue / missing) return false;
        value *= missing;
        minor = negative ? -(long)value : (long)value;
        return true;
    }

    /// <summary>Writes minor units with the currency's own digits, such as <c>-12.34</c>.</summary>
    public static string Format(long minor, int digits) => Format((Int128)minor, digits);

    /// <summary>The same for a sum that may not fit 64 bits.</summary>
    public static string Format(Int128 minor, int digits)
    {
        if (digits == 0) return minor.ToString(CultureInfo.InvariantCulture);
        var magnitude = (minor < 0 ? -minor : minor).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return $"{(minor < 0 ? "-" : "")}{magnitude[..^digits]}.{magnitude[^digits..]}";
    }

    public static string Format(long minor, Currency currency) => Format(minor, currency.Digits);
}
