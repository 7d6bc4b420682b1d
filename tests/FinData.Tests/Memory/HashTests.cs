using System.Text;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Tests.Memory;

/// <summary>Checksums and hashes against values that others have published: files and partitions outlive us.</summary>
public class HashTests
{
    [Fact]
    public void Crc32C_gives_the_values_of_RFC_3720()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0u, Crc32C.Compute([]));
    }

    [Fact]
    public void Crc32C_sees_every_flipped_bit()
    {
        var bytes = Enumerable.Range(0, 61).Select(i => (byte)(i * 7)).ToArray();
        var whole = Crc32C.Compute(bytes);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(whole, Crc32C.Compute(bytes));
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Theory, InlineData("21", -973932308), InlineData("foobar", -790332482), InlineData("abc", 479470107)]
    [InlineData("a-little-bit-long-string", -985981536), InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    public void Partitions_are_those_of_Kafkas_Java_clients(string key, int murmur2)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Assert.Equal(murmur2, (int)Partitioner.Murmur2(bytes));
        foreach (var shards in new[] { 1, 5, 8, 64 })
            Assert.Equal((murmur2 & 0x7fffffff) % shards, Partitioner.ShardOf(bytes, shards));
    }

    [Fact]
    public void A_million_names_of_two_kinds_have_keys_of_their_own()
    {
        var hasher = new KeyHasher(1, 2);
        var keys = new HashSet<EntityKey>();
        for (var i = 0; i < 500_000; i++)
        {
            var name = Encoding.ASCII.GetBytes($"{i}");
            Assert.True(keys.Add(hasher.Hash(1, name)) && keys.Add(hasher.Hash(2, name)),
                $"The key of '{i}' is taken.");
        }
        Assert.DoesNotContain(keys, key => key.IsNone || key.Low == 0);
    }

    [Fact]
    public void A_key_depends_on_the_kind_the_secret_and_every_byte_of_a_name_of_any_length()
    {
        var keys = new HashSet<EntityKey>();
        var name = new byte[255];
        for (var length = 0; length <= name.Length; length++)
        {
            foreach (var kind in new byte[] { 0, 1, 255 })
                Assert.True(keys.Add(new KeyHasher(1, 2).Hash(kind, name.AsSpan(0, length))));
            Assert.True(keys.Add(new KeyHasher(2, 2).Hash(1, name.AsSpan(0, length))));
            Assert.True(keys.Add(new KeyHasher(1, 3).Hash(1, name.AsSpan(0, length))));
            for (var at = 0; at < length; at += 1 + length / 8)
            {
                name[at] = 1;
                Assert.True(keys.Add(new KeyHasher(1, 2).Hash(1, name.AsSpan(0, length))), $"Byte {at} of {length}.");
                name[at] = 0;
            }
        }
    }
}
