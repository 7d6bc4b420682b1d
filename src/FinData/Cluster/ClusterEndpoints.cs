using System.Text.Json;
using FinData.Node;
using FinData.Queries;

namespace FinData.Cluster;

/// <summary>What a node knows of its cluster, and how it is told to leave it.</summary>
public sealed class ClusterEndpoints(FinDataNode node) : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient client = new() { Timeout = patience };
    private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the node was told to leave.</summary>
    public Task Left => left.Task;

    /// <summary>Adds the routes below <c>/api/cluster</c>.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/cluster", async (CancellationToken stop) => Results.Json(await ShowAsync(stop), Json.Options));
        app.MapGet("/api/cluster/standing", () => Results.Json(Standing(), Json.Options));
        app.MapPost("/api/cluster/leave", (string? node, CancellationToken stop) => LeaveAsync(node, stop));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<ClusterDetail> ShowAsync(CancellationToken stop)
    {
        if (NodePlace.Parse(node.Shards.Owner ?? "") is not { } own) return new ClusterDetail(null, [], []);
        var owners = node.Shards.Shards.Select(s => NodePlace.Parse(s.Owner)).ToList();
        var places = owners.Append(own).OfType<NodePlace>().Distinct().OrderBy(p => p.Name, StringComparer.Ordinal);
        var asked = await Task.WhenAll(places.Select(async place => (Place: place,
            Standing: place == own ? Standing() : await StandingAsync(place, stop))));
        var standings = asked.ToDictionary(a => a.Place, a => a.Standing);
        var shards = owners.Select((owner, shard) => new ClusterShard(shard, owner?.Name,
            standings.Values.Max(s => s?[shard].Batch ?? 0),
            owner is null ? null : standings[owner]?[shard].Lag)).ToList();
        return new ClusterDetail(own.Name, [.. asked.Select(a => NodeOf(a.Place, a.Standing))], shards);

        ClusterNode NodeOf(NodePlace place, IReadOnlyList<ShardStanding>? standing)
        {
            var owned = shards.Where(s => owners[s.Shard] == place).ToList();
            return new ClusterNode(place.Name, place.Address, standing is null ? "unreachable" : "up",
                [.. owned.Select(s => s.Shard)])
            {
                Lag = owned.Exists(s => s.Lag is null) ? null : owned.Sum(s => s.Lag),
                Behind = standing is null ? null : shards.Sum(s => (long)s.Batch - standing[s.Shard].Batch),
            };
        }
    }

    private List<ShardStanding> Standing() =>
        [.. node.Shards.Shards.Select(s => new ShardStanding(s.LastCommitted, node.Lag(s.Number)))];

    private async Task<IReadOnlyList<ShardStanding>?> StandingAsync(NodePlace place, CancellationToken stop)
    {
        try
        {
            var standing = await client.GetFromJsonAsync<List<ShardStanding>>($"{place.Address}/api/cluster/standing",
                Json.Options, stop);
            return standing?.Count == node.Shards.Map.Shards ? standing : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || e is OperationCanceledException
            && !stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<IResult> LeaveAsync(string? name, CancellationToken stop)
    {
        var own = NodePlace.Parse(node.Shards.Owner ?? "");
        if (own is null)
            return Results.Problem("This node has all shards by itself: it is in no cluster.", statusCode: 409);
        if (name is null || name == own.Name)
        {
            left.TrySetResult();
            return Results.Json(new ClusterLeave(own.Name, "leaves"), Json.Options);
        }
        var place = node.Shards.Shards.Select(s => NodePlace.Parse(s.Owner)).FirstOrDefault(p => p?.Name == name);
        if (place is null)
            return Results.Problem($"No shard is owned by a node '{name}': look with 'findata cluster show'.",
                statusCode: 404);
        try
        {
            using var answer = await client.PostAsync($"{place.Address}/api/cluster/leave", null, stop);
            return Results.Text(await answer.Content.ReadAsStringAsync(stop),
                answer.Content.Headers.ContentType?.ToString(), statusCode: (int)answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            return Results.Problem($"The node '{name}' does not answer at {place.Address}: its shards go to the " +
                "others when its session has ended.", statusCode: 503);
        }
    }
}

/// <summary>The nodes of a cluster, as one of them sees it.</summary>
/// <param name="Node">Who was asked; null for a node that is in no cluster.</param>
/// <param name="Nodes">All that own shards, and who was asked, by name; none in no cluster.</param>
/// <param name="Shards">The shards by number; none in no cluster.</param>
public sealed record ClusterDetail(string? Node, IReadOnlyList<ClusterNode> Nodes, IReadOnlyList<ClusterShard> Shards);

/// <summary>A node of a cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="State"><c>up</c>, or <c>unreachable</c> from who was asked.</param>
/// <param name="Shards">The shards that it has claimed last.</param>
public sealed record ClusterNode(string Name, string Address, string State, IReadOnlyList<int> Shards)
{
    /// <summary>
    /// The batches that another node has and its copy lacks, of all shards; null when it is unreachable. Nodes answer
    /// one a little after the other, so that a busy one is some batches behind without being slow.
    /// </summary>
    public long? Behind { get; init; }

    /// <summary>The records that wait in the sources of its shards; null where it has not told.</summary>
    public long? Lag { get; init; }
}

/// <summary>A shard of a cluster.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Node">Who has claimed it last; null before any.</param>
/// <param name="Batch">Its last batch, of what the nodes have told.</param>
/// <param name="Lag">The records that wait in its sources; null where its owner has not told.</param>
public sealed record ClusterShard(int Shard, string? Node, int Batch, long? Lag);

/// <summary>How far a node has come with a shard, in the order of the shards.</summary>
/// <param name="Batch">The last batch that it has applied and that is durable.</param>
/// <param name="Lag">The records that wait in the shard's sources; null where the node does not read them.</param>
public sealed record ShardStanding(int Batch, long? Lag);

/// <summary>That a node leaves its cluster.</summary>
public sealed record ClusterLeave(string Node, string State);
