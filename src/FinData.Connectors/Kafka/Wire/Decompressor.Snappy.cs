using System.Buffers.Binary;
using Snappier;

namespace FinData.Connectors.Kafka.Wire;

/// <content>
/// Snappy comes in two forms. librdkafka writes one block; Java clients write a head and many, as snappy-java's
/// SnappyOutputStream does:
/// <code>
///  head: 0x82 "SNAPPY" 0x00, version int32, oldest version that reads it int32
///  then again and again: length int32, a block of that length; all big endian
/// </code>
/// </content>
internal sealed unsafe partial class Decompressor
{
    private const int SnappyHead = 16;

    private static ReadOnlySpan<byte> SnappyMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P',
        (byte)'Y', 0];

    private void Unsnap(ReadOnlySpan<byte> packed, BatchPlace place)
    {
        if (!packed.StartsWith(SnappyMagic))
        {
            UnsnapBlock(packed, place);
            return;
        }
        for (var rest = packed[Math.Min(SnappyHead, packed.Length)..]; rest.Length > 0;)
        {
            var length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length < 0 || length > rest.Length - sizeof(int)) throw Damaged(place, "it breaks off");
            UnsnapBlock(rest.Slice(sizeof(int), length), place);
            rest = rest[(sizeof(int) + length)..];
        }
    }

    private void UnsnapBlock(ReadOnlySpan<byte> block, BatchPlace place)
    {
        try
        {
            var length = Snappy.GetUncompressedLength(block);
            if (length < 0) throw Damaged(place, "its length cannot be");
            if (Snappy.Decompress(block, new Span<byte>(Room(length, place), length)) != length)
                throw Damaged(place, "it breaks off");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(place, e.Message);
        }
    }
}
