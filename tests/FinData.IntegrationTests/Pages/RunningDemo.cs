using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>A demo that all tests of a class look at, with a record that it has refused.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private readonly TestFolder folder = new();

    internal RunningNode Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var file = folder.Write("odd.ndjson",
            "{\"id\":\"odd1\",\"ts\":\"2026-01-05T10:00:00Z\",\"type\":\"gift\",\"account\":\"a\"}\nno json\n");
        (await RunningProgram.Run("replay", file, "--data", folder.Of("data"))).Done();
        Node = await RunningNode.Of(RunningProgram.Start("demo", "--port", "0", "--data", folder.Of("data")));
    }

    public Task DisposeAsync()
    {
        Node.Dispose();
        folder.Dispose();
        return Task.CompletedTask;
    }
}
