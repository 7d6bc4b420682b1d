using System.Text.Json;
using FinData.Domain.Rules;
using FinData.Node;
using FinData.Queries;
using Microsoft.AspNetCore.Http.Features;

namespace FinData.Web;

/// <summary>Changes of rules over HTTP: answered once they are durable and in force on all shards.</summary>
public sealed class RuleEndpoints(FinDataNode node, Answers answers)
{
    private const int ListBodyBytesMax = 2 << 20;

    private static readonly TimeSpan answerMax = TimeSpan.FromSeconds(30);

    /// <summary>Adds the routes below <c>/api/rules</c>; lists are among the questions.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/rules", (Delegate)Add);
        app.MapPost("/api/rules/check", (Delegate)Check);
        app.MapPost("/api/rules/{name}/promote", (HttpContext context, string name) => Change(context, name, c =>
            !RuleStages.TryParse(c.To, out var stage)
                ? throw new QueryException(QueryFailure.BadRequest,
                    $"to is '{c.To}'; use one of: {string.Join(", ", RuleStages.Names)}.")
                // Nobody shall take a rule for careful that is about to decide on everything.
                : c.Percent != 0 && stage != RuleStage.Percentage
                ? throw new QueryException(QueryFailure.BadRequest,
                    $"'{c.To}' has no percent: leave it out, or write percentage.")
                : new RuleCommand
                {
                    Ask = RuleAsk.Promote, Stage = stage, Version = c.Version,
                    Percent = (byte)Math.Clamp(c.Percent, 0, byte.MaxValue),
                }));
        app.MapPost("/api/rules/{name}/approve", (HttpContext context, string name) =>
            Change(context, name, c => new RuleCommand { Ask = RuleAsk.Approve, Version = c.Version }));
        app.MapPost("/api/rules/{name}/rollback", (HttpContext context, string name) =>
            Change(context, name, c => new RuleCommand { Ask = RuleAsk.RollBack, Version = c.Version }));
        app.MapPost("/api/lists/{name}/put", (HttpContext context, string name) =>
            ChangeList(context, name, RuleAsk.Put));
        app.MapPost("/api/lists/{name}/remove", (HttpContext context, string name) =>
            ChangeList(context, name, RuleAsk.Remove));
    }

    private async Task<IResult> ChangeList(HttpContext context, string name, RuleAsk ask)
    {
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = ListBodyBytesMax;
            var body = await ReadAsync(context);
            var ids = body.Ids ?? [];
            if (ids.Count == 0 || ids.Any(id => id?.Contains('\n', StringComparison.Ordinal) != false))
                throw new QueryException(QueryFailure.BadRequest, "Send ids such as card:596 as a list of texts.");
            // 0 stands for ever.
            if (body.Until?.ToUnixTimeSeconds() <= 0)
                throw new QueryException(QueryFailure.BadRequest,
                    "'until' has to be after 1970; leave it out for ever.");
            var command = new RuleCommand { Ask = ask, Until = body.Until?.ToUnixTimeSeconds() ?? 0 };
            var change = await Ask(command, new RuleNote(body.By, name, string.Join('\n', ids)),
                context.RequestAborted);
            return Results.Json(new ListChange(name, ids.Count, change.Set), Json.Options);
        }
        catch (QueryException e)
        {
            return Problem(e);
        }
    }

    private async Task<IResult> Add(HttpContext context)
    {
        try
        {
            var body = await ReadAsync(context);
            var read = RuleFile.Read(body.Text);
            if (read.Problems.Count > 0) return Unreadable(read, body.Text);
            var (changes, refused) = (new List<RuleChange>(), new List<RuleRefusal>());
            foreach (var rule in read.Rules)
            {
                // Compiled here, so that no shard waits for the compiler.
                LiveRules.Prepare(rule.Text, node.Shards.Map.Hasher);
                var note = new RuleNote(body.By, rule.Name, rule.Text);
                try
                {
                    changes.Add(await Ask(new RuleCommand { Ask = RuleAsk.Add }, note, context.RequestAborted));
                }
                // Each is a rule of its own; the others are taken in.
                catch (QueryException e) when (e.Failure == QueryFailure.Conflict)
                {
                    refused.Add(new RuleRefusal(rule.Name, e.Message));
                }
            }
            return changes.Count > 0 || refused.Count == 0
                ? Results.Json(new RuleChanges(changes, refused), Json.Options)
                : throw new QueryException(QueryFailure.Conflict, string.Join('\n', refused.Select(r => r.Why)));
        }
        catch (QueryException e)
        {
            return Problem(e);
        }
    }

    private async Task<IResult> Check(HttpContext context)
    {
        try
        {
            var body = await ReadAsync(context);
            var read = RuleFile.Read(body.Text);
            return Results.Json(CheckReport.Of(read, body.Text), Json.Options);
        }
        catch (QueryException e)
        {
            return Problem(e);
        }
    }

    private async Task<IResult> Change(HttpContext context, string name, Func<RuleRequest, RuleCommand> make)
    {
        try
        {
            var body = await ReadAsync(context);
            return Results.Json(await Ask(make(body), new RuleNote(body.By, name, body.Figures),
                context.RequestAborted), Json.Options);
        }
        catch (QueryException e)
        {
            return Problem(e);
        }
    }

    private async Task<RuleChange> Ask(RuleCommand command, RuleNote note, CancellationToken stop)
    {
        if (note.By.Contains('\n', StringComparison.Ordinal) || note.Name.Contains('\n', StringComparison.Ordinal))
            throw new QueryException(QueryFailure.BadRequest, "A name has no line feed in it.");
        var (ticket, decided) = answers.Wait();
        try
        {
            node.ChangeRule(in command, note, ticket);
            var decision = await decided.WaitAsync(answerMax, stop);
            if (decision.Refusal is { } why) throw new QueryException(QueryFailure.Conflict, why);
            var e = decision.Change;
            return new RuleChange(note.Name, e.Version, e.Stage == RuleStage.None ? "" : RuleStages.NameOf(e.Stage),
                e.Kind == RuleEventKind.ApprovalAsked, e.Percent, e.Set);
        }
        catch (TimeoutException)
        {
            throw new QueryException(QueryFailure.Unavailable, $"No decision on '{note.Name}' within " +
                $"{answerMax.TotalSeconds} s. Look with 'findata rule list' whether it has come in, then ask again.");
        }
        finally
        {
            answers.Forget(ticket);
        }
    }

    private static async Task<RuleRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            throw new QueryException(QueryFailure.BadRequest, "Send the request as application/json.");
        try
        {
            var body = await context.Request.ReadFromJsonAsync<RuleRequest>(Json.Options, context.RequestAborted)
                ?? throw new QueryException(QueryFailure.BadRequest, "The body is empty; send a JSON object.");
            string?[] texts = [body.Text, body.By, body.To, body.Figures];
            return !texts.Contains(null) ? body
                : throw new QueryException(QueryFailure.BadRequest, "A text is null: leave it out, or write it.");
        }
        catch (JsonException e)
        {
            throw new QueryException(QueryFailure.BadRequest, $"The body is no JSON as it is expected: {e.Message}", e);
        }
    }

    private static IResult Unreadable(RuleFile read, string text) => Results.Problem(
        string.Join('\n', read.Problems.Select(p => p.Picture("rules", text))), statusCode: 400,
        title: "A rule cannot be read.", extensions: new Dictionary<string, object?>
        {
            ["problems"] = read.Problems.Select(p => ProblemRow.Of(p, text)).ToList(),
        });

    private static IResult Problem(QueryException e) => Results.Problem(e.Message, statusCode: (int)e.Failure,
        title: e.Failure == QueryFailure.Conflict ? "The rule stays as it is." : "The request cannot be done.");
}

