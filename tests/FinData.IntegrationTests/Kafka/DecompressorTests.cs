using System.Buffers.Binary;
using System.Text;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;
using Snappier;

namespace FinData.IntegrationTests.Kafka;

/// <summary>What was packed by snappy comes out as it was, or is refused by its place.</summary>
public sealed class DecompressorTests : IDisposable
{
    private const int Codec = 2;

    private static readonly BatchPlace place = new("sales", 3, 4711);
    private static readonly byte[] plain =
        Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"sale {i % 97}")));

    private readonly Decompressor decompressor = new();

    [Fact]
    public void One_block_comes_out_as_it_was() => Assert.Equal(plain, Unpack(Snappy.CompressToArray(plain)));

    [Fact]
    public void Many_blocks_behind_a_head_come_out_as_they_were() => Assert.Equal(plain, Unpack(Framed(plain, 32_768)));

    [Fact]
    public void A_head_alone_is_nothing() => Assert.Empty(Unpack(Framed([], 32_768)));

    [Theory, InlineData(false), InlineData(true)]
    public void What_breaks_off_is_refused_by_its_place_wherever_it_does(bool isFramed)
    {
        var few = plain[..3_000];
        var packed = isFramed ? Framed(few, 1_000) : Snappy.CompressToArray(few);
        for (var length = isFramed ? 17 : 1; length < packed.Length; length++)
        {
            // Between two blocks nothing is missing that could be known: what follows is, by the records' count.
            if (isFramed && Ends(packed).Contains(length)) continue;
            var refused = Assert.Throws<KafkaException>(() => Unpack(packed[..length]));
            Assert.StartsWith("'sales' partition 3, offset 4711 cannot be unpacked", refused.Message);
        }
    }

    [Fact]
    public void What_would_unpack_to_more_than_there_is_room_for_is_refused()
    {
        // The length alone says so: two gigabytes less one, as a block begins.
        var refused = Assert.Throws<KafkaException>(() => Unpack([0xff, 0xff, 0xff, 0xff, 0x07, 0]));
        Assert.Contains("unpacks to more than 256 MiB", refused.Message);
    }

    [Fact]
    public void Bytes_at_random_are_unpacked_or_refused_and_never_more()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var packed = new byte[random.Next(1, 200)];
            random.NextBytes(packed);
            // A small length, so that the rest is looked at.
            packed[0] &= 0x7f;
            if (seed % 2 == 1) packed = [.. Framed([], 1), 0, 0, 0, (byte)packed.Length, .. packed];
            var thrown = Record.Exception(() => Unpack(packed));
            Assert.True(thrown is null or KafkaException, $"seed {seed}: {thrown}");
        }
    }

    public void Dispose() => decompressor.Dispose();

    private byte[] Unpack(byte[] packed) => decompressor.Unpack(Codec, packed, place).ToArray();

    // As snappy-java's SnappyOutputStream writes it.
    private static byte[] Framed(byte[] bytes, int block)
    {
        var framed = new List<byte> { 0x82 };
        framed.AddRange("SNAPPY\0"u8);
        framed.AddRange([0, 0, 0, 1, 0, 0, 0, 1]);
        foreach (var part in bytes.Chunk(block))
        {
            var packed = Snappy.CompressToArray(part);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, packed.Length);
            framed.AddRange([.. length, .. packed]);
        }
        return [.. framed];
    }

    private static HashSet<int> Ends(byte[] framed)
    {
        var ends = new HashSet<int>();
        for (var at = 16; at < framed.Length;)
        {
            at += sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(framed.AsSpan(at));
            ends.Add(at);
        }
        return ends;
    }
}
