using System.Runtime.InteropServices;

namespace FinData.Connectors.Kafka.Native;

/// <summary>The functions of librdkafka that are used here, as its header has them.</summary>
/// <remarks>Pointers are of the library; who gets an error or an event frees it.</remarks>
internal static unsafe partial class RdKafka
{
    private const string Library = "librdkafka.so.1";

    /// <summary>The library's version: major, minor and revision in the three upper bytes.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_version")]
    public static partial int Version();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(nint conf, string name, string value, byte* error, nuint errorBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfSetEvents(nint conf, EventTypes events);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void ConfSetLog(nint conf, nint callback);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint New(ClientType type, nint conf, byte* error, nuint errorBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy_flags")]
    public static partial void Destroy(nint client, int flags);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint MainQueue(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_new")]
    public static partial nint QueueNew(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(nint queue, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial RdKafkaError EventError(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    public static partial byte* EventErrorText(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_next")]
    public static partial Message* EventMessageNext(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    public static partial byte* TextOf(RdKafkaError error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_last_error")]
    public static partial RdKafkaError LastError();

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    public static partial RdKafkaError FatalError(nint client, byte* error, nuint errorBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata")]
    public static partial RdKafkaError GetMetadata(nint client, int allTopics, nint onlyTopic, Metadata** metadata,
        int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata_destroy")]
    public static partial void MetadataDestroy(Metadata* metadata);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopicNew(string name, int partitions, int replicas, byte* error, nuint errorBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_destroy")]
    public static partial void NewTopicDestroy(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_CreateTopics")]
    public static partial void CreateTopics(nint client, nint* topics, nuint count, nint options, nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_CreateTopics_result")]
    public static partial nint CreateTopicsResult(nint e);

    [LibraryImport(Library, EntryPoint = "rd_kafka_CreateTopics_result_topics")]
    public static partial nint* CreateTopicsResultTopics(nint result, out nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_error")]
    public static partial RdKafkaError TopicResultError(nint topicResult);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_error_string")]
    public static partial byte* TopicResultErrorText(nint topicResult);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(nint client, string name, nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_produce")]
    public static partial int Produce(nint topic, int partition, int flags, byte* value, nuint valueBytes, byte* key,
        nuint keyBytes, nint opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_outq_len")]
    public static partial int Outstanding(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_purge")]
    public static partial RdKafkaError Purge(nint client, int flags);
}

/// <summary>What kind of client a handle is.</summary>
internal enum ClientType
{
    Producer = 0,
    Consumer = 1,
}

/// <summary>What comes through a client's queue.</summary>
[Flags]
internal enum EventTypes
{
    None = 0,
    Delivery = 1,
    Error = 8,
    Rebalance = 16,
}

/// <summary>A message as the library describes it; of a delivery only the error is read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Message
{
    public RdKafkaError Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueBytes;
    public byte* Key;
    public nuint KeyBytes;
    public long Offset;
    public nint Opaque;
}

/// <summary>What the brokers are and which topics they have.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Metadata
{
    public int BrokerCount;
    public nint Brokers;
    public int TopicCount;
    public TopicMetadata* Topics;
    public int FromBroker;
    public byte* FromBrokerName;
}

/// <summary>A topic and how many partitions it has.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TopicMetadata
{
    public byte* Name;
    public int PartitionCount;
    public nint Partitions;
    public RdKafkaError Error;
}
