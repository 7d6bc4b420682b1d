using System.Net.Http.Json;

namespace FinData.IntegrationTests.Servers;

/// <summary>A proxy that does to connections what networks do.</summary>
public sealed class Toxiproxy() : ScriptedServer("toxiproxy")
{
    private readonly HttpClient client = new();

    /// <summary>Another way to a port; gives its own port.</summary>
    public async Task<int> Before(string name, int port)
    {
        Start();
        var made = await Post("proxies", new { name, listen = "127.0.0.1:0", upstream = $"127.0.0.1:{port}" });
        var listen = (await made.Content.ReadFromJsonAsync<Proxy>())!.Listen;
        return int.Parse(listen.Split(':')[^1]);
    }

    /// <summary>Does something to a way's connections until it is healed.</summary>
    /// <param name="name">The way.</param>
    /// <param name="type">Such as <c>timeout</c>: nothing comes through any more, and nobody is told.</param>
    /// <param name="stream"><c>downstream</c> for what the server answers.</param>
    /// <param name="attributes">As the type has them.</param>
    public Task Poison(string name, string type, string stream, object attributes) =>
        Post($"proxies/{name}/toxics", new { name = "toxic", type, stream, attributes });

    public async Task Heal(string name)
    {
        using var response = await client.DeleteAsync(Api($"proxies/{name}/toxics/toxic"));
        response.EnsureSuccessStatusCode();
    }

    private Uri Api(string path) => new($"http://127.0.0.1:{Port}/{path}");

    private async Task<HttpResponseMessage> Post(string path, object body)
    {
        // With its length: the proxy reads no chunks.
        using var content = JsonContent.Create(body);
        await content.LoadIntoBufferAsync();
        var response = await client.PostAsync(Api(path), content);
        return response.EnsureSuccessStatusCode();
    }

    private sealed record Proxy(string Listen);
}
