using FinData.Connectors.Kafka;
using FinData.Domain.Records;

namespace FinData.Publishing;

/// <summary>Writes records as JSON to the topics of transactions and of sales, keyed by account and product.</summary>
/// <remarks>The key is the bare name, so that a record's partition is its entity's shard. One thread.</remarks>
internal sealed class RecordPublisher(KafkaProducer producer, string transactionTopic, string saleTopic)
{
    private byte[] value = new byte[4096];

    public long Transactions { get; private set; }

    public long Sales { get; private set; }

    /// <summary>Bytes of the values sent.</summary>
    public long Bytes { get; private set; }

    public void Send(in TransactionRecord record)
    {
        Room(JsonRecordWriter.BytesMax(in record));
        Send(transactionTopic, record.Account, JsonRecordWriter.Write(in record, value));
        Transactions++;
    }

    public void Send(in SaleRecord sale)
    {
        Room(JsonRecordWriter.BytesMax(in sale));
        Send(saleTopic, sale.Product, JsonRecordWriter.Write(in sale, value));
        Sales++;
    }

    // A line's end is no part of a message.
    private void Send(string topic, ReadOnlySpan<byte> key, int length)
    {
        producer.Send(topic, key, value.AsSpan(0, length - 1));
        Bytes += length - 1;
    }

    private void Room(int bytes)
    {
        if (value.Length < bytes) value = new byte[2 * bytes];
    }
}
