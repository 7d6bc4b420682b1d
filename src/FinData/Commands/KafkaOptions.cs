using System.CommandLine;
using System.CommandLine.Parsing;
using FinData.Connectors.Kafka;
using FinData.Node;
using FinData.Publishing;

namespace FinData.Commands;

/// <summary>Options of commands that write records to topics.</summary>
internal sealed class KafkaOptions
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly Option<string?> kafka = new("--kafka")
    {
        Description = "The brokers, as HOST:PORT (default: 'findata.kafka.bootstrap').",
    };
    private readonly Option<string> topic = new("--topic")
    {
        Description = "The topic of transactions (default: transactions).",
        DefaultValueFactory = _ => "transactions",
    };
    private readonly Option<string> salesTopic = new("--sales-topic")
    {
        Description = "The topic of sales (default: sales).", DefaultValueFactory = _ => "sales",
    };
    private readonly Option<int> partitions = new("--partitions")
    {
        Description = "Partitions of a topic that is made; one that is there keeps its own (default: 8).",
        DefaultValueFactory = _ => 8,
    };

    public static KafkaOptions AddTo(Command command)
    {
        var options = new KafkaOptions();
        command.Add(options.kafka);
        command.Add(options.topic);
        command.Add(options.salesTopic);
        command.Add(options.partitions);
        return options;
    }

    /// <summary>True when brokers were named on the command line.</summary>
    public bool IsAsked(CommandResult result) => result.GetValue(kafka) is not null;

    public Values Read(ParseResult parsed, KafkaSettings settings) => new(
        parsed.GetValue(kafka) is { } brokers ? settings with { Bootstrap = brokers } : settings,
        parsed.GetRequiredValue(topic), parsed.GetRequiredValue(salesTopic), parsed.GetValue(partitions));

    /// <summary>Where records go.</summary>
    public sealed record Values(KafkaSettings Settings, string Topic, string SalesTopic, int Partitions)
    {
        /// <summary>Makes the topics where they are missing, and a publisher; the producer is the caller's.</summary>
        public (KafkaProducer Producer, RecordPublisher Publisher, Dictionary<string, int> Topics) Open()
        {
            if (!Settings.IsUsed)
                throw new NodeException("No brokers are named: use --kafka HOST:PORT, or set 'findata.kafka.bootstrap'.");
            using var client = KafkaClient.Open(Settings);
            var topics = new Dictionary<string, int>();
            foreach (var name in (string[])[Topic, SalesTopic])
                topics[name] = client.EnsureTopic(name, Partitions, patience);
            var producer = KafkaProducer.Open(Settings, patience);
            return (producer, new RecordPublisher(producer, Topic, SalesTopic), topics);
        }
    }
}