/// <summary>What a request about rules says.</summary>
/// <param name="Text">Rules, where some are added or checked.</param>
/// <param name="By">Who asks.</param>
/// <param name="To">The stage of a promotion.</param>
/// <param name="Percent">Of how many debits in a hundred.</param>
/// <param name="Version">The version that is meant; 0 for the one there is.</param>
/// <param name="Ids">Ids that are put into a list or taken out.</param>
/// <param name="Until">When they leave it by themselves; null for never.</param>
/// <param name="Figures">Of a promotion to backtest: what it found on history, in a line.</param>
public sealed record RuleRequest(string Text = "", string By = "", string To = "", int Percent = 0, int Version = 0,
    IReadOnlyList<string>? Ids = null, DateTimeOffset? Until = null, string Figures = "");

/// <summary>A change of a list that is durable.</summary>
/// <param name="List">Its name.</param>
/// <param name="Ids">How many ids it was about.</param>
/// <param name="Set">The number of the change.</param>
public sealed record ListChange(string List, int Ids, int Set);

/// <summary>A change of a rule that is durable.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Version">The version.</param>
/// <param name="Stage">Where it is, or shall come to.</param>
/// <param name="WaitsForApproval">True when somebody else has to approve before it does something.</param>
/// <param name="Percent">Of how many debits in a hundred.</param>
/// <param name="Set">The number of the change.</param>
public sealed record RuleChange(string Rule, int Version, string Stage, bool WaitsForApproval, int Percent, int Set);

/// <summary>Changes that were asked for at once.</summary>
/// <param name="Changes">Those that are durable.</param>
/// <param name="Refused">The others.</param>
public sealed record RuleChanges(IReadOnlyList<RuleChange> Changes, IReadOnlyList<RuleRefusal> Refused);

/// <summary>A rule of a file that was not taken in.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Why">A sentence.</param>
public sealed record RuleRefusal(string Rule, string Why);
