using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using FinData.Cluster;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Node;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinData.Web;

/// <summary><c>POST /api/transactions</c>: a record in, its decision out, once it is durable.</summary>
/// <remarks>
/// On <c>/api/decisions</c> a debit's answer also says what its caller has to do, by <see cref="FailPolicy"/> where
/// there is no decision in time.
/// </remarks>
public sealed class TransactionEndpoint(FinDataNode node, Answers answers, WebSettings web, NodeSettings settings,
    Forwarding forwarding)
{
    /// <summary>Where answers say what a debit's caller has to do.</summary>
    public const string DecisionsPath = "/api/decisions";

    private static readonly TimeSpan answerMax = TimeSpan.FromSeconds(30), lookAfter = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentBag<JsonRecordReader> readers = [];
    private readonly CommandWriter commands = new(node.Shards.Map);

    /// <summary>Answers one request.</summary>
    public async Task<IResult> Post(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return Problem(415, "wrong-content-type", "Send the record as application/json.");
        if (await ReadBody(context.Request) is not { } body)
            return Problem(413, "body-too-large", $"A record may have {web.BodyBytesMax} bytes at most.");
        var answer = WhyNot() ?? Busy(context) ?? await Decide(context, body, context.RequestAborted);
        return answer is ProblemHttpResult { StatusCode: 429 or 503 } problem
            && InPlace(context, body, problem) is { } word ? Results.Json(word, Json.Options) : answer;
    }

    private IResult? Busy(HttpContext context)
    {
        if (answers.Count < web.InFlightMax) return null;
        context.Response.Headers.RetryAfter = "1";
        return Problem(429, "busy",
            $"{web.InFlightMax} records wait for their decision; send this one again in a second.");
    }

    // Routes take a slash at the end, too.
    private static bool AsksForDecision(HttpContext context) => context.Request.Path.StartsWithSegments(DecisionsPath);

    private DecisionBody? InPlace(HttpContext context, ReadOnlyMemory<byte> body, ProblemHttpResult problem) =>
        AsksForDecision(context)
            ? web.FailPolicy.Answer(body.Span, problem.ProblemDetails.Title!) : null;

    private async Task<IResult> Decide(HttpContext context, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var (ticket, decided) = answers.Wait();
        var (shard, epoch) = (-1, 0L);
        var isLeft = false;
        var most = AsksForDecision(context) ? web.FailPolicy.After : answerMax;
        try
        {
            if (Deliver(body.Span, ticket, out shard, out epoch) is { } refusal)
                return Problem(400, refusal.Reason, refusal.Detail);
            if (epoch < 0)
            {
                using var content = new ReadOnlyMemoryContent(body);
                content.Headers.ContentType = new("application/json");
                return await forwarding.Send(context, shard, content);
            }
            var decision = await While(decided, most, stop, () => IsOurs(shard, epoch));
            if (decision.Refusal is { } reason)
                return reason == "id-reused"
                    ? Problem(409, reason, "This id was used before by a record that says something else. " +
                        "Use a new id for a new record.")
                    : Problem(400, reason, "The record is older than the ids that are remembered, " +
                        "so it may be a repetition. Look whether it was decided.");
            var answer = decision.Body ?? await Earlier(decision, stop);
            if (!AsksForDecision(context)) answer = answer with { Decision = null };
            return Results.Json(answer, Json.Options);
        }
        catch (TimeoutException) when (shard >= 0 && !IsOurs(shard, epoch))
        {
            return forwarding.NoOwner(context, shard);
        }
        catch (TimeoutException)
        {
            var problem = (ProblemHttpResult)(WhyNot() ?? Problem(503, "no-answer",
                $"No decision within {most.TotalSeconds} s. Send the same record again: it is decided once."));
            if (InPlace(context, body, problem) is not { } word) return problem;
            isLeft = true;
            _ = Compare(word, decided, ticket);
            return Results.Json(word, Json.Options);
        }
        finally
        {
            if (!isLeft) answers.Forget(ticket);
        }
    }

    private async Task Compare(DecisionBody answered, Task<Decision> decided, uint ticket)
    {
        await FailPolicy.Compare(answered, decided);
        answers.Forget(ticket);
    }

    // Null while the node decides.
    private IResult? WhyNot() => node.Dispatcher switch
    {
        { Failure: { } failure } => Problem(503, "node-stopped", $"The node has stopped: {failure.Message}"),
        { Stalled: { } stalled } => Problem(503, "journal-stalled",
            $"{stalled.Message} Then send the same record again: it is decided once."),
        _ => null,
    };

    private bool IsOurs(int shard, long epoch) => !node.Shards.IsShared
        || !forwarding.IsElsewhere(shard) && node.Shards.Shards[shard].Epoch == epoch;

    // Who waits for a full disk hears of it soon, and not only after the longest wait.
    private async Task<T> While<T>(Task<T> answer, TimeSpan most, CancellationToken stop, Func<bool>? isOurs = null)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await answer.WaitAsync(lookAfter < most ? lookAfter : most, stop);
            }
            catch (TimeoutException) when (WhyNot() is null && isOurs?.Invoke() != false
                && Stopwatch.GetElapsedTime(begin) < most) { }
        }
    }

    // Hands it to its shard; where that is another node's, it gives an epoch below zero instead.
    private Refusal? Deliver(ReadOnlySpan<byte> body, uint ticket, out int shard, out long epoch)
    {
        (shard, epoch) = (-1, 0);
        if (!readers.TryTake(out var reader)) reader = new JsonRecordReader();
        try
        {
            reader.LatestTime = (DateTimeOffset.UtcNow + settings.FutureMax).ToUnixTimeMilliseconds();
            TransactionRecord transaction = default;
            SaleRecord sale = default;
            var chunk = node.Shards.Map.TakeChunk();
            var origin = new CommandWriter.Origin(Position: -1, IsLate: false, ticket);
            switch (reader.Read(body, 0, ref transaction, ref sale, out var refusal))
            {
                case RecordRead.Transaction:
                    shard = commands.ShardOf(in transaction);
                    commands.Write(chunk.Frames, in transaction, origin, (uint)PayloadHash.Of(in transaction), default);
                    break;
                case RecordRead.Sale:
                    shard = commands.ShardOf(in sale);
                    commands.Write(chunk.Frames, in sale, origin, (uint)PayloadHash.Of(in sale), default);
                    break;
                default:
                    node.Shards.Map.Return(chunk);
                    return refusal.Reason is null
                        ? new Refusal("empty", "The body is empty; send one record as a JSON object.")
                        : refusal;
            }
            epoch = forwarding.IsElsewhere(shard) ? -1 : node.Shards.Shards[shard].Epoch;
            if (epoch < 0)
            {
                node.Shards.Map.Return(chunk);
                return null;
            }
            answers.Expect(ticket, transaction.Id);
            chunk.Count = 1;
            node.Shards.Deliver(shard, chunk);
            return null;
        }
        finally
        {
            readers.Add(reader);
        }
    }

    // Decided before this run or this request: the journal has the first answer.
    private async Task<DecisionBody> Earlier(Decision at, CancellationToken stop)
    {
        var found = new TaskCompletionSource<DecisionBody>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shard = node.Shards.Shards[at.Shard];
        shard.Query(() =>
        {
            found.SetResult(ReadEarlier(shard, at));
            return false;
        });
        return await While(found.Task, answerMax, stop);
    }

    private unsafe DecisionBody ReadEarlier(Shard shard, Decision at)
    {
        DecisionBody? answer = null;
        node.Journal.Read(at.Shard, at.Batch, at.Batch, 0, (number, data, length) =>
        {
            var e = BatchReader.Open(data, length, at.Shard, number).FirstFrame;
            for (var i = 0; i < at.Frame; i++) e = EventFrame.Next(e);
            answer = (shard.RegionOf(e->Kind) is ProductRegion ? Decision.OfSale(e, at.Shard, number, at.Frame)
                : Decision.Of(shard, e, at.Shard, number, at.Frame)).Body;
            return false;
        });
        return answer!;
    }

    private async Task<ReadOnlyMemory<byte>?> ReadBody(HttpRequest request)
    {
        if (request.ContentLength > web.BodyBytesMax) return null;
        var body = new byte[Math.Min(request.ContentLength ?? 4096, web.BodyBytesMax) + 1];
        var length = 0;
        while (true)
        {
            int read;
            try
            {
                read = await request.Body.ReadAsync(body.AsMemory(length));
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                return null;    // In chunks, so that its length came to light only now.
            }
            if (read == 0) return body.AsMemory(0, length);
            length += read;
            if (length > web.BodyBytesMax) return null;
            if (length == body.Length) Array.Resize(ref body, Math.Min(body.Length * 2, web.BodyBytesMax + 1));
        }
    }

    private static IResult Problem(int status, string type, string detail) =>
        Results.Problem(detail, statusCode: status, title: type, type: $"urn:findata:{type}",
            extensions: new Dictionary<string, object?> { ["reason"] = type });
}

/// <summary>How the node is reached.</summary>
public sealed record WebSettings
{
    /// <summary>The address; loopback, since there is no login (default: 127.0.0.1).</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 for any free one (default: 8686).</summary>
    public int Port { get; init; } = 8686;

    /// <summary>The largest body (default: 64 KiB).</summary>
    public int BodyBytesMax { get; init; } = 64 << 10;

    /// <summary>Records that wait for their decision at once; more are answered 429 (default: 10,000).</summary>
    public int InFlightMax { get; init; } = 10_000;

    /// <summary>What is answered on a debit while nothing can be decided (default: it is refused after 30 s).</summary>
    public FailPolicy FailPolicy { get; init; } = FailPolicy.Refuse;

    /// <summary>How often the feed tells what has changed (default: 250 ms).</summary>
    public TimeSpan Pulse { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Messages that wait for a slow client; then it gets a snapshot (default: 256).</summary>
    public int ClientBuffer { get; init; } = 256;
}
