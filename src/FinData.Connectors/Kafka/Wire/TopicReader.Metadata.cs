namespace FinData.Connectors.Kafka.Wire;

public sealed partial class TopicReader
{
    private const short ListOffsetsApi = 2, Metadata = 3;
    private const long Earliest = -2, Latest = -1;

    private string PlaceOf(int partition) => partition < 0 ? $"topic '{Topic}'" : $"'{Topic}' partition {partition}";

    private void Require(short error, int partition)
    {
        if (error == KafkaError.None) return;
        throw error switch
        {
            KafkaError.OffsetOutOfRange => new KafkaException(
                $"{PlaceOf(partition)}: offset {partitions[partition].Next} is gone: deleted by the topic's " +
                "retention before it was read, or the topic was made anew. Records are missing: reload them from " +
                "elsewhere, or begin a new data folder.", isTransient: false),
            KafkaError.UnknownTopic => new KafkaException($"There is no {PlaceOf(partition)} in the cluster at " +
                $"{settings.Bootstrap}. Make it, or set another name.", isTransient: false),
            _ => new KafkaException($"{PlaceOf(partition)}: the broker says {KafkaError.NameOf(error)}.",
                KafkaError.IsTransient(error)),
        };
    }

    /// <summary>
    /// Asks how many partitions the topic has by now, and who leads them; in the middle of records, too.
    /// </summary>
    /// <exception cref="KafkaException">Transient: no broker answers.</exception>
    public void LookAtPartitions() => Refresh();

    // Any broker knows all leaders.
    private void Refresh()
    {
        KafkaException? last = null;
        foreach (var address in settings.Bootstrap.Split(',', StringSplitOptions.TrimEntries))
        {
            try
            {
                var (host, port) = Split(address);
                using var connection = new KafkaConnection(host, port, settings, timeout);
                Refresh(connection);
                return;
            }
            catch (KafkaException e) when (e.IsTransient)
            {
                last = e;
            }
        }
        throw last!;
    }

    private void Refresh(KafkaConnection connection)
    {
        var request = connection.Begin(Metadata, 7);
        request.Int32(1);
        request.Text(Topic);
        request.Int8(0);    // A misspelt name shall not make a topic.
        connection.Send();
        // Not where records lie, which may be looked at just now.
        var length = connection.Receive(ref metadata);
        var reader = new ResponseReader(metadata.AsSpan(0, length));
        reader.Int32();
        var found = new Dictionary<int, (string, int)>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var id = reader.Int32();
            found[id] = (reader.Text(), reader.Int32());
            reader.Text();
        }
        brokers = found;
        Cluster = reader.Text();
        reader.Int32();
        reader.Count();
        Require(reader.Int16(), -1);
        reader.Text();
        reader.Int8();
        PartitionCount = reader.Count();
        for (var left = PartitionCount; left > 0; left--)
        {
            Require(reader.Int16() is var error and not 9 ? error : (short)0, -1);
            var number = reader.Int32();
            var leader = reader.Int32();
            reader.Int32();
            for (var lists = 3; lists > 0; lists--)
                for (var replicas = reader.Count(); replicas > 0; replicas--) reader.Int32();
            if (partitions.TryGetValue(number, out var partition)) partition.Leader = leader;
            leaderOf[number] = leader;
        }
    }

    private readonly Dictionary<int, int> leaderOf = [];
    private byte[] metadata = [];

    /// <summary>Asks the brokers for the ends of the partitions that are read, and reads nothing.</summary>
    /// <exception cref="KafkaException">Transient: a broker does not answer.</exception>
    public void LookAtEnds()
    {
        foreach (var led in partitions.Values.GroupBy(p => p.Leader))
        {
            if (!brokers.ContainsKey(led.Key)) continue;
            ListOffsets(led.Key, [.. led.Select(p => p.Number)], Latest, (number, error, offset) =>
            {
                // One that moves to another broker has its end by the next fetch.
                if (error == KafkaError.None) partitions[number].End = offset;
            });
        }
    }

    private long ListOffset(int partition, long timestamp)
    {
        var found = 0L;
        ListOffsets(leaderOf[partition], [partition], timestamp, (number, error, offset) =>
        {
            Require(error, number);
            found = offset;
        });
        return found;
    }

    private void ListOffsets(int leader, IReadOnlyList<int> numbers, long timestamp, Action<int, short, long> found)
    {
        var (host, port) = brokers[leader];
        using var connection = new KafkaConnection(host, port, settings, timeout);
        var request = connection.Begin(ListOffsetsApi, 5);
        request.Int32(-1);
        request.Int8(ReadCommitted);
        request.Int32(1);
        request.Text(Topic);
        request.Int32(numbers.Count);
        foreach (var number in numbers)
        {
            request.Int32(number);
            request.Int32(-1);
            request.Int64(timestamp);
        }
        connection.Send();
        var length = connection.Receive(ref answer);
        var reader = new ResponseReader(answer.AsSpan(0, length));
        reader.Int32();
        reader.Count();
        reader.Text();
        for (var left = reader.Count(); left > 0; left--)
        {
            var (number, error) = (reader.Int32(), reader.Int16());
            reader.Int64();
            found(number, error, reader.Int64());
            reader.Int32();
        }
    }

    internal static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon > 0 && int.TryParse(address.AsSpan(colon + 1), out var port) && port is > 0 and < 65536)
            return (address[..colon].Trim('[', ']'), port);
        throw new KafkaException($"'{address}' is no broker's address: write host:port, as in 127.0.0.1:9092.", false);
    }
}
