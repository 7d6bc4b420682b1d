using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace FinData.Domain.Records;

// What nearly every record is: an object of plain texts and numbers. It is found in one pass over the bytes; whatever
// is anything else (an escape, a letter beyond ASCII, a nested value, an error) is left to the full reader, so that
// there is one account of what is wrong. About a fifth of the full reader's time.
internal sealed partial class JsonFields
{
    private bool TryScanFlat(ReadOnlySpan<byte> line)
    {
        var at = 0;
        if (line.Length < 2 || line[0] != '{') return false;
        do
        {
            at = AfterBlanks(line, at + 1);
            if (!TryText(line, at, out var nameLength)) return false;
            var field = FieldOf(line.Slice(at + 1, nameLength));
            at = AfterBlanks(line, at + nameLength + 2);
            if (at >= line.Length || line[at] != ':') return false;
            at = AfterBlanks(line, at + 1);
            if (!TryValue(line, ref at, field)) return false;
            at = AfterBlanks(line, at);
            if (at >= line.Length) return false;
        }
        while (line[at] == ',');
        return line[at] == '}' && AfterBlanks(line, at + 1) == line.Length;
    }

    private bool TryValue(ReadOnlySpan<byte> line, ref int at, JsonField field)
    {
        Place place;
        if (TryText(line, at, out var length))
        {
            place = new Place(at + 1, length, JsonTokenType.String, false);
            at += length + 2;
        }
        else
        {
            length = NumberLength(line, at);
            if (length == 0) return false;
            place = new Place(at, length, JsonTokenType.Number, false);
            at += length;
        }
        if (field == JsonField.Unknown)
        {
            UnknownCount++;
            return true;
        }
        if ((Present & Bit(field)) != 0) return false;
        Present |= Bit(field);
        places[(int)field] = place;
        return true;
    }

    // A text between quotes; false for one that has an escape, a control character or a byte beyond ASCII.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryText(ReadOnlySpan<byte> line, int at, out int length)
    {
        length = 0;
        if ((uint)at >= (uint)line.Length || line[at] != '"') return false;
        for (var i = at + 1; ; i++)
        {
            if (i + Vector128<byte>.Count <= line.Length)
            {
                var bytes = Vector128.Create(line.Slice(i, Vector128<byte>.Count));
                // As signed numbers the bytes beyond ASCII are negative: below the first printable one, too.
                var special = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte()
                    | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                    | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
                var mask = special.ExtractMostSignificantBits();
                if (mask == 0)
                {
                    i += Vector128<byte>.Count - 1;
                    continue;
                }
                i += BitOperations.TrailingZeroCount(mask);
            }
            else if (i >= line.Length) return false;
            var next = line[i];
            if (next == '"')
            {
                length = i - at - 1;
                return true;
            }
            if (next is < (byte)' ' or >= 0x80 or (byte)'\\') return false;
        }
    }

    // Digits with or without a sign and decimals; 0 for what is no number, or one with an exponent.
    private static int NumberLength(ReadOnlySpan<byte> line, int at)
    {
        var i = at;
        if (i < line.Length && line[i] == '-') i++;
        var first = i;
        while (i < line.Length && char.IsAsciiDigit((char)line[i])) i++;
        if (i == first || line[first] == '0' && i > first + 1) return 0;
        if (i < line.Length && line[i] == '.')
        {
            var decimals = ++i;
            while (i < line.Length && char.IsAsciiDigit((char)line[i])) i++;
            if (i == decimals) return 0;
        }
        return i < line.Length && line[i] is (byte)',' or (byte)'}' or (byte)' ' ? i - at : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AfterBlanks(ReadOnlySpan<byte> line, int at)
    {
        while ((uint)at < (uint)line.Length && line[at] == ' ') at++;
        return at;
    }
}
