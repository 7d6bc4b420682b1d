using System.Text.Json.Nodes;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>Decisions in Kafka are what was answered over HTTP, each once, whatever is killed meanwhile.</summary>
[Collection("kafka")]
public sealed class DecisionTopicTests(KafkaBroker broker) : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string decisions = KafkaBroker.NewName("decisions"), alerts = KafkaBroker.NewName("alerts");

    [ServerFact("kafka")]
    public async Task What_was_answered_is_told_once_by_account_and_in_order_though_the_node_is_killed()
    {
        var answered = new List<(string Account, JsonNode Body)>();
        for (var run = 1; run <= 3; run++)
        {
            using var node = await Node();
            if (run == 1) await Open(node, "rich", "poor");
            for (var i = 1; i <= 40; i++)
            {
                var account = i % 4 == 0 ? "poor" : "rich";
                answered.Add((account, await node.Decide($$"""
                    {"id":"d{{run}}-{{i}}","ts":"{{Time(run, i)}}","type":"withdrawal","account":"{{account}}",
                    "amount":"{{i}}.50"}
                    """)));
            }
            node.Program.Kill();
        }
        Assert.Equal(90, answered.Count(a => a.Body["decision"]!.GetValue<string>() == "approve"));

        using var last = await Node();
        await Until.True(async () => (await broker.Read(decisions)).Count >= answered.Count, "all decisions",
            () => last.Program.Error);
        var told = await broker.Read(decisions);

        foreach (var account in (string[])["rich", "poor"])
            Assert.Equal(answered.Where(a => a.Account == account).Select(a => a.Body.ToJsonString()),
                told.Where(m => m.Key == account).Select(m => WithoutAsker(m.Value, account)));
        Assert.Equal(answered.Count, told.Count);
        Assert.All(told, m => Assert.Contains($"id={JsonNode.Parse(m.Value)!["transaction"]}", m.Headers));
    }

    [ServerFact("kafka")]
    public async Task A_transfer_that_comes_back_is_told_again_as_declined()
    {
        using var node = await Node();
        await Open(node, "from");
        var body = await node.Decide($$"""
            {"id":"t1","ts":"{{Time(1, 1)}}","type":"transfer","account":"from","to":"nobody","amount":"5.00"}
            """);
        Assert.Equal("decline", body["decision"]!.GetValue<string>());

        await Until.True(async () => (await broker.Read(decisions)).Count >= 2, "both", () => node.Program.Error);
        var told = (await broker.Read(decisions)).Select(m => JsonNode.Parse(m.Value)!).ToList();
        Assert.Equal(["approve", "decline"], told.Select(m => m["decision"]!.GetValue<string>()));
        Assert.All(told, m => Assert.Equal(("t1", "account:from"),
            (m["transaction"]!.GetValue<string>(), m["account"]!.GetValue<string>())));
    }

    [ServerFact("kafka")]
    public async Task Without_a_topic_for_them_decisions_stay()
    {
        using var node = await Node("");
        await Open(node, "quiet");
        await node.Decide($$"""
            {"id":"q1","ts":"{{Time(1, 1)}}","type":"withdrawal","account":"quiet","amount":"5.00"}
            """);
        Assert.Empty(await broker.Read(decisions));
    }

    public void Dispose() => folder.Dispose();

    // Alone, an account with 100,000.00 can pay all of its debits; the poor one has 0.10.
    private static async Task Open(RunningNode node, params string[] accounts)
    {
        foreach (var account in accounts)
        {
            await node.Post($$"""
                {"id":"open-{{account}}","ts":"2026-01-01T00:00:00Z","type":"open","account":"{{account}}",
                "currency":"EUR"}
                """);
            await node.Post($$"""
                {"id":"in-{{account}}","ts":"2026-01-01T00:00:01Z","type":"deposit","account":"{{account}}",
                "amount":"{{(account == "poor" ? "0.10" : "100000.00")}}"}
                """);
        }
    }

    // The asker of an answer knows account and time.
    private static string WithoutAsker(string value, string account)
    {
        var told = JsonNode.Parse(value)!.AsObject();
        Assert.Equal($"account:{account}", told["account"]!.GetValue<string>());
        Assert.True(told.Remove("account") && told.Remove("ts"));
        return told.ToJsonString();
    }

    private static string Time(int run, int i) => $"2026-01-0{run + 1}T00:{i:00}:00Z";

    private Task<RunningNode> Node(string? topic = null) => RunningNode.Start(folder.Of("data"),
        "--set", $"kafka.bootstrap={broker.Address}", "--set", "kafka.topics=", "--set", $"kafka.alerts.topic={alerts}",
        "--set", $"kafka.dead-letters.topic={alerts}-letters", "--set", $"kafka.decisions.topic={topic ?? decisions}");
}
