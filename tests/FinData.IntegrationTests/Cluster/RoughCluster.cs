using System.Text.Json;
using FinData.IntegrationTests.Journals;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;
using Xunit.Sdk;

namespace FinData.IntegrationTests.Cluster;

/// <summary>
/// Nodes that share a journal on a server, each with links of its own to that server and to the broker, and what may
/// happen to all of them.
/// </summary>
/// <remarks>
/// <code>
///  load ──► broker ══ link ══ node 0 ══ link ══ journal's server
///                  ══ link ══ node 1 ══ link ══
/// </code>
/// </remarks>
internal sealed class RoughCluster : IDisposable
{
    // So long that others take a node's shards over, and an open transaction of alerts does not end by itself.
    private const int SessionSeconds = 2, CutSeconds = 3, MoreSeconds = 4;

    private readonly TestFolder folder = new();
    private readonly JournalServers servers;
    private readonly string kind, name;
    private readonly RunningNode?[] nodes;
    private readonly int[] journalPorts;

    private RoughCluster(JournalServers servers, string kind, int nodes)
    {
        (this.servers, this.kind, name) = (servers, kind, servers.NewName());
        (this.nodes, journalPorts, Broker) = (new RunningNode?[nodes], new int[nodes], new LinkedBroker(nodes));
    }

    public LinkedBroker Broker { get; }

    public IEnumerable<RunningNode> Nodes => nodes.Select(n => n!);

    /// <summary>What the journal is called on its server.</summary>
    public string Name => name;

    /// <summary>Servers, links and nodes that answer; the topic that they read is there.</summary>
    public static async Task<RoughCluster> Start(JournalServers servers, string kind, int nodes, Action<string> make)
    {
        var cluster = new RoughCluster(servers, kind, nodes);
        try
        {
            await cluster.Broker.PutBehind(servers.Toxiproxy, cluster.BrokerLink);
            cluster.Broker.Start();
            make(cluster.Broker.Address);
            servers.Of(kind).Start();
            for (var node = 0; node < nodes; node++)
            {
                cluster.journalPorts[node] =
                    await servers.Toxiproxy.Before(cluster.JournalLink(node), servers.Of(kind).Port);
                cluster.nodes[node] = await cluster.StartNode(node);
            }
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Does something that the dice decide, and ends it; says before what it is.</summary>
    public async Task Disturb(Random random, Action<string> tell)
    {
        var (node, seconds) = (random.Next(nodes.Length), random.NextDouble() * MoreSeconds);
        var (wait, cut) = (TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(CutSeconds + seconds / 2));
        var what = random.Next(6);
        var (type, stream) = random.Next(3) switch
        {
            0 => ("timeout", "upstream"),       // Requests are lost, and nobody is told.
            1 => ("timeout", "downstream"),     // Answers are.
            _ => ("reset_peer", "upstream"),    // Everything is refused.
        };
        var link = random.Next(2) == 0 ? BrokerLink(node) : JournalLink(node);
        var other = (node + 1) % nodes.Length;
        tell(what switch
        {
            0 or 1 => $"node {node} is killed, and started {seconds:F1} s later",
            2 => $"the broker is killed, and started {seconds:F1} s later",
            3 => $"node {other} is killed, and started {seconds:F1} s later; {link} has {type} {stream} meanwhile",
            _ => $"{link} has {type} {stream} for {cut.TotalSeconds:F1} s",
        });
        await (what switch
        {
            0 or 1 => Killed(node, wait),
            2 => BrokerKilled(wait),
            3 => Task.WhenAll(Killed(other, wait), Cut(link, type, stream, cut)),
            _ => Cut(link, type, stream, cut),
        });
    }

    /// <summary>How many records a node knows the decisions of.</summary>
    public static async Task<long> RecordsOf(RunningNode node)
    {
        string overview;
        try
        {
            overview = await node.Client.GetStringAsync("/api/overview");
        }
        catch (HttpRequestException e)
        {
            throw new XunitException($"A node does not answer: {node.Program.Error}", e);
        }
        var totals = JsonDocument.Parse(overview).RootElement.GetProperty("totals");
        return totals.ValueKind == JsonValueKind.Null ? 0 : totals.GetProperty("records").GetInt64();
    }

    /// <summary>What all nodes have said.</summary>
    public string Said() => string.Join('\n', nodes.Select((n, i) => $"-- node {i}:\n{n!.Program.Error}"));

    /// <summary>Runs a command on the journal, in a folder of its own.</summary>
    public async Task<string> Run(params string[] command) => (await RunningProgram.Run(
        servers.Environment(kind, name), [.. command, "--data", folder.Of("aside"), .. Set(SteadyLoad.Settings)]))
        .Done();

    public void Dispose()
    {
        foreach (var node in nodes) node?.Dispose();
        Broker.Dispose();
        folder.Dispose();
    }

    private string BrokerLink(int node) => $"{name}-broker-{node}";

    private string JournalLink(int node) => $"{name}-journal-{node}";

    private async Task Killed(int node, TimeSpan wait)
    {
        nodes[node]!.Program.Kill();
        nodes[node]!.Dispose();
        await Task.Delay(wait);
        nodes[node] = await StartNode(node);
    }

    private async Task BrokerKilled(TimeSpan wait)
    {
        Broker.Kill();
        await Task.Delay(wait);
        Broker.Start();
    }

    private async Task Cut(string link, string type, string stream, TimeSpan time)
    {
        await servers.Toxiproxy.Poison(link, type, stream, new { timeout = 0 });
        await Task.Delay(time);
        await servers.Toxiproxy.Heal(link);
    }

    private async Task<RunningNode> StartNode(int node)
    {
        var environment = servers.Environment(kind, name);
        environment["FINDATA_JOURNAL_URI"] = servers.Uri(kind, journalPorts[node]);
        return await RunningNode.Of(RunningProgram.Start(environment,
        [
            "node", "--cluster", $"node-{node}", "--data", folder.Of($"node-{node}"), "--port", "0",
            .. Set([$"cluster.session-timeout={SessionSeconds}s", $"kafka.bootstrap={Broker.AddressOf(node)}",
                "kafka.topics=transactions", .. SteadyLoad.Settings]),
        ]));
    }

    private static IEnumerable<string> Set(IEnumerable<string> settings) =>
        settings.SelectMany(s => (string[])["--set", s]);
}
