namespace FinData.Cluster;

/// <summary>Among which nodes a node is.</summary>
public sealed record ClusterSettings
{
    /// <summary>Its name among those that share the journal; empty for a node that has it alone (default).</summary>
    public string Node { get; init; } = "";

    /// <summary>After how long without a sign of life its shards go to others (default: 6 seconds).</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>True for a node of a cluster.</summary>
    public bool IsUsed => Node.Length > 0;
}
