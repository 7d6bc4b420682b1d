using System.Diagnostics;
using System.Text.Json.Serialization;

namespace FinData.Publishing;

/// <summary>What was written to topics.</summary>
/// <param name="Records">Transactions and sales.</param>
/// <param name="Transactions">Messages in the topic of transactions.</param>
/// <param name="Sales">Messages in the topic of sales.</param>
/// <param name="Bytes">Of all values, before compression.</param>
/// <param name="Topics">The partitions of the topics.</param>
internal sealed record PublishedFigures(long Records, long Transactions, long Sales, long Bytes,
    IReadOnlyDictionary<string, int> Topics)
{
    public PublishedFigures(RecordPublisher publisher, IReadOnlyDictionary<string, int> topics)
        : this(publisher.Transactions + publisher.Sales, publisher.Transactions, publisher.Sales, publisher.Bytes,
            topics)
    {
    }

    /// <summary>Lines that were left out, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused { get; init; } = new Dictionary<string, long>();

    /// <summary>How long it took on the clock.</summary>
    [JsonPropertyOrder(1)]
    public double Seconds { get; init; }

    /// <summary>How much processor time it took, user and system.</summary>
    [JsonPropertyOrder(2)]
    public double CpuSeconds { get; init; }

    /// <summary>The figures with what the run has taken.</summary>
    public PublishedFigures After(Stopwatch watch) => this with
    {
        Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
        CpuSeconds = Math.Round(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds, 3),
    };
}
