using System.Text;
using FinData.Engine.Journals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinData.Queries;

/// <summary>The questions over HTTP, as the dashboard's README has them.</summary>
public static class QueryEndpoints
{
    private const int RowsUsual = 50, TopUsual = 20;

    /// <summary>Adds the routes below <c>/api</c>.</summary>
    public static void Map(IEndpointRouteBuilder app, NodeQueries queries)
    {
        app.MapGet("/api/accounts", Ask(q => queries.AccountsAsync(new AccountFilter
        {
            Search = q.Text("search"), Kind = q.Text("kind"), Sort = q.Text("sort", "account"),
            Limit = q.Number("limit", RowsUsual), After = q.Cursor("after"),
        }, q.Stop)));
        app.MapGet("/api/accounts/{id}", Ask(q => queries.AccountAsync(q.PathPart(1), q.Stop)));
        app.MapGet("/api/accounts/{id}/events", Ask(q => queries.AccountEventsAsync(q.PathPart(2),
            q.Number("limit", RowsUsual), q.Cursor("before"), q.Stop)));
        app.MapGet("/api/accounts/{id}/at", Ask(q => queries.AccountAtAsync(q.PathPart(2), q.Text("time"), q.Stop)));
        app.MapGet("/api/products/{code}/at", Ask(q => queries.ProductAtAsync(q.PathPart(2), q.Text("time"), q.Stop)));
        app.MapGet("/api/decisions/{id}", Ask(q => queries.DecisionAsync(Decision(q, 1), q.Stop)));
        app.MapGet("/api/decisions/{id}/replay", Ask(q => queries.DecisionReplayAsync(Decision(q, 2), q.Stop)));
        app.MapGet("/api/products/top", Ask(q => queries.TopAsync(q.Text("window", "1h"), q.Text("category"),
            q.Number("count", TopUsual), q.Stop)));
        app.MapGet("/api/products/{code}", Ask(q => queries.ProductAsync(q.PathPart(1), q.Stop)));
        app.MapGet("/api/alerts", Ask(q => queries.AlertsAsync(q.Number("limit", RowsUsual), q.Optional("account"),
            q.Cursor("after"), q.Stop)));
        app.MapGet("/api/deadletters", Ask(q => queries.DeadLettersAsync(q.Number("limit", RowsUsual),
            q.Optional("reason"), q.Cursor("after"), q.Stop)));
        app.MapGet("/api/rules", Ask(q => queries.RulesAsync(q.Stop)));
        app.MapGet("/api/models", Ask(q => queries.ModelsAsync(q.Stop)));
        app.MapGet("/api/models/figures", Ask(q => queries.ModelFiguresAsync(new ModelFiguresAsked
        {
            From = q.Optional("from"), To = q.Optional("to"), By = q.Optional("by"),
        }, q.Stop)));
        app.MapGet("/api/lists", Ask(q => queries.ListsAsync(q.Stop)));
        app.MapGet("/api/lists/{list}/{id}", Ask(q => queries.ListedAsync(q.PathPart(2), q.PathPart(1), q.Stop)));
        app.MapGet("/api/shards", Ask(q => queries.ShardsAsync(q.Stop)));
        app.MapGet("/api/export/{name}.csv", context => ExportAsync(context, queries));
    }

    private static DecisionAsked Decision(QueryParameters q, int fromEnd) =>
        new(q.PathPart(fromEnd), q.Optional("account"), q.Text("scan") == "true");

    private static RequestDelegate Ask<T>(Func<QueryParameters, Task<T>> ask) => async context =>
    {
        IResult result;
        try
        {
            result = Results.Json(await ask(new QueryParameters(context.Request)), Json.Options);
        }
        catch (QueryException e)
        {
            result = Problem(e);
        }
        catch (JournalException e)
        {
            result = Problem(e);
        }
        await result.ExecuteAsync(context);
    };

    private static async Task ExportAsync(HttpContext context, NodeQueries queries)
    {
        var name = (string)context.GetRouteValue("name")!;
        // What goes wrong before the first row is told as a problem; after it, the file breaks off.
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        using var rows = new HeadedWriter(text, () =>
        {
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        });
        try
        {
            var parameters = new QueryParameters(context.Request);
            await queries.ExportAsync(name, new ExportOptions
            {
                Search = parameters.Text("search"), Kind = parameters.Text("kind"),
                Account = parameters.Optional("account"), Reason = parameters.Optional("reason"),
                By = parameters.Text("by", "day"), Count = parameters.Number("count", 10),
            }, rows, context.RequestAborted);
        }
        catch (QueryException e) when (!rows.IsStarted)
        {
            await Problem(e).ExecuteAsync(context);
        }
        catch (JournalException e) when (!rows.IsStarted)
        {
            await Problem(e).ExecuteAsync(context);
        }
    }

    private static IResult Problem(QueryException e) =>
        Results.Problem(e.Message, statusCode: (int)e.Failure, title: e.Failure switch
    {
        QueryFailure.NotFound => "There is no such thing.",
        QueryFailure.BadRequest => "The request asks for what cannot be given.",
        _ => "The node cannot answer now.",
    });

    private static IResult Problem(JournalException e) => Results.Problem(e.Message,
        statusCode: e.IsTransient ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        title: "The journal cannot be read.");

    /// <summary>Sets the headers with the first row.</summary>
    private sealed class HeadedWriter(TextWriter to, Action start) : TextWriter
    {
        public bool IsStarted { get; private set; }

        public override Encoding Encoding => to.Encoding;

        public override Task WriteAsync(string? value)
        {
            if (!IsStarted) start();
            IsStarted = true;
            return to.WriteAsync(value);
        }
    }
}
