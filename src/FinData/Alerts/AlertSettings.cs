namespace FinData.Alerts;

/// <summary>Where alerts, decisions and dead letters go.</summary>
public sealed record AlertSettings
{
    /// <summary>The topic of alerts (default: alerts).</summary>
    public string Topic { get; init; } = "alerts";

    /// <summary>The topic of records that could not be taken (default: dead-letters).</summary>
    public string DeadLetterTopic { get; init; } = "dead-letters";

    /// <summary>The topic of the decisions on debits; empty for none of them, which is the default.</summary>
    public string DecisionTopic { get; init; } = "";

    /// <summary>The empty topic with a partition for each shard, whose positions it has (default: shards).</summary>
    public string ShardTopic { get; init; } = "shards";

    /// <summary>How far apart commits are under load (default: 10 ms).</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What waits in memory for each shard; beyond it the journal is read again (default: 4 MiB).</summary>
    public int BufferBytes { get; init; } = 4 << 20;
}
