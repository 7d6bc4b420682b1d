using System.Text;
using System.Text.Json;
using FinData.Connectors.Kafka;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>A node on topics decides each committed record once, however it was packed and whatever breaks.</summary>
[Collection("kafka")]
public sealed class TopicSourceTests(KafkaBroker broker) : IDisposable
{
    private const string Accounts = "accounts.account.opens-on-first-use=on";

    private readonly TestFolder folder = new();
    private readonly string topic = KafkaBroker.NewName("transactions");

    [ServerTheory("kafka"), InlineData("none"), InlineData("gzip"), InlineData("snappy"), InlineData("lz4"),
        InlineData("zstd")]
    public async Task Records_are_the_same_however_a_producer_has_packed_them(string codec)
    {
        var lines = Deposits(3_000);
        await Produce(lines, "-z", codec);
        using var node = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(node) == lines.Count, "all records", () => node.Program.Error);
        Assert.Equal("40.00", await BalanceOf(node, "a17"));
    }

    // Java's snappy is in many blocks with a head, and its LZ4 in other frames than those that kcat writes.
    [ServerTheory("kafka"), InlineData("snappy"), InlineData("lz4")]
    public async Task Records_are_the_same_when_Kafkas_own_producer_has_packed_them(string codec)
    {
        var lines = Deposits(3_000);
        var file = folder.Write("lines", string.Join('\n', lines) + "\n");
        var tool = Path.Combine(ScriptedServer.FolderOf("kafka"), "tool.sh");
        using (var producer = RunningProgram.StartOther("bash", "-c", "exec \"$0\" \"$@\" < " + file, tool,
            "console-producer", "--bootstrap-server", broker.Address, "--topic", topic, "--compression-codec", codec,
            "--property", "parse.key=true", "--property", "key.separator=\t", "--max-memory-bytes", "33554432",
            "--batch-size", "1000000", "--timeout", "1000"))
            (await producer.End()).Done();
        using var node = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(node) == lines.Count, "all records", () => node.Program.Error);
        Assert.Equal("40.00", await BalanceOf(node, "a17"));
    }

    [ServerFact("kafka")]
    public async Task A_node_that_is_killed_again_and_again_decides_each_record_once()
    {
        await Produce(Deposits(40_000));
        for (var kill = 1; kill <= 4; kill++)
        {
            using var node = await Node(broker.Address);
            await Until.True(async () => await RecordsOf(node) > 0, "some records", () => node.Program.Error);
            node.Program.Kill();
        }
        using var last = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(last) == 40_000, "all records", () => last.Program.Error);
        Assert.Equal("534.00", await BalanceOf(last, "a17"));
        Assert.Contains("\"duplicates\":0,", await last.Client.GetStringAsync("/api/overview"));
    }

    [ServerFact("kafka")]
    public async Task A_broker_that_is_killed_is_waited_for()
    {
        await Produce(Deposits(100));
        using var node = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(node) == 100, "the first records", () => node.Program.Error);
        broker.Kill();
        await Until.True(() => node.Program.Error.Contains("Kafka broker"), "a word on it", () => node.Program.Error);
        broker.Start();
        await Produce([.. Deposits(150).Skip(100)]);
        await Until.True(async () => await RecordsOf(node) == 150, "the rest", () => node.Program.Error);
        await Until.True(() => node.Program.Error.Contains($"Topic {topic} is read again."), "a word that it goes on");
    }

    // From one for each shard to more, and from fewer to one for each.
    [ServerTheory("kafka"), InlineData(8), InlineData(4)]
    public async Task Partitions_that_are_added_while_a_node_runs_are_read_too(int before)
    {
        await broker.MakeTopic(topic, before);
        await Produce([.. Deposits(1_000), "a1\t{\"id\":\"x1\""]);
        using var node = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(node) == 1_001, "the first records", () => node.Program.Error);
        await broker.SetPartitions(topic, before == 8 ? 11 : 8);
        await Produce([.. Deposits(3_000).Skip(1_000)]);
        await Until.True(async () => await RecordsOf(node) == 3_001, "all records", () => node.Program.Error);
        Assert.Equal("40.00", await BalanceOf(node, "a17"));
        var overview = await node.Client.GetStringAsync("/api/overview");
        Assert.Contains("\"duplicates\":0,", overview);
        var letters = await node.Client.GetStringAsync("/api/deadletters?limit=50");
        Assert.Contains("\"counts\":{\"malformed-json\":1}", letters);
    }

    [ServerFact("kafka")]
    public async Task What_is_no_record_or_of_another_partition_is_a_dead_letter_and_the_rest_goes_on()
    {
        await Produce(Deposits(10));
        await Produce(["a1\t{\"id\":\"x1\"", "a1\t"], "-Z");
        // A key that is not the account's: some partition, and most likely another's.
        await Produce([.. Enumerable.Range(0, 20).Select(i => Deposit(1_000 + i, "a1").Replace("a1\t", $"k{i}\t"))]);
        using var node = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(node) == 32, "all records", () => node.Program.Error);
        var letters = await node.Client.GetStringAsync("/api/deadletters?limit=50");
        Assert.Contains("malformed-json", letters);
        Assert.Contains("\"empty\"", letters);
        Assert.Contains("wrong-partition", letters);
    }

    [ServerFact("kafka")]
    public async Task Records_of_a_transaction_that_was_broken_off_are_not_there()
    {
        await Produce(Deposits(10));
        var settings = new KafkaSettings { Bootstrap = broker.Address };
        var (id, patience) = (KafkaBroker.NewName("producer"), TimeSpan.FromSeconds(30));
        using (var broken = TransactionalProducer.Open(settings, id, patience, patience))
        {
            broken.Begin();
            Send(broken, 100);
            // Another of the same id ends what was open.
            using var other = TransactionalProducer.Open(settings, id, patience, patience);
            other.Begin();
            Send(other, 101);
            other.Commit();
        }
        using var node = await Node(broker.Address);
        await Until.True(async () => await RecordsOf(node) >= 11, "the records", () => node.Program.Error);
        await Produce(Deposits(12).Skip(11).ToList());
        await Until.True(async () => await RecordsOf(node) == 12, "no more than those", () => node.Program.Error);
    }

    [ServerFact("kafka")]
    public async Task A_login_is_needed_where_the_broker_says_so_and_a_wrong_one_stops_the_node()
    {
        await Produce(Deposits(10));
        using (var node = await Node(broker.LoginAddress, KafkaBroker.Password))
            await Until.True(async () => await RecordsOf(node) == 10, "the records", () => node.Program.Error);
        using var wrong = Start(broker.LoginAddress, "not-the-word");
        var ended = await wrong.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains($"user '{KafkaBroker.User}'", ended.Error);
        Assert.DoesNotContain("not-the-word", ended.Error);
    }

    [ServerFact("kafka")]
    public async Task A_topic_that_is_not_there_is_named()
    {
        using var node = Start(broker.Address, "");
        var ended = await node.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains($"There is no topic '{topic}'", ended.Error);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_at_the_start_is_named_soon()
    {
        using var node = Start("127.0.0.1:1", "");
        await Until.True(() => node.Error.Contains("Kafka at 127.0.0.1:1 has not answered yet"), "a word",
            () => node.Error);
    }

    public void Dispose() => folder.Dispose();

    private static List<string> Deposits(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Deposit(i, $"a{i % 75}"))];

    private static string Deposit(int number, string account) =>
        $"{account}\t{{\"id\":\"t{number}\",\"ts\":\"2026-01-01T00:00:00.000Z\",\"type\":\"deposit\"," +
        $"\"account\":\"{account}\",\"amount\":1.00}}";

    private void Send(TransactionalProducer producer, int number)
    {
        var parts = Deposit(number, "a1").Split('\t');
        producer.Send(topic, Encoding.ASCII.GetBytes(parts[0]), Encoding.ASCII.GetBytes(parts[1]));
    }

    private async Task Produce(List<string> lines, params string[] more)
    {
        var file = folder.Write($"lines-{Guid.NewGuid():N}", string.Join('\n', lines) + "\n");
        using var kcat = RunningProgram.StartOther("kcat", ["-b", broker.Address, "-P", "-t", topic, "-K", "\t", "-X",
            "topic.partitioner=murmur2_random", .. more, "-l", file]);
        (await kcat.End()).Done();
    }

    private async Task<RunningNode> Node(string address, string password = "") =>
        await RunningNode.Of(Start(address, password));

    private RunningProgram Start(string address, string password)
    {
        string[] login = password.Length == 0 ? []
            : ["--set", "kafka.security-protocol=sasl_plaintext", "--set", $"kafka.user={KafkaBroker.User}"];
        return RunningProgram.Start(new Dictionary<string, string> { ["FINDATA_KAFKA_PASSWORD"] = password },
            ["node", "--data", folder.Of("data"), "--port", "0", "--set", Accounts,
                "--set", $"kafka.bootstrap={address}", "--set", $"kafka.topics={topic}", .. login]);
    }

    private static async Task<long> RecordsOf(RunningNode node)
    {
        var overview = JsonDocument.Parse(await node.Client.GetStringAsync("/api/overview")).RootElement;
        // Right after the start nothing is counted yet.
        var totals = overview.GetProperty("totals");
        return totals.ValueKind == JsonValueKind.Null ? 0 : totals.GetProperty("records").GetInt64();
    }

    private static async Task<string?> BalanceOf(RunningNode node, string account) =>
        JsonDocument.Parse(await node.Client.GetStringAsync($"/api/accounts/account:{account}")).RootElement
            .GetProperty("posted").GetString();
}
