using System.Diagnostics.CodeAnalysis;
using FinData.Alerts;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;
using FinData.Node;

namespace FinData.Cluster;

/// <summary>
/// A node's place in its cluster: it takes the shards that Kafka's group gives it, and gives up the others.
/// </summary>
/// <remarks>
/// One thread. The group only says who should have a shard; the claim in the journal says who has it. So a node that
/// hears late of what was taken from it does no harm: its next append is fenced.
/// </remarks>
public sealed class ClusterMember : IDisposable
{
    private static readonly TimeSpan pollEvery = TimeSpan.FromMilliseconds(100), retryAfter = TimeSpan.FromSeconds(1),
        releaseMax = TimeSpan.FromSeconds(10), patience = TimeSpan.FromSeconds(20);

    private readonly FinDataNode node;
    private readonly ShardMembership membership;
    private readonly ManualResetEventSlim stopping = new();
    private readonly Thread thread;
    private Exception? failure;
    private bool isLost;

    private ClusterMember(FinDataNode node, string address)
    {
        this.node = node;
        var (settings, name) = (node.Settings, node.Settings.Cluster.Node);
        membership = new ShardMembership($"findata-cluster-{AlertSink.ClusterOf(node.Journal.Identity)}",
            settings.Alerts.ShardTopic, name, settings.Cluster.SessionTimeout);
        node.Shards.Owner = new NodePlace(name, address).ToString();
        thread = new Thread(Run) { IsBackground = true, Name = "cluster" };
    }

    /// <summary>Why it is a member no more: the node has to stop. Null while it is one.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>Asks for a place; shards come later. Once the node answers.</summary>
    /// <param name="node">The node, whose shards are shared.</param>
    /// <param name="address">Where it answers.</param>
    /// <exception cref="KafkaException">Kafka does not answer, or refuses.</exception>
    public static ClusterMember Join(FinDataNode node, string address)
    {
        using (var client = KafkaClient.Open(node.Settings.Kafka))
            client.EnsureTopic(node.Settings.Alerts.ShardTopic, node.Shards.Map.Shards, patience);
        var member = new ClusterMember(node, address);
        member.thread.Start();
        return member;
    }

    /// <summary>Gives the shards up, and its place, so that others take them at once.</summary>
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
        ShardGroup? group = null;
        while (!stopping.IsSet)
        {
            try
            {
                group ??= ShardGroup.Join(node.Settings.Kafka, membership, Assigned, Revoked);
                group.Poll(pollEvery);
                Take(group.Shards);
                if (!isLost) node.Apart = null;
                else node.Apart ??= new KafkaException($"Kafka at {group.Bootstrap} has not heard of node " +
                    $"'{membership.Member}' within 'cluster.session-timeout', or does not answer" +
                    $"{(group.LastFault is { } said ? $" ({said})" : "")}: the node decides nothing until Kafka " +
                    "gives it shards again.", isTransient: true);
            }
            catch (KafkaException fault) when (fault.IsTransient)
            {
                node.Apart = fault;
                group?.Dispose();
                group = null;
                stopping.Wait(retryAfter);
            }
            catch (Exception e)
            {
                Volatile.Write(ref failure, e is KafkaException { IsFenced: true } ? new NodeException(
                    $"Another node has come as '{membership.Member}' and put this one out of the cluster. " +
                    "Give each node a name of its own.", e) : e);
                break;
            }
        }
        Leave(group);
    }

    private void Assigned(IReadOnlyList<int> shards)
    {
        isLost = false;
        Tell(shards, "come to this node.");
        Take(shards);
    }

    private void Revoked(IReadOnlyList<int> shards, bool areLost)
    {
        isLost = areLost;
        Tell(shards, areLost ? "are lost to this node." : "go to other nodes.");
        Release(shards, areLost);
    }

    private static void Tell(IReadOnlyList<int> shards, string what)
    {
        if (shards.Count > 0) Console.Error.WriteLine($"findata: Shards {string.Join(' ', shards)} {what}");
    }

    // Again and again: one that was lost to somebody who should not have it is taken back.
    private void Take(IReadOnlyCollection<int> shards)
    {
        foreach (var shard in shards)
            if (shard < node.Shards.Map.Shards && node.Shards.Shards[shard].Role == ShardRole.Follows)
                node.Shards.Take(shard);
    }

    // When it returns they are another's: what is on its way is let out before, where there is time.
    private void Release(IReadOnlyCollection<int> shards, bool isLost)
    {
        var mine = shards.Where(s => s < node.Shards.Map.Shards).ToList();
        mine.ForEach(node.Shards.Release);
        if (isLost) return;
        for (var end = DateTime.UtcNow + releaseMax; DateTime.UtcNow < end && node.Dispatcher?.Failure is null;)
        {
            if (mine.TrueForAll(s => node.Shards.Shards[s].Role == ShardRole.Follows)) return;
            Thread.Sleep(1);
        }
    }

    private void Leave(ShardGroup? group)
    {
        if (group is null) return;
        Release(group.Shards, isLost: Failure is not null);
        group.Dispose();
        if (Failure is not null) return;
        try
        {
            GroupLeave.Run(node.Settings.Kafka, membership.Group, membership.Member);
        }
        catch (KafkaException)
        {
            // Then the group finds out by itself.
        }
    }
}
