using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace FinData.IntegrationTests.Running;

/// <summary>A node, or a demo, that answers.</summary>
internal sealed class RunningNode : IDisposable
{
    private RunningNode(RunningProgram program, string address)
    {
        (Program, Address) = (program, address);
        Client = new HttpClient { BaseAddress = new Uri(address), Timeout = Until.Patience };
    }

    public RunningProgram Program { get; }

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Address { get; }

    public int Port => Client.BaseAddress!.Port;

    public HttpClient Client { get; }

    public static Task<RunningNode> Start(string data, params string[] more) =>
        Of(RunningProgram.Start(["node", "--port", "0", "--data", data, .. more]));

    /// <summary>A node with variables.</summary>
    public static Task<RunningNode> Start(IReadOnlyDictionary<string, string> environment, string data) =>
        Of(RunningProgram.Start(environment, "node", "--port", "0", "--data", data));

    /// <summary>Waits until a program that was started says where it answers.</summary>
    public static async Task<RunningNode> Of(RunningProgram program) => new(program, await program.FirstLine());

    public Task<Answer> Post(string json) => PostTo("/api/transactions", json);

    /// <summary>Asks for a decision, which is given.</summary>
    public async Task<JsonNode> Decide(string json)
    {
        var answer = await PostTo("/api/decisions", json);
        Assert.Equal((200, answer.Body), (answer.Status, answer.Body));
        return JsonNode.Parse(answer.Body)!;
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return await Answer.Of(response);
    }

    private async Task<Answer> PostTo(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync(path, content);
        return await Answer.Of(response);
    }

    public void Dispose()
    {
        Client.Dispose();
        Program.Dispose();
    }
}

/// <summary>What came over HTTP.</summary>
internal sealed record Answer(int Status, string? Type, string Body)
{
    public static async Task<Answer> Of(HttpResponseMessage response) =>
        new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync());
}
