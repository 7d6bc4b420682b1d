using System.Diagnostics;
using FinData.Connectors.Kafka.Native;

namespace FinData.Connectors.Kafka;

/// <summary>Reads the positions of a group, without being one of it.</summary>
public sealed unsafe class GroupOffsets : KafkaClient
{
    private const int AnswerMilliseconds = 5000;

    private GroupOffsets(KafkaSettings settings, string group) : base(settings, ClientType.Consumer,
        [("group.id", group), ("isolation.level", "read_committed"), ("enable.auto.commit", "false")],
        EventTypes.None)
    {
    }

    /// <summary>
    /// The position of each of some partitions, 0 where there is none. Waits for transactions of these that are open.
    /// </summary>
    /// <exception cref="KafkaException">The cluster does not answer in time.</exception>
    public static IReadOnlyDictionary<int, long> Read(KafkaSettings settings, string group, string topic,
        IReadOnlyCollection<int> partitions, TimeSpan patience)
    {
        using var client = new GroupOffsets(settings, group);
        var list = RdKafka.PartitionsNew(partitions.Count);
        try
        {
            foreach (var partition in partitions) RdKafka.PartitionsAdd(list, topic, partition);
            for (var watch = Stopwatch.StartNew(); ;)
            {
                var error = RdKafka.Committed(client.Client, list, AnswerMilliseconds);
                client.Poll(TimeSpan.Zero);
                if (error == RdKafkaError.None) break;
                if (watch.Elapsed > patience)
                    throw client.Fault(error, $"does not tell the positions of the group '{group}'",
                        "They are asked for again.", isTransient: true);
                Thread.Sleep(50);
            }
            var offsets = new Dictionary<int, long>();
            for (var i = 0; i < partitions.Count; i++)
            {
                var item = list->Items[i];
                if (item.Error != RdKafkaError.None)
                    throw client.Fault(item.Error, $"does not tell the positions of the group '{group}'",
                        "They are asked for again.", isTransient: true);
                offsets[item.Partition] = Math.Max(0, item.Offset);
            }
            return offsets;
        }
        finally
        {
            RdKafka.PartitionsDestroy(list);
        }
    }
}
