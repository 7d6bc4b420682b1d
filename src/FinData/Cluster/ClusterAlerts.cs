using System.Diagnostics.CodeAnalysis;
using FinData.Alerts;
using FinData.Connectors.Kafka;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;
using FinData.Node;

namespace FinData.Cluster;

/// <summary>
/// Sends the alerts of the shards that this node owns: a sink for each, which begins and ends with it.
/// </summary>
/// <remarks>
/// The sink of a shard fences that of its owner before, and goes on after what has left: positions are in the
/// transactions. One thread, beside those of the sinks.
/// </remarks>
public sealed class ClusterAlerts : IDisposable
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(50), retryAfter = TimeSpan.FromSeconds(1);

    private readonly FinDataNode node;
    private readonly AlertSink?[] sinks;
    private readonly long[] epochs;
    private readonly ManualResetEventSlim stopping = new();
    private readonly Thread thread;
    private Exception? failure;

    /// <summary>Begins to look for shards.</summary>
    public ClusterAlerts(FinDataNode node)
    {
        this.node = node;
        (sinks, epochs) = (new AlertSink?[node.Shards.Map.Shards], new long[node.Shards.Map.Shards]);
        thread = new Thread(Run) { IsBackground = true, Name = "cluster alerts" };
        thread.Start();
    }

    /// <summary>Why some alerts do not leave at the moment; null when they do.</summary>
    public FinDataException? Stalled { get; private set; }

    /// <summary>Why they leave no more: the node has to stop. Null while they do.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>Stops after the transactions that are open.</summary>
    public void Dispose()
    {
        stopping.Set();
        thread.Join();
        stopping.Dispose();
    }

    [SuppressMessage("Design", "CA1031",
        Justification = "Supervision: what stops the thread stops the node, and is told to who waits.")]
    private void Run()
    {
        try
        {
            while (!stopping.Wait(lookEvery))
            {
                FinDataException? stalled = null;
                // All of them, whatever keeps one waiting.
                foreach (var shard in node.Shards.Shards) stalled = Look(shard) ?? stalled;
                Stalled = stalled;
                if (stalled is not null) stopping.Wait(retryAfter);
            }
        }
        catch (Exception e)
        {
            Volatile.Write(ref failure, e);
        }
        foreach (var sink in sinks) sink?.Dispose();
    }

    private FinDataException? Look(Shard shard)
    {
        ref var sink = ref sinks[shard.Number];
        var (isOurs, epoch) = (shard.Role == ShardRole.Owns, shard.Epoch);
        // One that was fenced begins anew, where the shard is still ours.
        if (sink is not null && (!isOurs || epochs[shard.Number] != epoch || sink.Failure is not null))
        {
            sink.Dispose();
            sink = null;
        }
        if (sink is not null || !isOurs) return sink?.Stalled;
        try
        {
            sink = AlertSink.Start(node.Shards, node.Settings.Kafka, node.Settings.Alerts, shard.Number);
            epochs[shard.Number] = epoch;
            return null;
        }
        catch (FinDataException fault) when (fault.IsTransient || fault is KafkaException { IsFenced: true })
        {
            return fault;
        }
    }
}
