using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace FinData.Domain.Records;

/// <summary>Writes the parts of one JSON line into bytes that are known to suffice.</summary>
internal ref struct JsonLine(Span<byte> bytes)
{
    private static readonly SearchValues<byte> escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly Span<byte> bytes = bytes;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Punctuation and names, as they are.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(bytes[Length..]);
        Length += json.Length;
    }

    /// <summary>UTF-8 text inside a string, escaped where JSON asks for it: at most six bytes for one.</summary>
    public void Text(scoped ReadOnlySpan<byte> text)
    {
        for (var next = text.IndexOfAny(escaped); next >= 0; next = text.IndexOfAny(escaped))
        {
            Raw(text[..next]);
            var special = text[next];
            if (special is (byte)'"' or (byte)'\\')
            {
                bytes[Length++] = (byte)'\\';
                bytes[Length++] = special;
            }
            else
            {
                Raw("\\u00"u8);
                bytes[Length++] = (byte)('0' + (special >> 4));
                bytes[Length++] = "0123456789abcdef"u8[special & 15];
            }
            text = text[(next + 1)..];
        }
        Raw(text);
    }

    /// <summary>One ASCII letter, as it is.</summary>
    public void Letter(int ascii) => bytes[Length++] = (byte)ascii;

    public void Number(long value)
    {
        if (!Utf8Formatter.TryFormat(value, bytes[Length..], out var written)) throw new UnreachableException();
        Length += written;
    }

    /// <summary>A whole number of units of 10^-digits, as a decimal with that many digits: <c>-12.34</c>.</summary>
    public void Decimal(long units, int digits)
    {
        // The magnitude of the smallest long is no long, but it is an unsigned one.
        var magnitude = units < 0 ? (ulong)-(units + 1) + 1 : (ulong)units;
        if (units < 0) bytes[Length++] = (byte)'-';
        var scale = digits switch
        {
            0 => 1UL,
            1 => 10UL,
            2 => 100UL,
            3 => 1000UL,
            4 => 10_000UL,
            _ => throw new UnreachableException($"A decimal of {digits} digits is not written."),
        };
        var whole = magnitude / scale;
        if (!Utf8Formatter.TryFormat(whole, bytes[Length..], out var written)) throw new UnreachableException();
        Length += written;
        if (digits == 0) return;

        bytes[Length++] = (byte)'.';
        Digits((int)(magnitude - whole * scale), digits);
    }

    /// <summary>Milliseconds since 1970 as <c>2026-01-01T00:00:00.000Z</c>.</summary>
    public void Time(long milliseconds)
    {
        var time = DateTime.UnixEpoch.AddMilliseconds(milliseconds);
        var (year, month, day) = time;
        Digits(year, 4);
        bytes[Length++] = (byte)'-';
        Digits(month, 2);
        bytes[Length++] = (byte)'-';
        Digits(day, 2);
        bytes[Length++] = (byte)'T';
        Digits(time.Hour, 2);
        bytes[Length++] = (byte)':';
        Digits(time.Minute, 2);
        bytes[Length++] = (byte)':';
        Digits(time.Second, 2);
        bytes[Length++] = (byte)'.';
        Digits(time.Millisecond, 3);
        bytes[Length++] = (byte)'Z';
    }

    private void Digits(int value, int count)
    {
        for (var i = Length + count - 1; i >= Length; i--, value /= 10) bytes[i] = (byte)('0' + value % 10);
        Length += count;
    }
}
