using System.Diagnostics;
using FinData.Connectors.Kafka.Native;
using FinData.Engine.Memory;

namespace FinData.Connectors.Kafka;

/// <summary>
/// Writes messages and the positions that they come from in one transaction: readers of committed messages see all or
/// none of it.
/// </summary>
/// <remarks>
/// A producer that begins under the same id fences this one, whose next call then fails with
/// <see cref="KafkaException.IsFenced"/>. After any other error what is open is given up with the producer; a new one
/// begins by ending it. One thread.
/// </remarks>
public sealed unsafe class TransactionalProducer : KafkaClient
{
    private const int Copied = 2, HeadersMax = 16, FixedParts = 4, AnswerMilliseconds = 5000,
        DeliveryMilliseconds = 1000;

    private readonly TimeSpan patience;
    private readonly Dictionary<string, TopicHandle> topics = [];
    private readonly NativeBuffer headerBytes = new(1024);
    private readonly (int Name, int Value, int Length)[] headers = new (int, int, int)[HeadersMax];
    private int headerCount;

    private TransactionalProducer(KafkaSettings settings, string id, TimeSpan lasts, TimeSpan patience)
        : base(settings, ClientType.Producer,
    [
        ("transactional.id", id), ("transaction.timeout.ms", $"{(int)lasts.TotalMilliseconds}"),
        // Messages gather while partitions are registered, so they need not linger.
        ("partitioner", "murmur2_random"), ("compression.type", "lz4"), ("linger.ms", "0"),
        ("batch.num.messages", "100000"), ("batch.size", "1000000"), ("delivery.report.only.error", "true"),
        // What is refused for a moment is tried again soon: a transaction right after another one is.
        ("retry.backoff.ms", "10"),
    ], EventTypes.None) => this.patience = patience;

    /// <summary>Connects, ends what an earlier producer of this id has left open, and fences it.</summary>
    /// <param name="settings">Where the cluster is.</param>
    /// <param name="id">The transactional id; one producer at a time has it.</param>
    /// <param name="lasts">How long a transaction may last before brokers give it up.</param>
    /// <param name="patience">How long brokers are waited for.</param>
    /// <exception cref="KafkaException">The cluster does not answer in time; transient unless it refuses.</exception>
    public static TransactionalProducer Open(KafkaSettings settings, string id, TimeSpan lasts, TimeSpan patience)
    {
        var producer = new TransactionalProducer(settings, id, lasts, patience);
        try
        {
            producer.Do(() => RdKafka.InitTransactions(producer.Client, AnswerMilliseconds), "begins no transactions");
            return producer;
        }
        catch
        {
            producer.Dispose();
            throw;
        }
    }

    /// <summary>Begins a transaction.</summary>
    public void Begin() => Do(() => RdKafka.BeginTransaction(Client), "begins no transaction");

