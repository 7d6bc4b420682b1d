using FinData.Engine.Shards;
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
        app.MapPost("/api/cluster/leave", (string? node, CancellationToken stop) => LeaveAsync(node, stop));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<ClusterDetail> ShowAsync(CancellationToken stop)
    {
        var own = NodePlace.Parse(node.Shards.Owner ?? "");
        var owned = node.Shards.Shards.GroupBy(s => NodePlace.Parse(s.Owner))
            .Where(of => of.Key is not null).ToDictionary(of => of.Key!, of => of.Select(s => s.Number).ToList());
        if (own is not null) owned.TryAdd(own, []);
        var rows = owned.OrderBy(of => of.Key.Name, StringComparer.Ordinal).Select(async of => new ClusterNode(
            of.Key.Name, of.Key.Address, await AnswersAsync(of.Key, own, stop) ? "up" : "unreachable", of.Value));
        return new ClusterDetail(own?.Name, await Task.WhenAll(rows));
    }

    private async Task<bool> AnswersAsync(NodePlace place, NodePlace? own, CancellationToken stop)
    {
        if (place == own) return true;
        try
        {
            using var answer = await client.GetAsync($"{place.Address}/healthz", stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException
            && !stop.IsCancellationRequested)
        {
            return false;
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
/// <param name="Nodes">All that own shards, and who was asked, by name.</param>
public sealed record ClusterDetail(string? Node, IReadOnlyList<ClusterNode> Nodes);

/// <summary>A node of a cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="State"><c>up</c>, or <c>unreachable</c> from who was asked.</param>
/// <param name="Shards">The shards that it has claimed last.</param>
public sealed record ClusterNode(string Name, string Address, string State, IReadOnlyList<int> Shards);

/// <summary>That a node leaves its cluster.</summary>
public sealed record ClusterLeave(string Node, string State);
