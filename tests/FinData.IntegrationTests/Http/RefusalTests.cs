using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Http;

/// <summary>What a node does not take, and in which words; after each it takes a good record.</summary>
public sealed class RefusalTests(RefusalTests.EmptyNode empty) : IClassFixture<RefusalTests.EmptyNode>
{
    private RunningNode Node => empty.Node;

    [Theory]
    [InlineData("{\"id\":\"x", "malformed-json")]
    [InlineData("", "empty")]
    [InlineData("[1]", "malformed-json")]
    [InlineData("""{"id":"r1","type":"deposit","account":"account:a","amount":"-1.00","ts":"2026-01-05T10:00:00Z"}""",
        "negative-amount")]
    [InlineData("""{"id":"r2","type":"deposit","account":"account:a","amount":"1e300","ts":"2026-01-05T10:00:00Z"}""",
        null)]
    [InlineData(
        """{"id":"3","type":"deposit","account":"a","amount":"99999999999999.00","ts":"2026-01-05T10:00:00Z"}""",
        "absurd-amount")]
    [InlineData("""{"id":"r4","type":"open","account":"account:a","currency":"ZZZ","ts":"2026-01-05T10:00:00Z"}""",
        "unknown-currency")]
    [InlineData("""{"id":"r5","type":"deposit","account":"account:a","amount":"1.00","ts":"2999-01-01T00:00:00Z"}""",
        "future-time")]
    [InlineData("""{"id":"r6","type":"deposit","account":"account:a","ts":"2026-01-05T10:00:00Z"}""", "missing-field")]
    [InlineData("""{"id":"r7","type":"gift","account":"account:a","amount":"1.00","ts":"2026-01-05T10:00:00Z"}""",
        "unknown-type")]
    public async Task A_bad_record_is_400_with_its_reason(string body, string? reason) =>
        await AssertRefused(body, reason);

    [Fact]
    public async Task A_thousand_levels_are_400_and_no_crash()
    {
        await AssertRefused(string.Concat(Enumerable.Repeat("{\"id\":", 1000)), "malformed-json");
        await AssertRefused(new string('[', 1000), "malformed-json");
    }

    [Fact]
    public async Task Ten_megabytes_are_413()
    {
        using var content = new ByteArrayContent(new byte[10 << 20]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/transactions") { Content = content };
        // The node may answer and hang up while the body is still under way: asking first avoids the race.
        request.Headers.ExpectContinue = true;
        AssertProblem(413, await Node.Send(request));
        await AssertTakesAGoodOne();
    }

    [Fact]
    public async Task A_body_in_chunks_is_413_as_soon_as_it_is_too_large()
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Node.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/transactions HTTP/1.1\r\nHost: 127.0.0.1:{Node.Port}\r\n" +
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\na00000\r\n"));
        await stream.WriteAsync(new byte[67_000]);
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync().WaitAsync(Until.Patience));
        Assert.Contains("body-too-large", await reader.ReadToEndAsync().WaitAsync(Until.Patience));
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/api/transactions") { Content = new StringContent("{}") };
        AssertProblem(415, await Node.Send(request));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    public async Task A_request_of_another_site_is_403(string header, string value)
    {
        using var post =
            new HttpRequestMessage(HttpMethod.Post, "/api/transactions") { Content = new StringContent("{}") };
        post.Headers.TryAddWithoutValidation(header, value);
        AssertProblem(403, await Node.Send(post));
        using var get = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        get.Headers.TryAddWithoutValidation(header, value);
        AssertProblem(403, await Node.Send(get));
    }

    [Theory]
    [InlineData("GET", "/api/nowhere", 404)]
    [InlineData("GET", "/api/accounts/account:nobody", 404)]
    [InlineData("GET", "/api/accounts?limit=many", 400)]
    [InlineData("DELETE", "/api/transactions", 405)]
    public async Task An_address_that_is_none_is_a_problem_too(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        AssertProblem(status, await Node.Send(request));
    }

    [Theory]
    [InlineData("/api/rules", """{"text":null}""")]
    [InlineData("/api/rules/check", """{"text":null}""")]
    [InlineData("/api/rules/x/approve", """{"by":null}""")]
    [InlineData("/api/rules/x/rollback", """{"by":null}""")]
    [InlineData("/api/rules/x/promote", """{"by":"anna","to":"active","percent":10}""")]
    [InlineData("/api/lists/b/put", """{"by":"anna","ids":[null]}""")]
    [InlineData("/api/lists/b/remove", """{"by":"anna","ids":["card:1",null]}""")]
    [InlineData("/api/lists/b/put", """{"by":"anna","ids":["card:1"],"until":"0001-01-01T00:00:00Z"}""")]
    public async Task A_request_about_rules_that_cannot_be_meant_is_400(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        AssertProblem(400, await Node.Send(request));
    }

    [Fact]
    public async Task A_slash_at_the_end_asks_for_the_same_decision()
    {
        Assert.Equal(200, (await Node.Post(Body.Open("slash", "account:slash"))).Status);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/decisions/")
        {
            Content = new StringContent(Body.Withdrawal("slash-out", "account:slash", "1.00"), Encoding.UTF8,
                "application/json"),
        };
        var answer = await Node.Send(request);
        Assert.Equal(200, answer.Status);
        Assert.True(JsonDocument.Parse(answer.Body).RootElement.TryGetProperty("decision", out _), answer.Body);
    }

    private async Task AssertRefused(string body, string? reason)
    {
        var answer = await Node.Post(body);
        AssertProblem(400, answer);
        if (reason is not null) Assert.Equal(reason,
            JsonDocument.Parse(answer.Body).RootElement.GetProperty("reason").GetString());
        await AssertTakesAGoodOne();
    }

    private async Task AssertTakesAGoodOne() =>
        Assert.Equal(200, (await Node.Post(Body.Open("good", "account:good"))).Status);

    private static void AssertProblem(int status, Answer answer)
    {
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetInt32());
    }

    public sealed class EmptyNode : IAsyncLifetime
    {
        private readonly TestFolder folder = new();

        internal RunningNode Node { get; private set; } = null!;

        public async Task InitializeAsync() => Node = await RunningNode.Start(folder.Path);

        public Task DisposeAsync()
        {
            Node.Dispose();
            folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
