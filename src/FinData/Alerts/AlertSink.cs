using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FinData.Connectors.Kafka;
using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Alerts;

/// <summary>
/// Alerts, decisions and dead letters of a node's shards on their way to Kafka, each exactly once for readers of
/// committed messages.
/// </summary>
/// <remarks>
/// <code>
///  released batch ─► its few alerts, copied ─┐                       ┌─► alerts, decisions
///  journal, from the committed position on ──┴─► one transaction ────┼─► dead letters
///                                                (one thread)        └─► position of each shard, as a group's
/// </code>
/// The journal is the outbox and the positions are in the transaction, so that after any fault all begins anew from
/// what is committed: another producer of the same id ends what was open, and the journal is read from the positions
/// on. One thread of its own; <see cref="Dispose"/> may be called by any.
/// </remarks>
public sealed partial class AlertSink : IDisposable
{
    private static readonly TimeSpan retryAfter = TimeSpan.FromSeconds(1);

    private readonly ShardRegion shards;
    private readonly KafkaSettings kafka;
    private readonly AlertSettings settings;
    private readonly string name, producerId;
    private readonly ShardOutgoing[] outgoing;
    private readonly int[] committed;               // By shard: the last batch whose alerts are in Kafka.
    private readonly OutgoingWriter writer;
    private readonly AutoResetEvent signal = new(false);
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private TransactionalProducer? producer;
    private Exception? failure;
    private int asleep;
    private volatile bool isFlushing;

    private AlertSink(ShardRegion shards, KafkaSettings kafka, AlertSettings settings, int? only)
    {
        (this.shards, this.kafka, this.settings) = (shards, kafka, settings);
        name = $"findata-outbox-{ClusterOf(shards.Journal.Identity)}";
        producerId = only is null ? name : $"{name}-{only}";
        var sent = only is { } one ? [shards.Shards[one]] : shards.Shards;
        outgoing = [.. sent.Select(s => new ShardOutgoing(s, settings))];
        committed = new int[shards.Shards.Count];
        writer = new OutgoingWriter(shards.Journal, settings);
        thread = new Thread(Run) { IsBackground = true, Name = "alerts" };
    }

    /// <summary>
    /// The group that has the positions: one for each journal. It is the transactional id too, with the shard's number
    /// where shards move between nodes: who takes one fences who had it.
    /// </summary>
    public string Group => name;

    /// <summary>Why nothing leaves at the moment; null when it does.</summary>
    public FinDataException? Stalled { get; private set; }

    /// <summary>Why nothing leaves any more: the node has to stop. Null while it runs.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>Messages that are committed, since the start.</summary>
    public long Sent { get; private set; }

    /// <summary>Transactions that are committed, since the start.</summary>
    public long Transactions { get; private set; }

    /// <summary>How many released batches are not known to be in Kafka; their alerts may be there already.</summary>
    public long Outstanding => outgoing.Sum(o => (long)o.Released - Volatile.Read(ref committed[o.Number]));

    /// <summary>Connects, finds out what has left before, and begins. After recovery.</summary>
    /// <param name="shards">Where alerts come from.</param>
    /// <param name="kafka">Where the cluster is.</param>
    /// <param name="settings">Where alerts go.</param>
    /// <param name="only">The one shard whose alerts it sends; null for all of them.</param>
    /// <exception cref="KafkaException">Kafka does not answer, or refuses.</exception>
    /// <exception cref="AlertException">The journal is older than what has left it.</exception>
    public static AlertSink Start(ShardRegion shards, KafkaSettings kafka, AlertSettings settings, int? only = null)
    {
        var sink = new AlertSink(shards, kafka, settings, only);
        // Before it asks what is out: from there on nothing that is released is missed.
        shards.Released += sink.Take;
        try
        {
            sink.EnsureTopics();
            sink.Connect();
        }
        catch
        {
            shards.Released -= sink.Take;
            sink.producer?.Dispose();
            throw;
        }
        sink.thread.Start();
        return sink;
    }

    /// <summary>
    /// Waits until the alerts of all that is released now are committed in Kafka; false when the wait is broken off.
    /// </summary>
    public bool WaitUntilCommitted(CancellationToken stop)
    {
        var wanted = outgoing.Select(o => o.Released).ToArray();
        while (!stop.IsCancellationRequested)
        {
            if (Failure is { } failed) throw failed;
            if (outgoing.All(o => Volatile.Read(ref committed[o.Number]) >= wanted[o.Number])) return true;
            isFlushing = true;
            signal.Set();
            Thread.Sleep(1);
        }
        return false;
    }

    /// <summary>Stops after the transaction it is at; what is not out yet leaves after the next start.</summary>
    public void Dispose()
    {
        shards.Released -= Take;
        stopping.Cancel();
        signal.Set();
        thread.Join();
        producer?.Dispose();
        signal.Dispose();
        stopping.Dispose();
    }

    private void Take(Shard shard, Batch batch)
    {
        var its = outgoing.Length == 1 ? outgoing[0] : outgoing[shard.Number];
        if (its.Number != shard.Number || !its.Take(batch)) return;
        if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0) signal.Set();
    }

    private void EnsureTopics()
    {
        using var client = KafkaClient.Open(kafka);
        client.EnsureTopic(settings.Topic, committed.Length, Patience);
        client.EnsureTopic(settings.DeadLetterTopic, committed.Length, Patience);
        if (settings.DecisionTopic.Length > 0) client.EnsureTopic(settings.DecisionTopic, committed.Length, Patience);
        var partitions = client.EnsureTopic(settings.ShardTopic, committed.Length, Patience);
        if (partitions < committed.Length)
            throw new AlertException($"The topic '{settings.ShardTopic}' has {partitions} partitions, and the " +
                $"journal {committed.Length} shards: set 'findata.kafka.shards-topic', or give it more.");
    }

    // A new producer ends what the one before has left open; then the positions say what has left.
    private void Connect()
    {
        producer?.Dispose();
        producer = null;
        producer = TransactionalProducer.Open(kafka, producerId, TransactionLasts, Patience);
        // Of its own shards alone: what others have open is none of its business.
        var offsets = GroupOffsets.Read(kafka, name, settings.ShardTopic, [.. outgoing.Select(o => o.Number)],
            Patience);
        foreach (var shard in outgoing)
        {
            shard.Forget();
            // A node that has lost the shard may not have heard of all batches: the journal has.
            var last = shard.Released;
            if (offsets[shard.Number] > last && offsets[shard.Number] > (last = shards.Journal.LastBatch(shard.Number)))
                throw new AlertException($"Alerts of shard {shard.Number} have left up to batch " +
                    $"{offsets[shard.Number]}, and its journal ends with batch {last}: it is an older copy. Go on " +
                    $"with the newer one, or delete the group '{name}' in Kafka to send all alerts of this one again.");
            Volatile.Write(ref committed[shard.Number], (int)offsets[shard.Number]);
        }
    }

    // The same on every node of a journal, and another for every other journal; tells nothing of its secret.
    internal static string ClusterOf(JournalIdentity identity)
    {
        var text = Encoding.ASCII.GetBytes($"findata cluster {identity.Secret0:x16}{identity.Secret1:x16}");
        return Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 6));
    }
}

/// <summary>Alerts cannot leave, and waiting does not help.</summary>
public sealed class AlertException(string message) : FinDataException(message);