    /// <summary>Adds a header to the next message. The bytes are copied.</summary>
    public void AddHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var nameAt = headerBytes.Length;
        headerBytes.Write(name);
        headerBytes.Write([0]);
        headers[headerCount++] = (nameAt, headerBytes.Length, value.Length);
        headerBytes.Write(value);
    }

    /// <summary>Adds a message with the headers that were added. The bytes are copied.</summary>
    /// <exception cref="KafkaException">It is too large, or the queue stays full.</exception>
    public void Send(string topic, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var parts = stackalloc MessagePart[FixedParts + HeadersMax];
        fixed (byte* keyAt = key, valueAt = value)
        {
            parts[0] = new MessagePart { Type = PartType.Topic, First = TopicOf(topic) };
            parts[1] = new MessagePart { Type = PartType.Flags, First = Copied };
            parts[2] = new MessagePart { Type = PartType.Key, First = (nint)keyAt, Second = key.Length };
            parts[3] = new MessagePart { Type = PartType.Value, First = (nint)valueAt, Second = value.Length };
            for (var i = 0; i < headerCount; i++)
                parts[FixedParts + i] = new MessagePart
                {
                    Type = PartType.Header, First = (nint)(headerBytes.Start + headers[i].Name),
                    Second = (nint)(headerBytes.Start + headers[i].Value), Third = headers[i].Length,
                };
            Enqueue(parts, FixedParts + headerCount);
        }
        headerBytes.Clear();
        headerCount = 0;
    }

    /// <summary>Adds positions of a group: they hold when the transaction does.</summary>
    /// <param name="group">The group.</param>
    /// <param name="topic">The topic whose partitions have positions; it has to be there.</param>
    /// <param name="offsets">The position of each partition.</param>
    public void SendOffsets(string group, string topic, IReadOnlyCollection<(int Partition, long Offset)> offsets)
    {
        var list = RdKafka.PartitionsNew(offsets.Count);
        var of = RdKafka.GroupNew(group);
        try
        {
            foreach (var (partition, offset) in offsets)
                RdKafka.PartitionsAdd(list, topic, partition)->Offset = offset;
            Do(() => RdKafka.SendOffsets(Client, list, of, AnswerMilliseconds), "does not take positions");
        }
        finally
        {
            RdKafka.GroupDestroy(of);
            RdKafka.PartitionsDestroy(list);
        }
    }

    /// <summary>Ends the transaction: what is in it holds when this returns.</summary>
    /// <exception cref="KafkaException">It may hold or not; who begins anew finds out by the positions.</exception>
    public void Commit()
    {
        // The library's own wait, within the commit, looks every ten milliseconds only whether all is delivered.
        for (var watch = Stopwatch.StartNew();
            RdKafka.Outstanding(Client) > 0 && watch.ElapsedMilliseconds < DeliveryMilliseconds;)
            Poll(TimeSpan.FromMilliseconds(1));
        Do(() => RdKafka.CommitTransaction(Client, AnswerMilliseconds), "commits nothing");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var topic in topics.Values) topic.Dispose();
        headerBytes.Dispose();
        base.Dispose(disposing);
    }

    private void Enqueue(MessagePart* parts, int count)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var error = RdKafka.ProduceParts(Client, parts, (nuint)count);
            if (error == 0) return;
            var (code, text) = (RdKafka.ErrorCode(error), TextOf(RdKafka.ErrorText(error)));
            RdKafka.ErrorDestroy(error);
            if (code != RdKafkaError.QueueFull || watch.Elapsed > patience) throw Failed(code, text, "takes no message",
                isTransient: code == RdKafkaError.QueueFull);
            Poll(TimeSpan.FromMilliseconds(5));
        }
    }

    // What may be tried again is, as long as there is patience.
    private void Do(Func<nint> call, string what)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var error = call();
            if (error == 0) return;
            var (code, text) = (RdKafka.ErrorCode(error), TextOf(RdKafka.ErrorText(error)));
            var (isRetriable, isFatal) = (RdKafka.ErrorIsRetriable(error) != 0, RdKafka.ErrorIsFatal(error) != 0);
            RdKafka.ErrorDestroy(error);
            if (isFatal) throw Failed(code, text, what, isTransient: code != RdKafkaError.Fenced);
            Poll(TimeSpan.Zero);
            if (!isRetriable || watch.Elapsed > patience) throw Failed(code, text, what, isTransient: true);
        }
    }

    private KafkaException Failed(RdKafkaError code, string text, string what, bool isTransient)
    {
        var said = LastFault is { } fault && !text.Contains(fault, StringComparison.Ordinal) ? $" ({fault})" : "";
        return new KafkaException(code, $"Kafka at {Bootstrap} {what}: {text}{said}.", isTransient);
    }

    private nint TopicOf(string name)
    {
        if (!topics.TryGetValue(name, out var topic))
            topics[name] = topic = new TopicHandle(RdKafka.TopicNew(Client, name, 0));
        return topic.DangerousGetHandle();
    }
}
