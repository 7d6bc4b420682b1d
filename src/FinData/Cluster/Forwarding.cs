using FinData.Domain.Fraud.Models;
using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.Node;

namespace FinData.Cluster;

/// <summary>Brings requests that change a shard to the node that owns it; questions are answered by any.</summary>
/// <remarks>
/// Where a shard is, its last claim says. A request is handed on once: a node that gets one for a shard that is not its
/// own either says that there is no owner at the moment. Any thread.
/// </remarks>
public sealed class Forwarding(FinDataNode node) : IDisposable
{
    private const string Header = "FinData-Forwarded";

    private readonly ShardRegion shards = node.Shards;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(40) };

    /// <summary>True when another node has to be asked, or none has the shard.</summary>
    public bool IsElsewhere(int shard) => shards.IsShared && shards.Shards[shard].Role != ShardRole.Owns;

    /// <summary>Asks the owner, and gives its answer as it is.</summary>
    /// <param name="context">The request; its body is given apart.</param>
    /// <param name="shard">The shard that it changes.</param>
    /// <param name="body">What it says.</param>
    public async Task<IResult> Send(HttpContext context, int shard, HttpContent body)
    {
        var owner = NodePlace.Parse(shards.Shards[shard].Owner);
        if (owner is null || owner.ToString() == shards.Owner || context.Request.Headers.ContainsKey(Header))
            return NoOwner(context, shard);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            owner.Address + context.Request.Path + context.Request.QueryString) { Content = body };
        request.Headers.Add(Header, "1");
        try
        {
            using var answer = await client.SendAsync(request, context.RequestAborted);
            if (answer.Headers.RetryAfter is { } after) context.Response.Headers.RetryAfter = after.ToString();
            return Results.Text(await answer.Content.ReadAsStringAsync(context.RequestAborted),
                answer.Content.Headers.ContentType?.ToString(), statusCode: (int)answer.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException
            || e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            return NoOwner(context, shard);
        }
    }

    /// <summary>Hands on what changes rules, lists and models: all of a kind are on one shard.</summary>
    public async Task Registries(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        var name = !HttpMethods.IsPost(context.Request.Method) ? default
            : path.StartsWithSegments("/api/models") ? ModelRegistry.Name
            : path.StartsWithSegments("/api/lists") || path.StartsWithSegments("/api/rules")
                && !path.StartsWithSegments("/api/rules/check") ? RuleRegistry.Name : default;
        var shard = name.Length > 0 ? shards.Map.ShardOf(name) : -1;
        if (shard < 0 || !IsElsewhere(shard))
        {
            await next(context);
            return;
        }
        using var body = new StreamContent(context.Request.Body);
        if (context.Request.ContentType is { } type) body.Headers.TryAddWithoutValidation("Content-Type", type);
        await (await Send(context, shard, body)).ExecuteAsync(context);
    }

    /// <summary>Says that nobody decides for a shard, or nobody knows who, and that it passes.</summary>
    public IResult NoOwner(HttpContext context, int shard)
    {
        context.Response.Headers.RetryAfter = "1";
        var why = node.Apart?.Message ?? "It moves from one node to another.";
        return Results.Problem($"Shard {shard} has no owner that answers. {why} " +
            "Send the same again in a second; a record is decided once.", statusCode: 503, title: "no-owner",
            type: "urn:findata:no-owner", extensions: new Dictionary<string, object?> { ["reason"] = "no-owner" });
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
