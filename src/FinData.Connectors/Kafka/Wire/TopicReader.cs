namespace FinData.Connectors.Kafka.Wire;

/// <summary>
/// Reads partitions of one topic in large fetches, each record in place; positions are the caller's.
/// </summary>
/// <remarks>
/// One thread. It is no member of a group and commits nothing: what was taken is in the caller's journal. While one
/// answer is looked at, the broker prepares the next.
/// <code>
///  Metadata ─► leaders ─► Fetch (read_committed) ─► batches: checksum, unpack ─► records ─► visitor
/// </code>
/// </remarks>
public sealed partial class TopicReader : IDisposable
{
    /// <summary>Gets a record; its bytes are valid during the call.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="value">The value; empty for a tombstone.</param>
    public delegate void Visitor(int partition, long offset, ReadOnlySpan<byte> value);

    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(10);

    private readonly KafkaSettings settings;
    private readonly FetchLimits limits;
    private readonly Dictionary<int, Partition> partitions = [];
    private readonly Dictionary<int, Leader> leaders = [];
    private readonly Decompressor decompressor = new();
    private byte[] answer = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);
    private Dictionary<int, (string Host, int Port)> brokers = [];

    /// <summary>Asks the cluster for the topic.</summary>
    /// <exception cref="KafkaException">No broker answers, or there is no such topic.</exception>
    public TopicReader(KafkaSettings settings, string topic, FetchLimits limits)
    {
        (this.settings, Topic, this.limits) = (settings, topic, limits);
        try
        {
            Refresh();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The topic's name.</summary>
    public string Topic { get; }

    /// <summary>The cluster's id: topics of the same name in two clusters are two sources.</summary>
    public string Cluster { get; private set; } = "";

    /// <summary>How many partitions the topic has.</summary>
    public int PartitionCount { get; private set; }

    /// <summary>The first offset that the broker still has, and the one after the last that is committed.</summary>
    public (long First, long End) OffsetsOf(int partition) =>
        (ListOffset(partition, Earliest), ListOffset(partition, Latest));

    /// <summary>From where a partition is read on; partitions that were never named are not read.</summary>
    public void Seek(int partition, long offset)
    {
        partitions[partition] = new Partition(partition, offset);
        Begin();
    }

    /// <summary>Reads a partition no more.</summary>
    public void Drop(int partition)
    {
        partitions.Remove(partition);
        Begin();
    }

    /// <summary>The offset after the last that was visited.</summary>
    public long PositionOf(int partition) => partitions[partition].Visited;

    /// <summary>The offset after the last that the broker had committed when it was last asked.</summary>
    public long EndOf(int partition) => partitions[partition].End;

    /// <summary>Takes one answer of each leader and asks for the next; gives the number of records.</summary>
    /// <exception cref="KafkaException">
    /// Transient: the next call tries anew, where it was. Else: an offset that is gone, a topic, a login, a codec.
    /// </exception>
    public int Poll(Visitor visit)
    {
        if (partitions.Count == 0) return 0;
        try
        {
            if (leaders.Count == 0) Connect();
            foreach (var leader in leaders.Values)
                if (leader.Connection.InFlight == 0) Ask(leader);
            var records = 0;
            foreach (var leader in leaders.Values) records += Take(leader, visit);
            return records;
        }
        catch (KafkaException)
        {
            Begin();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Disconnect();
        decompressor.Dispose();
    }

    // The next call finds the leaders anew, and goes on after the last record that was visited.
    private void Begin()
    {
        Disconnect();
        foreach (var partition in partitions.Values) partition.Next = partition.Visited;
    }

    private void Disconnect()
    {
        foreach (var leader in leaders.Values) leader.Connection.Dispose();
        leaders.Clear();
    }

    private void Connect()
    {
        Refresh();
        foreach (var partition in partitions.Values)
        {
            if (!leaders.TryGetValue(partition.Leader, out var leader))
            {
                var (host, port) = brokers[partition.Leader];
                leader = new Leader(new KafkaConnection(host, port, settings, timeout + limits.Wait), []);
                leaders[partition.Leader] = leader;
            }
            leader.Partitions.Add(partition);
        }
    }

    private sealed record Leader(KafkaConnection Connection, List<Partition> Partitions)
    {
        // Whether its last answer had records.
        public bool Flows { get; set; }
    }

    private sealed class Partition(int number, long next)
    {
        public int Number => number;

        // What is asked for next, and the offset after the last that was visited.
        public long Next { get; set; } = next;
        public long Visited { get; set; } = next;
        public long End { get; set; } = -1;
        public int Leader { get; set; } = -1;

        // Producers whose transaction was broken off and whose records come now, until its marker.
        public HashSet<long> Aborted { get; } = [];
    }
}

/// <summary>How much is fetched at once.</summary>
/// <param name="Bytes">At most, of all partitions (default: 4 MiB).</param>
/// <param name="PartitionBytes">At most, of one partition; one batch is always given whole (default: 512 KiB).</param>
/// <param name="Wait">How long the broker waits where it has none (default: 100 ms).</param>
/// <param name="Gather">
/// How long the broker gathers records while they come, unless it has <paramref name="PartitionBytes"/> (default: 10
/// ms).
/// </param>
public sealed record FetchLimits(int Bytes, int PartitionBytes, TimeSpan Wait, TimeSpan Gather)
{
    /// <summary>The defaults.</summary>
    public static FetchLimits Default { get; } =
        Of(4 << 20, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(10));

    /// <summary>So much of all partitions, of which one may make up an eighth.</summary>
    public static FetchLimits Of(int bytes, TimeSpan wait, TimeSpan gather) =>
        new(bytes, Math.Max(1, bytes / 8), wait, gather);
}
