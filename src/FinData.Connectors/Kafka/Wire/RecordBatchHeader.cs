using System.Buffers.Binary;
using FinData.Engine.Memory;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>The head of a record batch of format 2, the one that brokers since 0.11 store and send.</summary>
/// <remarks>
/// <code>
///  0 baseOffset i64 | 8 batchLength i32 | 12 leaderEpoch i32 | 16 magic i8 | 17 crc u32 | 21 attributes i16
/// 23 lastOffsetDelta i32 | 27 baseTimestamp i64 | 35 maxTimestamp i64 | 43 producerId i64 | 51 producerEpoch i16
/// 53 baseSequence i32 | 57 recordCount i32 | 61 records, as attributes bits 0..2 have them compressed
/// </code>
/// </remarks>
internal readonly ref struct RecordBatchHeader
{
    public const int Bytes = 61;

    private readonly ReadOnlySpan<byte> batch;

    private RecordBatchHeader(ReadOnlySpan<byte> batch) => this.batch = batch;

    public long BaseOffset => BinaryPrimitives.ReadInt64BigEndian(batch);

    public long LastOffset => BaseOffset + BinaryPrimitives.ReadInt32BigEndian(batch[23..]);

    public int Compression => batch[22] & 7;

    public bool IsTransactional => (batch[22] & 16) != 0;

    /// <summary>A marker of a transaction's end, not of records.</summary>
    public bool IsControl => (batch[22] & 32) != 0;

    public long ProducerId => BinaryPrimitives.ReadInt64BigEndian(batch[43..]);

    public int Records => BinaryPrimitives.ReadInt32BigEndian(batch[57..]);

    /// <summary>The records, compressed or not.</summary>
    public ReadOnlySpan<byte> Body => batch[Bytes..];

    /// <summary>The whole batch's length.</summary>
    public int Length => batch.Length;

    /// <summary>
    /// The batch at the beginning of <paramref name="data"/>; false when it is not all there, as the last of a fetch.
    /// </summary>
    /// <exception cref="KafkaException">It is of an old format or damaged.</exception>
    public static bool TryRead(ReadOnlySpan<byte> data, BatchPlace place, out RecordBatchHeader header)
    {
        header = default;
        if (data.Length < 17) return false;
        if (data[16] != 2)
            throw new KafkaException($"{place} has records of message format {data[16]}, from before Kafka 0.11. " +
                "Copy the topic to a new one, which stores them in format 2.", isTransient: false);
        var length = (long)BinaryPrimitives.ReadInt32BigEndian(data[8..]) + 12;
        if (length > data.Length) return false;
        if (length < Bytes) throw Damaged(place, data);
        header = new RecordBatchHeader(data[..(int)length]);
        return true;
    }

    /// <summary>Compares the checksum of the batch with its bytes.</summary>
    public void Check(BatchPlace place)
    {
        if (Crc32C.Compute(batch[21..]) != BinaryPrimitives.ReadUInt32BigEndian(batch[17..]))
            throw Damaged(place, batch);
    }

    private static KafkaException Damaged(BatchPlace place, ReadOnlySpan<byte> data) => new(
        $"{place}, batch at offset {BinaryPrimitives.ReadInt64BigEndian(data)}: its checksum is wrong, the bytes " +
        "were changed on the way or on the broker's disk. It is fetched again.", isTransient: true);
}
