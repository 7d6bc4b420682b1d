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

    private readonly Option<string> format = new("--format")
    {
        Description = "json or binary, which takes a third of the bytes (default: json).",
        DefaultValueFactory = _ => "json",
    };

    private KafkaOptions() => format.AcceptOnlyFromAmong("json", "binary");

    public static KafkaOptions AddTo(Command command)
    {
        var options = new KafkaOptions();
        command.Add(options.kafka);
        command.Add(options.topic);
        command.Add(options.salesTopic);
        command.Add(options.partitions);
        command.Add(options.format);
        return options;
    }

    /// <summary>True when brokers were named on the command line.</summary>
    public bool IsAsked(CommandResult result) => result.GetValue(kafka) is not null;

    public Values Read(ParseResult parsed, KafkaSettings settings) => new(
        parsed.GetValue(kafka) is { } brokers ? settings with { Bootstrap = brokers } : settings,
        parsed.GetRequiredValue(topic), parsed.GetRequiredValue(salesTopic), parsed.GetValue(partitions),
        parsed.GetValue(format) == "binary");

    /// <summary>Where records go.</summary>
    public sealed record Values(KafkaSettings Settings, string Topic, string SalesTopic, int Partitions,
        bool IsBinary)
    {
        /// <summary>Makes the topics where they are missing, and a publisher; the producer is the caller's.</summary>
        public (KafkaProducer Producer, RecordPublisher Publisher, Dictionary<string, int> Topics) Open()
        {
            if (!Settings.IsUsed)
                throw new NodeException(
                    "No brokers are named: use --kafka HOST:PORT, or set 'findata.kafka.bootstrap'.");
            using var client = KafkaClient.Open(Settings);
            var topics = new Dictionary<string, int>();
            foreach (var name in (string[])[Topic, SalesTopic])
                topics[name] = client.EnsureTopic(name, Partitions, patience);
            var producer = KafkaProducer.Open(Settings, patience);
            return (producer, new RecordPublisher(producer, Topic, SalesTopic, IsBinary), topics);
        }
    }
}
