using FinData.Connectors.Kafka.Native;

namespace FinData.Connectors.Kafka;

/// <summary>
/// A node's place among the nodes of a cluster: Kafka's group protocol says which shards are its own.
/// </summary>
/// <remarks>
/// <code>
///  nodes ──► members of one group ──► the empty topic "shards", a partition for each shard
///            assigned: the node claims and recovers these shards; revoked: it drains them and lets them go
/// </code>
/// Shards move only where they have to (cooperative-sticky), and a member that comes back under its name within the
/// session timeout has its shards as before, without anybody else noticing. Nothing is committed here: positions
/// belong to the journal. All happens within <see cref="KafkaClient.Poll"/>, on the caller's thread, which has to call
/// it more often than each five minutes; a member that stays away longer is put out of the group.
/// </remarks>
public sealed unsafe class ShardGroup : KafkaClient
{
    private readonly Action<IReadOnlyList<int>> assigned;
    private readonly Action<IReadOnlyList<int>, bool> revoked;
    private readonly SortedSet<int> shards = [];
    private bool isTold;

    private ShardGroup(KafkaSettings settings, ShardMembership membership, Action<IReadOnlyList<int>> assigned,
        Action<IReadOnlyList<int>, bool> revoked) : base(settings, ClientType.Consumer,
    [
        ("group.id", membership.Group), ("group.instance.id", membership.Member),
        ("partition.assignment.strategy", "cooperative-sticky"), ("enable.auto.commit", "false"),
        ("auto.offset.reset", "latest"), ("session.timeout.ms", Milliseconds(membership.SessionTimeout)),
        // By its answer a member learns that shards move: soon, however long it may be silent.
        ("heartbeat.interval.ms", Milliseconds(TimeSpan.FromSeconds(Math.Min(1,
            membership.SessionTimeout.TotalSeconds / 4)))),
        // There is nothing to fetch: it is asked for seldom.
        ("fetch.wait.max.ms", "10000"),
    ], EventTypes.Rebalance)
    {
        (this.assigned, this.revoked) = (assigned, revoked);
        var list = RdKafka.PartitionsNew(1);
        RdKafka.PartitionsAdd(list, membership.Topic, -1);
        var error = RdKafka.Subscribe(Client, list);
        RdKafka.PartitionsDestroy(list);
        if (error != RdKafkaError.None)
            throw Fault(error, $"lets nobody into the group '{membership.Group}'", "Check the group's name.");
    }

    /// <summary>The shards that are this node's now, in order.</summary>
    public IReadOnlyCollection<int> Shards => shards;

    /// <summary>Asks for a place; the first shards come by a later poll.</summary>
    /// <param name="settings">Where the cluster is.</param>
    /// <param name="membership">Which group, as whom.</param>
    /// <param name="assigned">
    /// Gets the shards that are added, none where others have them all; it may recover them before it returns.
    /// </param>
    /// <param name="revoked">
    /// Gets the shards that are taken away, and true when they are lost: another node may have them already. When it
    /// returns they are free for another.
    /// </param>
    /// <exception cref="KafkaException">The library is missing, or the settings do not fit together.</exception>
    public static ShardGroup Join(KafkaSettings settings, ShardMembership membership,
        Action<IReadOnlyList<int>> assigned, Action<IReadOnlyList<int>, bool> revoked) =>
        new(settings, membership, assigned, revoked);

    private protected override nint QueueOf(nint client)
    {
        RdKafka.PollByConsumer(client);
        return RdKafka.ConsumerQueue(client);
    }

    private protected override void Take(nint e)
    {
        if (RdKafka.EventType(e) != (int)EventTypes.Rebalance) return;
        var list = RdKafka.EventPartitions(e);
        var numbers = new int[list->Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = list->Items[i].Partition;
        Array.Sort(numbers);
        if (RdKafka.EventError(e) == RdKafkaError.Assigned)
        {
            isTold = true;
            Require(RdKafka.AssignMore(Client, list));
            shards.UnionWith(numbers);
            assigned(numbers);
        }
        else
        {
            shards.ExceptWith(numbers);
            // They stay ours until this has returned: what is under way is let out before another has them.
            if (numbers.Length > 0) revoked(numbers, RdKafka.IsAssignmentLost(Client) != 0);
            Require(RdKafka.AssignFewer(Client, list));
        }
    }

    /// <remarks>
    /// Shards that it was told of since the last poll are answered, and not taken: librdkafka before 2.4 never ends a
    /// member that owes such an answer (its issue 4527). One that has a place and was not told of any shards yet is not
    /// freed: before 2.3 that ends the process (its issue 4312).
    /// </remarks>
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        for (var next = Next(TimeSpan.Zero); next != 0; next = Next(TimeSpan.Zero))
        {
            if (RdKafka.EventType(next) == (int)EventTypes.Rebalance)
            {
                var isAssigned = RdKafka.EventError(next) == RdKafkaError.Assigned;
                isTold |= isAssigned;
                var error = isAssigned
                    ? RdKafka.AssignMore(Client, RdKafka.EventPartitions(next))
                    : RdKafka.AssignFewer(Client, RdKafka.EventPartitions(next));
                if (error != 0) RdKafka.ErrorDestroy(error);
            }
            RdKafka.EventDestroy(next);
        }
        if (!isTold && RdKafka.Version() < 0x02_03_00_00) StayInMemory();
        base.Dispose(disposing);
    }

    private void Require(nint error)
    {
        if (error == 0) return;
        var (code, text) = (RdKafka.ErrorCode(error), TextOf(RdKafka.ErrorText(error)));
        RdKafka.ErrorDestroy(error);
        throw new KafkaException(code, $"Kafka at {Bootstrap} gives no shards: {text}.", isTransient: true);
    }

    private static string Milliseconds(TimeSpan time) => $"{(int)time.TotalMilliseconds}";
}

/// <summary>A node's place in a group.</summary>
/// <param name="Group">The group: one for each cluster of nodes.</param>
/// <param name="Topic">The empty topic with a partition for each shard; it has to be there.</param>
/// <param name="Member">
/// The node's name in the group, the same after each start. A second node of the same name puts the first one out.
/// </param>
/// <param name="SessionTimeout">After so long without a sign of life the node's shards go to others.</param>
public sealed record ShardMembership(string Group, string Topic, string Member, TimeSpan SessionTimeout);
