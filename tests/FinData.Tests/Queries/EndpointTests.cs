using System.Net;
using System.Text.Json;
using FinData.Queries;
using FinData.Tests.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace FinData.Tests.Queries;

/// <summary>The questions over HTTP to a node whose threads run: the same answers as at rest.</summary>
public sealed class EndpointTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder folder = new();
    private FileNode node = null!;
    private WebApplication app = null!;
    private HttpClient client = null!;
    private RemoteQueries remote = null!;

    public async Task InitializeAsync()
    {
        File.WriteAllLines(folder.File("shop.csv"), [RetailRecordReaderTests.Header,
            "536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
            "C536365,85123A,HOLDER,-6,2010-12-01 08:27:00,2.55,17850.0,United Kingdom"]);
        File.WriteAllLines(folder.File("bank.ndjson"),
        [
            """{"id":"o1","ts":"2026-01-01T00:00:00.000Z","type":"open","account":"a/b%2Fc d","currency":"EUR"}""",
            """{"id":"d1","ts":"2026-01-01T00:00:01.000Z","type":"deposit","account":"a/b%2Fc d","amount":"50.00"}""",
            .. Enumerable.Range(0, 40).Select(Payment),
        ]);
        node = new FileNode([folder.File("shop.csv"), folder.File("bank.ndjson")], isRunning: true);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        QueryEndpoints.Map(app, node.Queries);
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First() + "/") };
        remote = new RemoteQueries(client);
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    public void Dispose()
    {
        client.Dispose();
        node.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Answers_are_the_same_here_and_over_http()
    {
        var local = node.Queries;
        await SameAsync(q => q.AccountsAsync(new AccountFilter { Sort = "-posted", Limit = 2 }));
        var page = await local.AccountsAsync(new AccountFilter { Sort = "-posted", Limit = 2 });
        await SameAsync(q => q.AccountsAsync(new AccountFilter { Sort = "-posted", Limit = 2, After = page.Next }));
        await SameAsync(q => q.AccountAsync("card:7"));
        await SameAsync(q => q.AccountEventsAsync("card:7", 5));
        await SameAsync(q => q.AccountAtAsync("card:7", "2026-01-01T00:20:00.5Z"));
        await SameAsync(q => q.ProductAtAsync("85123A", "2010-12-02"));
        await SameAsync(q => q.DecisionAsync(new DecisionAsked("p7")));
        await SameAsync(q => q.DecisionAsync(new DecisionAsked("p7", "card:7")));
        await SameAsync(q => q.DecisionReplayAsync(new DecisionAsked("p7", Scan: true)));
        var events = await local.AccountEventsAsync("card:7", 5);
        await SameAsync(q => q.AccountEventsAsync("card:7", 5, events.Next));
        await SameAsync(q => q.TopAsync("today", "", 5));
        await SameAsync(q => q.ProductAsync("85123A"));
        await SameAsync(q => q.AlertsAsync(3));
        await SameAsync(q => q.AlertsAsync(3, "card:7"));
        await SameAsync(q => q.DeadLettersAsync(3));
        await SameAsync(q => q.ShardsAsync());
        foreach (var name in NodeQueries.Exports)
            await SameAsync(async q =>
            {
                var text = new StringWriter();
                await q.ExportAsync(name, new ExportOptions(), text);
                return text.ToString();
            });
    }

    [Fact]
    public async Task An_id_may_have_any_printable_character()
    {
        const string id = "account:a/b%2Fc d";
        Assert.Equal((id, "50.00"), ((await remote.AccountAsync(id)).Account, (await remote.AccountAsync(id)).Posted));
        Assert.Equal(2, (await remote.AccountEventsAsync(id, 10)).Items.Count);
    }

    [Theory]
    [InlineData("api/accounts/card%3A9", 404, "card:9"), InlineData("api/accounts/card:9/events", 404, "card:9")]
    [InlineData("api/products/99999", 404, "99999"), InlineData("api/accounts/9", 400, "'9'")]
    [InlineData("api/accounts?limit=1001", 400, "1001"), InlineData("api/accounts?limit=x", 400, "'x'")]
    [InlineData("api/accounts?sort=size", 400, "size"), InlineData("api/accounts?kind=product", 400, "product")]
    [InlineData("api/products/top?count=101", 400, "101"), InlineData("api/products/top?window=2h", 400, "2h")]
    [InlineData("api/export/everything.csv", 400, "everything"), InlineData("api/export/top.csv?by=week", 400, "week")]
    [InlineData("api/accounts?search=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 400, "64")]
    public async Task What_cannot_be_answered_is_a_problem_that_says_why(string path, int status, string says)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains(says, problem.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_remote_problem_is_told_like_a_local_one()
    {
        var here = await Assert.ThrowsAsync<QueryException>(() => node.Queries.AccountAsync("card:9"));
        var there = await Assert.ThrowsAsync<QueryException>(() => remote.AccountAsync("card:9"));
        Assert.Equal((here.Failure, here.Message), (there.Failure, there.Message));
    }

    [Fact]
    public async Task An_export_comes_as_a_file()
    {
        using var answer = await client.GetAsync(new Uri("api/export/balances.csv?kind=terminal", UriKind.Relative));
        Assert.Equal("attachment; filename=\"balances.csv\"", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""
            kind,account,currency,posted,held,available,events
            terminal,terminal:t,EUR,800.00,0.00,800.00,40

            """,
            await answer.Content.ReadAsStringAsync());
    }

    private static string Payment(int minute) => $$"""{"id":"p{{minute}}","ts":"2026-01-01T00:{{minute:D2}}:01Z",""" +
        $$""" "type":"payment","account":"card:7","terminal":"t","amount":{{minute}}.5}""";

    private async Task SameAsync<T>(Func<NodeQueries, Task<T>> ask) =>
        Assert.Equal(JsonSerializer.Serialize(await ask(node.Queries)), JsonSerializer.Serialize(await ask(remote)));
}
