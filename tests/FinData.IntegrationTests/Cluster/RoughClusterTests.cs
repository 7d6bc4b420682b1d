using System.Text.RegularExpressions;
using FinData.Connectors.Kafka;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.IntegrationTests.Journals;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;
using Xunit.Sdk;

namespace FinData.IntegrationTests.Cluster;

/// <summary>
/// Nodes and servers of a cluster are killed, and their links cut, again and again under load, in an order that a seed
/// decides: what the records say is what comes of them, each once.
/// </summary>
/// <remarks>
/// The variable <c>FINDATA_SEED</c> gives another order and another load, <c>FINDATA_ROUNDS</c> says how often
/// something happens. How far nodes have come by then differs each time: a seed that has failed may need some runs to
/// fail again.
/// </remarks>
[Collection("cluster")]
public sealed partial class RoughClusterTests(JournalServers servers)
{
    private const int Shards = 8, RoundsUsual = 3, RecordsBetween = 400;

    [ServerTheory("kafka", "postgresql", "mongodb", "toxiproxy")]
    [InlineData("postgresql", 3, 1), InlineData("mongodb", 2, 2)]
    public async Task Whatever_is_killed_or_cut_each_record_is_decided_once(string kind, int nodes, int seed)
    {
        seed = Variable("FINDATA_SEED", seed);
        var rounds = Variable("FINDATA_ROUNDS", RoundsUsual);
        var happened = new List<string>();
        try
        {
            await Run(kind, nodes, seed, rounds, happened);
        }
        catch (Exception e)
        {
            throw new XunitException($"Seed {seed} fails: {e}\nThis had happened:\n{string.Join('\n', happened)}\n" +
                $"To repeat: FINDATA_SEED={seed} FINDATA_ROUNDS={rounds} dotnet test tests/FinData.IntegrationTests " +
                $"--filter DisplayName~each_record_is_decided_once", e);
        }
    }

    private async Task Run(string kind, int nodes, int seed, int rounds, List<string> happened)
    {
        using var cluster = await RoughCluster.Start(servers, kind, nodes, MakeTopic);
        using var stop = new CancellationTokenSource();
        var (load, random) = (new SteadyLoad(seed), new Random(seed));
        var sending = Task.Factory.StartNew(() => load.Run(cluster.Broker.Address, "transactions", 2 * Until.Patience,
            stop.Token), TaskCreationOptions.LongRunning);
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                await cluster.Disturb(random, what => happened.Add($"{DateTime.UtcNow:HH:mm:ss.f} {what}"));
                foreach (var node in cluster.Nodes)
                {
                    var before = await RoughCluster.RecordsOf(node);
                    await Until.True(async () => await RoughCluster.RecordsOf(node) > before + RecordsBetween,
                        "records go on", cluster.Said);
                }
            }
        }
        finally
        {
            stop.Cancel();
            await sending;
        }
        var records = (await KafkaMessage.Read(cluster.Broker.Address, "transactions")).Count;
        happened.Add($"{DateTime.UtcNow:HH:mm:ss.f} {records} records were sent");
        foreach (var node in cluster.Nodes)
            await Until.True(async () => await RoughCluster.RecordsOf(node) >= records, "all records at each node",
                cluster.Said);
        happened.Add($"{DateTime.UtcNow:HH:mm:ss.f} all nodes know of them");
        await AllIsAsTheRecordsSay(cluster, load, records);
        foreach (var node in cluster.Nodes)
        {
            node.Program.Interrupt();
            Assert.Equal(0, (await node.Program.End()).Code);
        }
        JournalHasEachOnce(kind, cluster, load);
        // Both end with another code when they find something.
        await cluster.Run("journal", "verify");
        await cluster.Run("decision", "replay", "--all");
    }

    private static async Task AllIsAsTheRecordsSay(RoughCluster cluster, SteadyLoad load, int records)
    {
        foreach (var node in cluster.Nodes)
        {
            // Money that a decision has moved may be on its way still.
            List<string> balances = [];
            await Until.True(async () => (balances = await Balances(node)).SequenceEqual(load.Balances),
                "balances", () => $"{string.Join(", ", load.Balances.Except(balances))} should be in\n" +
                    string.Join(", ", balances.Except(load.Balances)));
            var overview = await node.Client.GetStringAsync("/api/overview");
            Assert.Contains($"\"records\":{records},", overview);
            Assert.Contains($"\"duplicates\":{records - load.Ids.Count},", overview);
            var letters = await node.Client.GetStringAsync("/api/deadletters");
            Assert.True(letters.Contains("\"items\":[]"), letters);
        }
        List<string> alerts = [];
        await Until.True(async () => (alerts = Ids(await KafkaMessage.Read(cluster.Broker.Address, "alerts"))).Count
            >= load.Alerts.Count, "all alerts", cluster.Said);
        Assert.Equal(load.Alerts.Order(StringComparer.Ordinal), alerts.Order(StringComparer.Ordinal));
        Assert.Empty(await KafkaMessage.Read(cluster.Broker.Address, "dead-letters"));
    }

    private unsafe void JournalHasEachOnce(string kind, RoughCluster cluster, SteadyLoad load)
    {
        using var journal = servers.Open(kind, cluster.Name, Shards);
        var decided = new List<string>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var number = shard;
            journal.Read(shard, 1, int.MaxValue, 0, (at, data, length) =>
            {
                var batch = BatchReader.Open(data, length, number, at);
                var e = batch.FirstFrame;
                for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
                    if ((e->Flags & EventFlags.Decides) != 0)
                        decided.Add(System.Text.Encoding.ASCII.GetString(EventFrame.Id(e)));
                return true;
            });
        }
        Assert.Equal(load.Ids.Order(StringComparer.Ordinal), decided.Order(StringComparer.Ordinal));
    }

    private static void MakeTopic(string bootstrap)
    {
        using var client = KafkaClient.Open(new KafkaSettings { Bootstrap = bootstrap });
        client.EnsureTopic("transactions", Shards, Until.Patience);
    }

    private static async Task<List<string>> Balances(RunningNode node) =>
        [.. (await node.Client.GetStringAsync("/api/export/balances.csv")).Split('\n')[1..^1]
            .Select(line => line.Split(',')).Select(row => $"{row[1]} {row[3]}").Order(StringComparer.Ordinal)];

    private static List<string> Ids(IEnumerable<KafkaMessage> messages) =>
        [.. messages.SelectMany(m => Id().Matches(m.Headers).Select(id => id.Groups[1].Value))];

    private static int Variable(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var asked) ? asked : usual;

    [GeneratedRegex(@"(?:^|,)id=([^,]+)")]
    private static partial Regex Id();
}
