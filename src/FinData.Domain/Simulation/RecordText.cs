namespace FinData.Domain.Simulation;

/// <summary>The scratch bytes that the spans of one record point into: written from the front, begun anew with each
/// record.</summary>
internal sealed class RecordText
{
    private readonly byte[] bytes = new byte[256];
    private int length;

    public void Clear() => length = 0;

    /// <summary>A letter and a number of at least so many digits, such as <c>a0000001</c>.</summary>
    public ReadOnlySpan<byte> Name(char letter, long number, int digits)
    {
        for (var limit = Limit(digits); number >= limit; limit *= 10) digits++;
        var start = length;
        bytes[start] = (byte)letter;
        // Two digits at a time: each division waits for the one before.
        var i = start + digits;
        for (; i > start + 1; i -= 2)
        {
            var hundredth = number / 100;
            var two = (uint)(number - hundredth * 100);
            bytes[i - 1] = (byte)('0' + two / 10);
            bytes[i] = (byte)('0' + two % 10);
            number = hundredth;
        }
        if (i > start) bytes[i] = (byte)('0' + number);
        length = start + 1 + digits;
        return bytes.AsSpan(start, 1 + digits);
    }

    /// <summary>Several pieces in a row.</summary>
    public ReadOnlySpan<byte> Join(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        var start = length;
        Append(a);
        Append(b);
        Append(c);
        Append(d);
        return bytes.AsSpan(start, length - start);
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(bytes.AsSpan(length));
        length += piece.Length;
    }

    private static long Limit(int digits) => digits switch
    {
        3 => 1_000,
        5 => 100_000,
        7 => 10_000_000,
        _ => 1_000_000_000_000,
    };
}
