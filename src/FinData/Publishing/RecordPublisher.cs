using FinData.Connectors.Kafka;
using FinData.Domain.Records;

namespace FinData.Publishing;

/// <summary>Writes records to the topics of transactions and of sales, as JSON or in binary.</summary>
/// <remarks>
/// The key is the bare name of account or product, so that a record's partition is its entity's shard. One thread.
/// </remarks>
internal sealed class RecordPublisher(KafkaProducer producer, string transactionTopic, string saleTopic,
    bool isBinary)
{
    private byte[] value = new byte[4096];

    public long Transactions { get; private set; }

    public long Sales { get; private set; }

    /// <summary>Bytes of the values sent.</summary>
    public long Bytes { get; private set; }

    public void Send(in TransactionRecord record)
    {
        Room(isBinary ? BinaryRecordWriter.TransactionBytesMax : JsonRecordWriter.BytesMax(in record));
        // A line's end is no part of a message.
        Send(transactionTopic, record.Account, isBinary ? BinaryRecordWriter.Write(in record, value)
            : JsonRecordWriter.Write(in record, value) - 1);
        Transactions++;
    }

    public void Send(in SaleRecord sale)
    {
        Room(isBinary ? BinaryRecordWriter.BytesMax(in sale) : JsonRecordWriter.BytesMax(in sale));
        Send(saleTopic, sale.Product, isBinary ? BinaryRecordWriter.Write(in sale, value)
            : JsonRecordWriter.Write(in sale, value) - 1);
        Sales++;
    }

    private void Send(string topic, ReadOnlySpan<byte> key, int length)
    {
        producer.Send(topic, key, value.AsSpan(0, length));
        Bytes += length;
    }

    private void Room(int bytes)
    {
        if (value.Length < bytes) value = new byte[2 * bytes];
    }
}
