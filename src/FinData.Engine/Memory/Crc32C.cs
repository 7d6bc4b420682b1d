using System.Buffers.Binary;
using System.Numerics;

namespace FinData.Engine.Memory;

/// <summary>CRC-32C (Castagnoli), as iSCSI and Kafka's record batches use it, by the processor's instruction.</summary>
public static class Crc32C
{
    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= 8; data = data[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
