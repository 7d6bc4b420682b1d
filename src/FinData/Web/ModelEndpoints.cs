using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Node;
using FinData.Queries;
using Microsoft.AspNetCore.Http.Features;

namespace FinData.Web;

/// <summary>Changes of the fraud model over HTTP: answered once they are durable and in force on all shards.</summary>
public sealed class ModelEndpoints(FinDataNode node, Answers answers)
{
    private const int ModelBytesMax = 16 << 20;

    private static readonly TimeSpan answerMax = TimeSpan.FromSeconds(30);

    /// <summary>Adds the routes below <c>/api/models</c>; the list of changes is among the questions.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/models/use", (HttpContext context, string? by) => Change(context, ModelAsk.Use, by));
        app.MapPost("/api/models/watch", (HttpContext context, string? by) => Change(context, ModelAsk.Watch, by));
        app.MapPost("/api/models/stop", (HttpContext context, string? by) => Change(context, ModelAsk.Stop, by));
    }

    private async Task<IResult> Change(HttpContext context, ModelAsk ask, string? by)
    {
        try
        {
            var model = ask == ModelAsk.Use ? await ReadAsync(context) : [];
            return Results.Json(await Ask(ask, by ?? "", model, context.RequestAborted), Json.Options);
        }
        catch (QueryException e)
        {
            return Results.Problem(e.Message, statusCode: (int)e.Failure,
                title: e.Failure == QueryFailure.Conflict ? "The model stays as it is."
                    : "The request cannot be done.");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentType != "application/octet-stream")
            throw new QueryException(QueryFailure.BadRequest, "Send the model's file as application/octet-stream.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = ModelBytesMax;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var bytes = body.ToArray();
            TreeModel.Read(bytes, "The model", FeatureSet.Names, out _);
            // Read here, so that no shard waits for it.
            ModelBook.Prepare(bytes);
            return bytes;
        }
        catch (BadHttpRequestException e)
        {
            throw new QueryException(QueryFailure.BadRequest,
                $"The model cannot be taken: {e.Message} It may have {ModelBytesMax >> 20} MiB.", e);
        }
        catch (FraudException e)
        {
            throw new QueryException(QueryFailure.BadRequest, e.Message, e);
        }
    }

    private async Task<ModelChangeRow> Ask(ModelAsk ask, string by, byte[] model, CancellationToken stop)
    {
        if (by.Contains('\n', StringComparison.Ordinal))
            throw new QueryException(QueryFailure.BadRequest, "A name has no line feed in it.");
        var (ticket, decided) = answers.Wait();
        try
        {
            node.ChangeModel(ask, by, model, ticket);
            var decision = await decided.WaitAsync(answerMax, stop);
            if (decision.Refusal is { } why) throw new QueryException(QueryFailure.Conflict, why);
            return new ModelChangeRow(decision.ModelChange.Number, ModelChangeRow.WordOf(decision.ModelChange.Kind),
                model.Length == 0 ? "" : TreeModel.NameOf(model), by, TimeProvider.System.GetUtcNow());
        }
        catch (TimeoutException)
        {
            throw new QueryException(QueryFailure.Unavailable, "No decision on the model within " +
                $"{answerMax.TotalSeconds} s. Look with 'findata model list' whether it has come in, then ask again.");
        }
        finally
        {
            answers.Forget(ticket);
        }
    }
}
