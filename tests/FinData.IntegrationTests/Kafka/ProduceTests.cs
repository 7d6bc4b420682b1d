using System.Text;
using System.Text.Json;
using FinData.Engine.Entities;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

[Collection("kafka")]
public sealed class ProduceTests(KafkaBroker broker) : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string topic = KafkaBroker.NewName("transactions"), sales = KafkaBroker.NewName("sales");

    [ServerFact("kafka")]
    public async Task Records_of_files_become_messages_keyed_by_what_they_concern()
    {
        var cards = CardFile.Write(folder.Of("cards.csv.gz"), CardFile.MadeUp(5000).Append("7,yesterday,1,2,3.00,0,0"));
        var shop = folder.Write("shop.ndjson",
            """{"order":"o1","ts":"2026-01-01T00:00:00Z","product":"p1","quantity":2,"price":"19.90"}""");
        var figures = JsonDocument.Parse((await Produce(cards, shop, "--json")).Done()).RootElement;
        Assert.Equal(5001, figures.GetProperty("records").GetInt64());
        Assert.Equal(5000, figures.GetProperty("transactions").GetInt64());
        Assert.Equal(1, figures.GetProperty("refused").GetProperty("bad-time").GetInt64());
        Assert.Equal(8, figures.GetProperty("topics").GetProperty(topic).GetInt32());

        var messages = await broker.Read(topic);
        Assert.Equal(5000, messages.Count);
        foreach (var message in messages)
        {
            var record = JsonDocument.Parse(message.Value).RootElement;
            Assert.Equal($"card:{message.Key}", record.GetProperty("account").GetString());
            Assert.Equal(Partitioner.ShardOf(Encoding.ASCII.GetBytes(message.Key), 8), message.Partition);
        }
        // Each account's records are in the file's order.
        Assert.All(messages.GroupBy(m => m.Key), of => Assert.Equal(of.Select(IdOf).Order(), of.Select(IdOf)));
        Assert.Equal("p1", Assert.Single(await broker.Read(sales)).Key);
    }

    [ServerFact("kafka")]
    public async Task The_simulated_world_is_the_same_in_topics_as_in_a_file()
    {
        string[] world = ["simulate", "--records", "3000", "--accounts", "200", "--seed", "7"];
        (await RunningProgram.Run([.. world, "--kafka", broker.Address, "--topic", topic, "--sales-topic", sales]))
            .Done();
        var file = (await RunningProgram.Run([.. world, "--out", "-"])).Done();
        var sent = (await broker.Read(topic)).Concat(await broker.Read(sales)).Select(m => m.Value);
        Assert.Equal(file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            sent.Order(StringComparer.Ordinal));
    }

    [ServerTheory("kafka"), InlineData("json"), InlineData("binary")]
    public async Task A_node_on_topics_comes_to_the_figures_of_a_replay(string form)
    {
        var file = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(20_000));
        (await Produce(file, "--format", form)).Done();
        (await RunningProgram.Run("replay", file, "--data", folder.Of("replayed"))).Done();
        using (var node = RunningProgram.Start("node", "--data", folder.Of("read"), "--port", "0",
            "--set", $"kafka.bootstrap={broker.Address}", "--set", $"kafka.topics={topic}",
            "--set", $"kafka.alerts.topic={KafkaBroker.NewName("alerts")}"))
        {
            var address = await node.FirstLine();
            using var http = new HttpClient();
            await Until.True(async () => (await http.GetStringAsync($"{address}/api/overview"))
                .Contains("\"records\":20000,"), "all records", () => node.Error);
            node.Interrupt();
            await node.End();
        }
        Assert.Equal(await DataFolder.Export(folder.Of("replayed"), "balances"),
            await DataFolder.Export(folder.Of("read"), "balances"));
        Assert.Equal(Ids(await DataFolder.Export(folder.Of("replayed"), "alerts")),
            Ids(await DataFolder.Export(folder.Of("read"), "alerts")));
    }

    [ServerFact("kafka")]
    public async Task A_topic_that_is_there_keeps_its_partitions()
    {
        var file = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(10));
        (await Produce(file, "--partitions", "3")).Done();
        var again = (await Produce(file, "--partitions", "5")).Done();
        Assert.Equal(3, JsonDocument.Parse(again).RootElement.GetProperty("topics").GetProperty(topic).GetInt32());
        Assert.Equal(20, (await broker.Read(topic)).Count);
    }

    [ServerFact("kafka")]
    public async Task A_login_that_is_refused_is_said_at_once_and_without_the_password()
    {
        var file = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(10));
        string[] login = ["--set", "kafka.security-protocol=sasl_plaintext", "--set", $"kafka.user={KafkaBroker.User}"];

        var refused = await RunWith("not-the-word", ["produce", file, "--kafka", broker.LoginAddress, .. login]);
        Assert.Equal(1, refused.Code);
        Assert.Contains($"refuses the user '{KafkaBroker.User}'", refused.Error);
        Assert.Contains("FINDATA_KAFKA_PASSWORD", refused.Error);
        Assert.DoesNotContain("not-the-word", refused.Error);

        var none = await RunWith("", ["produce", file, "--kafka", broker.LoginAddress, .. login]);
        Assert.Contains("no password for the Kafka user 'app'", none.Error);

        var let = await RunWith(KafkaBroker.Password, ["produce", file, "--kafka", broker.LoginAddress, .. login,
            "--topic", topic]);
        let.Done();
        Assert.Equal(10, (await broker.Read(topic)).Count);
    }

    public void Dispose() => folder.Dispose();

    // Alerts of one time come in the order of their shards.
    private static IEnumerable<string> Ids(string alerts) => alerts.Split('\n').Order(StringComparer.Ordinal);

    private static int IdOf(KafkaMessage message) =>
        int.Parse(JsonDocument.Parse(message.Value).RootElement.GetProperty("id").GetString()!["card:".Length..]);

    private static Task<Ended> RunWith(string password, IEnumerable<string> arguments) => End(RunningProgram.StartOther(
        "env", [$"FINDATA_KAFKA_PASSWORD={password}", Solution.Program, .. arguments]));

    private static async Task<Ended> End(RunningProgram program)
    {
        using (program) return await program.End();
    }

    private Task<Ended> Produce(params string[] arguments) => RunningProgram.Run(
        ["produce", .. arguments, "--kafka", broker.Address, "--topic", topic, "--sales-topic", sales]);
}
