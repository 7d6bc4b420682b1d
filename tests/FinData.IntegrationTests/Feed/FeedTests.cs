using System.Text.Json;
using FinData.IntegrationTests.Http;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Feed;

/// <summary>The feed with SignalR's own client, over a line that breaks.</summary>
public sealed class FeedTests : IDisposable
{
    private const int UsualDebits = 10;     // As many in an hour as raise no alert yet.

    private readonly TestFolder folder = new();
    private int payments;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_client_whose_line_breaks_goes_on_without_a_gap_or_a_repeat_and_has_every_alert()
    {
        using var node = await RunningNode.Start(folder.Path);
        await node.Post(Body.Open("open", "account:a"));
        await node.Post(Body.Deposit("deposit", "account:a", "10000.00"));
        await Pay(node, UsualDebits);

        using var line = new CutProxy(node.Port);
        using var client = RunningProgram.StartOther("node",
            Path.Combine(AppContext.BaseDirectory, "Feed", "follow.mjs"), Solution.SignalR,
                $"{line.Address}/hubs/feed");
        await client.FirstLine();
        foreach (var cut in Enumerable.Range(1, 2))
        {
            await Pay(node, 3);
            await Until.True(() => AlertsOf(client).Count == cut * 6 - 3, "the alerts before the line breaks",
                () => client.Error);
            line.Cut();
            await Pay(node, 3);
            await Until.True(() => Count(client, "lost") == cut, "the client notices", () => client.Error);
            line.Mend();
            await Until.True(() => AlertsOf(client).Count == cut * 6, "the alerts of the time between",
                () => client.Error);
            Assert.Equal(cut, Count(client, "again"));
        }
        var messages = Messages(client).Where(m => m.TryGetProperty("seq", out _)).ToList();
        Assert.Equal("snapshot", messages[0].GetProperty("kind").GetString());
        Assert.DoesNotContain(messages.Skip(1), m => m.GetProperty("kind").GetString() == "snapshot");
        var first = messages[0].GetProperty("seq").GetInt64();
        Assert.Equal(Enumerable.Range(0, messages.Count).Select(i => first + i),
            messages.Select(m => m.GetProperty("seq").GetInt64()));
        var listed = JsonDocument.Parse(await node.Client.GetStringAsync("/api/alerts?limit=100"))
            .RootElement.GetProperty("items")
            .EnumerateArray().Select(a => a.GetProperty("id").GetString()!);
        Assert.Equal(listed.Order(), AlertsOf(client).Order());
    }

    private async Task Pay(RunningNode node, int count)
    {
        for (; count > 0; count--)
            Assert.Equal(200,
                (await node.Post(Body.Payment($"p{Body.Of(payments++)}", "account:a", "terminal:t", "1.00"))).Status);
    }

    private static IEnumerable<JsonElement> Messages(RunningProgram client) =>
        client.Lines.Select(l => JsonDocument.Parse(l).RootElement);

    private static int Count(RunningProgram client, string connection) =>
        Messages(client).Count(m => m.TryGetProperty("connection", out var state) && state.GetString() == connection);

    private static List<string> AlertsOf(RunningProgram client) =>
        [.. Messages(client).Where(m => m.TryGetProperty("id", out _)).Select(m => m.GetProperty("id").GetString()!)];
}
