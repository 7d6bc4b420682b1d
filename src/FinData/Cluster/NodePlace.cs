namespace FinData.Cluster;

/// <summary>A node of a cluster and where it answers, as its claims in the journal say it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Such as <c>http://127.0.0.1:8686</c>.</param>
public sealed record NodePlace(string Name, string Address)
{
    /// <summary>The owner of a shard; null where nobody has claimed it yet.</summary>
    public static NodePlace? Parse(string owner) =>
        owner.Split(' ') is [var name, var address] ? new NodePlace(name, address) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Address}";
}
