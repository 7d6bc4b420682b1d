using System.Runtime.InteropServices;

namespace FinData.Connectors.Kafka.Native;

internal static unsafe partial class RdKafka
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_poll_set_consumer")]
    public static partial RdKafkaError PollByConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint ConsumerQueue(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_subscribe")]
    public static partial RdKafkaError Subscribe(nint client, TopicPartitionList* topics);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_topic_partition_list")]
    public static partial TopicPartitionList* EventPartitions(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_incremental_assign")]
    public static partial nint AssignMore(nint client, TopicPartitionList* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_incremental_unassign")]
    public static partial nint AssignFewer(nint client, TopicPartitionList* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_assignment_lost")]
    public static partial int IsAssignmentLost(nint client);
}
