using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>Reads a response or a record batch: big-endian numbers, zigzag varints, texts and bytes.</summary>
/// <remarks>
/// Never reads beyond its bytes: what is cut short or ill-formed throws a <see cref="KafkaException"/>.
/// </remarks>
internal ref struct ResponseReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the next byte is.</summary>
    public int At { get; private set; }

    public readonly int Left => bytes.Length - At;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>The length of an array; one that is null counts as empty.</summary>
    public int Count()
    {
        var count = Int32();
        // An element has a byte at least: a longer array is no answer of a broker.
        if (count > Left) throw Malformed();
        return Math.Max(0, count);
    }

    /// <summary>A text; null is empty.</summary>
    public string Text()
    {
        var length = Int16();
        return length <= 0 ? "" : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Bytes with a length of four bytes; null is empty.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Int32();
        return length <= 0 ? [] : Take(length);
    }

    /// <summary>Bytes with a varint length; null is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> VarBytes()
    {
        var length = VarInt();
        return length <= 0 ? [] : Take(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int VarInt()
    {
        // Nearly all lengths of a record are below 8192: one or two bytes.
        if (Left >= 2)
        {
            int first = bytes[At], second = bytes[At + 1];
            if (first < 0x80)
            {
                At++;
                return first >> 1 ^ -(first & 1);
            }
            if (second < 0x80)
            {
                At += 2;
                var both = first & 0x7f | second << 7;
                return both >> 1 ^ -(both & 1);
            }
        }
        return checked((int)VarLong());
    }

    public long VarLong()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw Malformed();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left) throw Malformed();
        At += count;
        return bytes.Slice(At - count, count);
    }

    private readonly KafkaException Malformed() => new(
        $"A broker's answer breaks off or is malformed at byte {At} of {bytes.Length}: " +
        "is it a Kafka broker, and of version 2.1 or later?", isTransient: false);
}
