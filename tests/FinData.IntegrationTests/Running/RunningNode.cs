using System.Net.Http.Headers;
using System.Text;

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

    public async Task<Answer> Post(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync("/api/transactions", content);
        return await Answer.Of(response);
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
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
