using System.Text.Json;
using System.Text.RegularExpressions;
using FinData.IntegrationTests.Http;
using FinData.IntegrationTests.Journals;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Cluster;

/// <summary>Nodes that share the shards of a journal on a server: what they decide is what one node would.</summary>
[Collection("cluster")]
public sealed partial class ClusterTests(KafkaBroker broker, JournalServers servers) : IDisposable
{
    private const int Records = 30_000, Shards = 8, Accounts = 12;

    private readonly TestFolder folder = new();
    private readonly string name = servers.NewName(), topic = KafkaBroker.NewName("transactions"),
        alerts = KafkaBroker.NewName("alerts"), shardTopic = KafkaBroker.NewName("shards");

    [ServerTheory("kafka", "postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task Nodes_that_are_killed_and_come_back_lose_nothing_and_do_nothing_twice(string kind)
    {
        var cards = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(Records));
        (await RunningProgram.Run(["replay", cards, "--data", folder.Of("alone"), .. Keen])).Done();
        await MakeTopic();
        var one = await Start(kind, "one");
        using var two = await Start(kind, "two");
        await Until.True(async () => (await Owned(one)).Count == Shards / 2 && (await Owned(two)).Count == Shards / 2,
            "both have half", () => one.Program.Error + two.Program.Error);

        var produced = RunningProgram.Run("produce", cards, "--kafka", broker.Address, "--topic", topic);
        await Until.True(async () => await RecordsOf(two) > Records / 10, "some records", () => two.Program.Error);
        one.Program.Kill();
        one.Dispose();
        (await produced).Done();
        await Until.True(async () => (await Owned(two)).Count == Shards, "the other takes over",
            () => two.Program.Error);
        using var again = await Start(kind, "one");
        await Until.True(async () => await RecordsOf(two) == Records && await RecordsOf(again) == Records,
            "all records at both", () => two.Program.Error + again.Program.Error);
        await Until.True(async () => (await Owned(again)).Count == Shards / 2, "it has its half again");

        foreach (var export in (string[])["balances", "alerts"])
        {
            var wanted = Sorted(await DataFolder.Export(folder.Of("alone"), export));
            foreach (var node in (RunningNode[])[two, again])
                Assert.Equal(wanted, Sorted(await node.Client.GetStringAsync($"/api/export/{export}.csv")));
        }
        Assert.Contains("\"duplicates\":0,", await again.Client.GetStringAsync("/api/overview"));
        await EachAlertHasLeftOnce();
    }

    [ServerFact("kafka", "postgresql")]
    public async Task A_node_that_is_stopped_hands_its_shards_over_at_once()
    {
        await MakeTopic();
        // So long a session that nobody would take them within the test's patience, were they not handed over.
        using var one = await Start(JournalServers.PostgreSql, "one", session: "5m");
        using var two = await Start(JournalServers.PostgreSql, "two", session: "5m");
        await Until.True(async () => (await Owned(one)).Count == Shards / 2, "both have half");
        one.Program.Interrupt();
        Assert.Equal(0, (await one.Program.End()).Code);
        await Until.True(async () => (await Owned(two)).Count == Shards, "the other has all", () => two.Program.Error);
    }

    [ServerFact("kafka", "postgresql")]
    public async Task A_node_without_Kafka_for_longer_than_a_session_says_so_and_comes_back()
    {
        await MakeTopic();
        using var one = await Start(JournalServers.PostgreSql, "one");
        await Until.True(async () => (await Owned(one)).Count == Shards, "it has all", () => one.Program.Error);
        Assert.Equal(200, (await one.Post(Body.Open("open", "account:a"))).Status);
        var deposit = Body.Deposit("in", "account:a", "10.00");
        // What the start of a new cluster has said does not count: its first shards come late, or twice.
        var before = one.Program.Error.Length;
        try
        {
            broker.Kill();
            await Until.True(async () => await Ready(one) == 503, "it is not ready", () => one.Program.Error);
            var refused = await one.Post(deposit);
            Assert.Equal(503, refused.Status);
            Assert.Contains($"Kafka at {broker.Address}", refused.Body);
            Assert.Contains("are lost to this node", one.Program.Error[before..]);
            Assert.DoesNotContain("is read again", one.Program.Error[before..]);
        }
        finally
        {
            broker.Start();
        }
        await Until.True(async () => await Ready(one) == 200 && (await Owned(one)).Count == Shards, "it has all again",
            () => one.Program.Error);
        Assert.Equal(200, (await one.Post(deposit)).Status);
        await Until.True(() => one.Program.Error.Contains("The cluster has this node as a member again.")
            && one.Program.Error.Contains($"Topic {topic} is read again."), "it says so", () => one.Program.Error);
    }

    [ServerFact("kafka", "postgresql")]
    public async Task A_topic_that_gets_more_partitions_is_not_read_on_and_a_single_node_reads_what_waits_in_it()
    {
        var (first, then) = (folder.Of("first.csv"), folder.Of("then.csv"));
        var lines = CardFile.MadeUp(2_000).ToList();
        CardFile.Write(first, lines[..1_000]);
        CardFile.Write(then, lines[1_000..]);
        await MakeTopic();
        using (var one = await Start(JournalServers.PostgreSql, "one"))
        {
            (await RunningProgram.Run("produce", first, "--kafka", broker.Address, "--topic", topic)).Done();
            await Until.True(async () => await RecordsOf(one) == 1_000, "the first records", () => one.Program.Error);
            await broker.SetPartitions(topic, Shards + 3);
            (await RunningProgram.Run("produce", then, "--kafka", broker.Address, "--topic", topic)).Done();
            await Until.True(() => one.Program.Error.Contains($"The topic '{topic}' has {Shards + 3} partitions"),
                "a word on it", () => one.Program.Error);
            one.Program.Interrupt();
            Assert.Equal(0, (await one.Program.End()).Code);
        }
        string[] single = ["node", "--data", folder.Of("one"), "--port", "0", .. Set($"kafka.topics={topic}"),
            .. Set($"kafka.bootstrap={broker.Address}"), .. Set($"kafka.alerts.topic={alerts}"),
            .. Set($"kafka.shards-topic={shardTopic}"), .. Set("kafka.idle-after=1h"), .. Keen];
        using var alone = await RunningNode.Of(RunningProgram.Start(
            servers.Environment(JournalServers.PostgreSql, name), single));
        await Until.True(async () => await RecordsOf(alone) >= 2_000, "the rest", () => alone.Program.Error);
        var overview = await alone.Client.GetStringAsync("/api/overview");
        Assert.Contains("\"records\":2000,", overview);
        Assert.Contains("\"duplicates\":0,", overview);
        Assert.Contains("\"refused\":0,", overview);
    }

    [ServerFact("kafka", "postgresql")]
    public async Task Every_node_answers_for_all_shards_and_one_that_leaves_is_not_missed()
    {
        await MakeTopic();
        using var one = await Start(JournalServers.PostgreSql, "one");
        using var two = await Start(JournalServers.PostgreSql, "two");
        await Until.True(async () => (await Owned(one)).Count == Shards / 2 && (await Owned(two)).Count == Shards / 2,
            "both have half", () => one.Program.Error + two.Program.Error);

        // So many that both nodes have some, on both sides of a transfer.
        for (var i = 0; i < Accounts; i++)
        {
            var node = i % 2 == 0 ? one : two;
            Assert.Equal(200, (await node.Post(Body.Open($"open{i}", $"account:a{i}"))).Status);
            Assert.Equal(200, (await node.Post(Body.Deposit($"in{i}", $"account:a{i}", "10.00"))).Status);
        }
        for (var i = 0; i < Accounts; i++)
        {
            var to = Body.Transfer($"move{i}", $"account:a{i}", $"account:a{(i + 1) % Accounts}", "4.00");
            var moved = await one.Post(to);
            Assert.Contains("\"result\":\"accepted\"", moved.Body);
            Assert.Equal(moved.Body, (await two.Post(to)).Body);
            var back = await two.Post(Body.Transfer($"lost{i}", $"account:a{i}", "account:nobody", "1.00"));
            Assert.Contains("\"reason\":\"no-such-account\"", back.Body);
        }
        foreach (var name in (string[])["one", "two"])
        {
            var rule = $"rule by-{name}: when amount > 5 EUR then decline \"too large\"\n";
            var file = folder.Write($"{name}.rules", rule);
            (await RunningProgram.Run("rule", "add", file, "--by", "anna", "--data", folder.Of(name))).Done();
        }

        var seen = (await RunningProgram.Run("cluster", "show", "--data", folder.Of("two"))).Done();
        Assert.Contains("Count: 2 nodes", seen);
        Assert.Contains($"one   up     {one.Address}", seen);
        Assert.Contains("two hands its shards over",
            (await RunningProgram.Run("cluster", "leave", "two", "--data", folder.Of("one"))).Done());
        var left = await two.Program.End();
        Assert.Equal(0, left.Code);
        Assert.Contains("The node was told to leave its cluster", left.Error);
        await Until.True(async () => (await Owned(one)).Count == Shards, "the other has all", () => one.Program.Error);
        for (var i = 0; i < Accounts; i++)
            Assert.Contains("\"posted\":\"10.00\"",
                (await one.Client.GetStringAsync($"/api/accounts/account:a{i}")));
    }

    public void Dispose() => folder.Dispose();

    // So that some of the made-up cards raise alerts, here and there alike.
    private static string[] Keen => ["--set", "alerts.velocity=2"];

    private async Task MakeTopic() => (await RunningProgram.Run("produce", CardFile.Write(folder.Of("none.csv"), []),
        "--kafka", broker.Address, "--topic", topic)).Done();

    private async Task<RunningNode> Start(string kind, string node, string session = "2s") =>
        await RunningNode.Of(RunningProgram.Start(servers.Environment(kind, name),
        [
            "node", "--cluster", node, "--data", folder.Of(node), "--port", "0",
            .. Set($"cluster.session-timeout={session}"), .. Set($"kafka.bootstrap={broker.Address}"),
            .. Set($"kafka.topics={topic}"), .. Set($"kafka.alerts.topic={alerts}"),
            // Records of 2018 come late for who has waited for them by the clock.
            .. Set($"kafka.shards-topic={shardTopic}"), .. Set("kafka.idle-after=1h"), .. Keen,
        ]));

    private static string[] Set(string setting) => ["--set", setting];

    private async Task EachAlertHasLeftOnce()
    {
        var rows = (await DataFolder.Export(folder.Of("alone"), "alerts")).Split('\n',
            StringSplitOptions.RemoveEmptyEntries);
        var wanted = rows.Skip(1).Select(row => row.Split(',')[0]).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(wanted);
        List<string> left = [];
        await Until.True(async () => (left = Ids(await broker.Read(alerts))).Count >= wanted.Count, "all alerts");
        Assert.Equal(wanted, left.Order(StringComparer.Ordinal));
    }

    private static List<string> Sorted(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static List<string> Ids(IEnumerable<KafkaMessage> messages) =>
        [.. messages.SelectMany(m => Id().Matches(m.Headers).Select(id => id.Groups[1].Value))];

    private static async Task<List<int>> Owned(RunningNode node)
    {
        var shards = JsonDocument.Parse(await node.Client.GetStringAsync("/api/shards")).RootElement;
        return [.. shards.GetProperty("items").EnumerateArray()
            .Where(s => s.GetProperty("state").ValueEquals("running"))
            .Select(s => s.GetProperty("shard").GetInt32())];
    }

    private static async Task<int> Ready(RunningNode node)
    {
        if (node.Program.HasEnded) Assert.Fail($"The node has ended: {await node.Program.End()}");
        using var answer = await node.Client.GetAsync("/healthz/ready");
        return (int)answer.StatusCode;
    }

    private static async Task<long> RecordsOf(RunningNode node)
    {
        var overview = JsonDocument.Parse(await node.Client.GetStringAsync("/api/overview")).RootElement;
        var totals = overview.GetProperty("totals");
        return totals.ValueKind == JsonValueKind.Null ? 0 : totals.GetProperty("records").GetInt64();
    }

    [GeneratedRegex(@"(?:^|,)id=([^,]+)")]
    private static partial Regex Id();
}
