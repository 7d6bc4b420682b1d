using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinData.Feed;

namespace FinData.Queries;

/// <summary>Answers from a node that runs in another process, over HTTP.</summary>
/// <param name="node">Its base address is that of the node; the caller disposes it.</param>
public sealed class RemoteQueries(HttpClient node) : NodeQueries
{
    private const int CopiedChars = 16 << 10;

    /// <inheritdoc/>
    public override Task<Page<AccountRow>> AccountsAsync(AccountFilter filter, CancellationToken stop = default) =>
        GetAsync<Page<AccountRow>>(Path("api/accounts", ("search", filter.Search), ("kind", filter.Kind),
            ("sort", filter.Sort), ("limit", Text(filter.Limit)), ("after", filter.After)), stop);

    /// <inheritdoc/>
    public override Task<AccountDetail> AccountAsync(string id, CancellationToken stop = default) =>
        GetAsync<AccountDetail>($"api/accounts/{Uri.EscapeDataString(id)}", stop);

    /// <inheritdoc/>
    public override Task<Page<AccountEventRow>> AccountEventsAsync(string id, int limit, string? before = null,
        CancellationToken stop = default) =>
        GetAsync<Page<AccountEventRow>>(Path($"api/accounts/{Uri.EscapeDataString(id)}/events", ("limit", Text(limit)),
            ("before", before)), stop);

    /// <inheritdoc/>
    public override Task<AccountMoment> AccountAtAsync(string id, string time, CancellationToken stop = default) =>
        GetAsync<AccountMoment>(Path($"api/accounts/{Uri.EscapeDataString(id)}/at", ("time", time)), stop);

    /// <inheritdoc/>
    public override Task<ProductMoment> ProductAtAsync(string code, string time, CancellationToken stop = default) =>
        GetAsync<ProductMoment>(Path($"api/products/{Uri.EscapeDataString(code)}/at", ("time", time)), stop);

    /// <inheritdoc/>
    public override Task<DecisionDetail> DecisionAsync(DecisionAsked asked, CancellationToken stop = default) =>
        GetAsync<DecisionDetail>(Path(asked, ""), stop);

    /// <inheritdoc/>
    public override Task<ReplayReport> DecisionReplayAsync(DecisionAsked asked, CancellationToken stop = default) =>
        GetAsync<ReplayReport>(Path(asked, "/replay"), stop);

    /// <inheritdoc/>
    public override Task<TopProducts> TopAsync(string window, string category, int count,
        CancellationToken stop = default) =>
        GetAsync<TopProducts>(Path("api/products/top", ("window", window), ("category", category),
            ("count", Text(count))), stop);

    /// <inheritdoc/>
    public override Task<ProductDetail> ProductAsync(string code, CancellationToken stop = default) =>
        GetAsync<ProductDetail>($"api/products/{Uri.EscapeDataString(code)}", stop);

    /// <inheritdoc/>
    public override Task<Page<AlertRow>> AlertsAsync(int limit, string? account = null, string? after = null,
        CancellationToken stop = default) =>
        GetAsync<Page<AlertRow>>(Path("api/alerts", ("limit", Text(limit)), ("account", account), ("after", after)),
            stop);

    /// <inheritdoc/>
    public override Task<DeadLetterPage> DeadLettersAsync(int limit, string? reason = null, string? after = null,
        CancellationToken stop = default) =>
        GetAsync<DeadLetterPage>(Path("api/deadletters", ("limit", Text(limit)), ("reason", reason), ("after", after)),
            stop);

    /// <inheritdoc/>
    public override Task<RuleList> RulesAsync(CancellationToken stop = default) =>
        GetAsync<RuleList>("api/rules", stop);

    /// <inheritdoc/>
    public override Task<ListRows> ListsAsync(CancellationToken stop = default) =>
        GetAsync<ListRows>("api/lists", stop);

    /// <inheritdoc/>
    public override Task<ListedId> ListedAsync(string list, string id, CancellationToken stop = default) =>
        GetAsync<ListedId>($"api/lists/{Uri.EscapeDataString(list)}/{Uri.EscapeDataString(id)}", stop);

    /// <inheritdoc/>
    public override Task<ModelList> ModelsAsync(CancellationToken stop = default) =>
        GetAsync<ModelList>("api/models", stop);

    /// <inheritdoc/>
    public override Task<ModelFigureList> ModelFiguresAsync(ModelFiguresAsked asked,
        CancellationToken stop = default) =>
        GetAsync<ModelFigureList>(Path("api/models/figures", ("from", asked.From), ("to", asked.To),
            ("by", asked.By)), stop);

    /// <inheritdoc/>
    public override Task<Page<ShardDetail>> ShardsAsync(CancellationToken stop = default) =>
        GetAsync<Page<ShardDetail>>("api/shards", stop);

    /// <inheritdoc/>
    public override async Task ExportAsync(string name, ExportOptions options, TextWriter to,
        CancellationToken stop = default)
    {
        using var answer = await SendAsync(Path($"api/export/{Uri.EscapeDataString(name)}.csv",
            ("search", options.Search), ("kind", options.Kind), ("account", options.Account),
            ("reason", options.Reason), ("by", options.By),
            ("count", Text(options.Count))), stop);
        using var rows = new StreamReader(await answer.Content.ReadAsStreamAsync(stop), Encoding.UTF8);
        var some = new char[CopiedChars];
        for (int count; (count = await rows.ReadAsync(some, stop)) > 0;)
            await to.WriteAsync(some.AsMemory(0, count), stop);
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken stop)
    {
        using var answer = await SendAsync(path, stop);
        return await answer.Content.ReadFromJsonAsync<T>(Json.Options, stop)
            ?? throw Failed(QueryFailure.Unavailable, "an empty answer");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, CancellationToken stop)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await node.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead,
                stop);
        }
        catch (HttpRequestException e)
        {
            throw Failed(QueryFailure.Unavailable, e.Message, e);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw Failed(QueryFailure.Unavailable, $"nothing within {node.Timeout.TotalSeconds:F0} s", e);
        }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer)
        {
            var failure = (int)answer.StatusCode switch
            {
                400 => QueryFailure.BadRequest,
                404 => QueryFailure.NotFound,
                _ => QueryFailure.Unavailable,
            };
            throw await DetailAsync(answer, stop) is { } detail ? new QueryException(failure, detail)
                : Failed(failure, $"status {(int)answer.StatusCode}");
        }
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return null;
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
    }

    private QueryException Failed(QueryFailure failure, string what, Exception? inner = null) => new(failure,
        $"The node at {node.BaseAddress} has not answered as expected ({what}). Look whether it still runs and at " +
            "its log.", inner);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Path(DecisionAsked asked, string more) =>
        Path($"api/decisions/{Uri.EscapeDataString(asked.Transaction)}{more}", ("account", asked.Account),
            ("scan", asked.Scan ? "true" : null));

    private static string Path(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (string.IsNullOrEmpty(value)) continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return text.ToString();
    }
}
