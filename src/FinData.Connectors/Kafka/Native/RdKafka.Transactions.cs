using System.Runtime.InteropServices;

namespace FinData.Connectors.Kafka.Native;

internal static unsafe partial class RdKafka
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_init_transactions")]
    public static partial nint InitTransactions(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_begin_transaction")]
    public static partial nint BeginTransaction(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_send_offsets_to_transaction")]
    public static partial nint SendOffsets(nint client, TopicPartitionList* offsets, nint group, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit_transaction")]
    public static partial nint CommitTransaction(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint ProduceParts(nint client, MessagePart* parts, nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial RdKafkaError ErrorCode(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_string")]
    public static partial byte* ErrorText(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_is_fatal")]
    public static partial int ErrorIsFatal(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_is_retriable")]
    public static partial int ErrorIsRetriable(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_new",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GroupNew(string group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_destroy")]
    public static partial void GroupDestroy(nint group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_committed")]
    public static partial RdKafkaError Committed(nint client, TopicPartitionList* partitions, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_new")]
    public static partial TopicPartitionList* PartitionsNew(int size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_add",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial TopicPartition* PartitionsAdd(TopicPartitionList* partitions, string topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    public static partial void PartitionsDestroy(TopicPartitionList* partitions);
}

/// <summary>What a part of a message is.</summary>
internal enum PartType
{
    Topic = 2,
    Value = 4,
    Key = 5,
    Flags = 7,
    Header = 9,
}

/// <summary>A part of a message: for a header its name, value and length, else up to two words.</summary>
[StructLayout(LayoutKind.Sequential, Size = 72)]
internal struct MessagePart
{
    public PartType Type;
    public nint First, Second, Third;
}

/// <summary>A partition of a topic with an offset.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TopicPartition
{
    public byte* Topic;
    public int Partition;
    public long Offset;
    public nint Metadata;
    public nuint MetadataBytes;
    public nint Opaque;
    public RdKafkaError Error;
    private readonly nint reserved;
}

/// <summary>Partitions with their offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TopicPartitionList
{
    public int Count, Size;
    public TopicPartition* Items;
}
