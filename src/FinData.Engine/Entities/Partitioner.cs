using System.Buffers.Binary;

namespace FinData.Engine.Entities;

/// <summary>
/// Which shard a name belongs to: Kafka's default partitioner (murmur2, as its Java clients and <c>murmur2_random</c>).
/// </summary>
public static class Partitioner
{
    /// <summary>
    /// The shard of a name among <paramref name="shards"/>; the same as the partition of a record with that key.
    /// </summary>
    public static int ShardOf(ReadOnlySpan<byte> name, int shards) => ShardOf(Murmur2(name), shards);

    /// <summary>The shard of a name, by its hash.</summary>
    public static int ShardOf(uint murmur2, int shards) => (int)((murmur2 & 0x7fffffff) % (uint)shards);

    /// <summary>MurmurHash2 with Kafka's seed (org.apache.kafka.common.utils.Utils.murmur2).</summary>
    public static uint Murmur2(ReadOnlySpan<byte> data)
    {
        const uint seed = 0x9747b28c, m = 0x5bd1e995;
        var h = seed ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data) * m;
            k ^= k >> 24;
            h = h * m ^ k * m;
            data = data[4..];
        }
        if (data.Length >= 3) h ^= (uint)data[2] << 16;
        if (data.Length >= 2) h ^= (uint)data[1] << 8;
        if (data.Length >= 1) h = (h ^ data[0]) * m;
        h = (h ^ h >> 13) * m;
        return h ^ h >> 15;
    }
}
