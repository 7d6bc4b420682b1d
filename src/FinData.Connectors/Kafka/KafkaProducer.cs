using FinData.Connectors.Kafka.Native;
using System.Diagnostics;

namespace FinData.Connectors.Kafka;

/// <summary>Writes messages to topics: each once and in order, by the partitions that Java's clients choose.</summary>
/// <remarks>
/// Idempotent, compressed by lz4, in large batches. What is sent waits in the library's queue; where the queue is full,
/// <see cref="Send"/> waits for brokers. One thread.
/// </remarks>
public sealed unsafe class KafkaProducer : KafkaClient
{
    private const int Unassigned = -1, Copied = 2, PurgeAll = 1 | 2;

    // Some 30 MB of usual records; the library counts bytes as well.
    private const int QueuedMax = 200_000;

    private readonly TimeSpan patience;
    private readonly Dictionary<string, TopicHandle> topics = [];
    private RdKafkaError failed;

    private KafkaProducer(KafkaSettings settings, TimeSpan patience) : base(settings, ClientType.Producer,
    [
        ("enable.idempotence", "true"), ("partitioner", "murmur2_random"), ("compression.type", "lz4"),
        ("linger.ms", "5"), ("batch.num.messages", "100000"), ("batch.size", "1000000"),
        ("queue.buffering.max.messages", QueuedMax.ToString()), ("queue.buffering.max.kbytes", "262144"),
        ("message.timeout.ms", ((int)patience.TotalMilliseconds).ToString()), ("delivery.report.only.error", "true"),
    ], EventTypes.Delivery) => this.patience = patience;

    /// <summary>Makes a producer; it connects with the first message.</summary>
    /// <param name="settings">Where the cluster is.</param>
    /// <param name="patience">How long a message may wait for brokers before it has failed.</param>
    public static KafkaProducer Open(KafkaSettings settings, TimeSpan patience) => new(settings, patience);

    /// <summary>Hands a message over, waiting while too many are on their way. The bytes are copied.</summary>
    /// <exception cref="KafkaException">A message was not taken in time or is too large, or no login.</exception>
    public void Send(string topic, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var to = TopicOf(topic);
        fixed (byte* keyAt = key, valueAt = value)
        {
            while (RdKafka.Produce(to, Unassigned, Copied, valueAt, (nuint)value.Length, keyAt, (nuint)key.Length, 0)
                != 0)
            {
                var error = RdKafka.LastError();
                if (error != RdKafkaError.QueueFull)
                    throw Fault(error, $"does not take a message of {value.Length} bytes for '{topic}'",
                        "What was sent before is on its way.");
                Await(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    /// <summary>Waits until brokers have all that was sent; false when the wait was broken off.</summary>
    /// <exception cref="KafkaException">Some of it was not taken.</exception>
    public bool Flush(CancellationToken stop)
    {
        while (RdKafka.Outstanding(Client) > 0 && !stop.IsCancellationRequested) Await(TimeSpan.FromMilliseconds(10));
        Await(TimeSpan.Zero);
        return !stop.IsCancellationRequested;
    }

    private protected override void Take(nint e)
    {
        for (var message = RdKafka.EventMessageNext(e); message != null; message = RdKafka.EventMessageNext(e))
            if (message->Error != RdKafkaError.None) failed = message->Error;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var topic in topics.Values) topic.Dispose();
        // Nobody waits for what is still on its way.
        _ = RdKafka.Purge(Client, PurgeAll);
        base.Dispose(disposing);
    }

    private void Await(TimeSpan wait)
    {
        Poll(wait);
        if (failed != RdKafkaError.None)
            throw Fault(failed, $"has not taken messages for {patience.TotalSeconds:0} s",
                "Some records may be there: send to new topics, or let ids tell repetitions.");
    }

    private nint TopicOf(string name)
    {
        if (!topics.TryGetValue(name, out var topic))
            topics[name] = topic = new TopicHandle(RdKafka.TopicNew(Client, name, 0));
        return topic.DangerousGetHandle();
    }
}
