using System.Globalization;
using FinData.IntegrationTests.Journals;
using FinData.IntegrationTests.Pages;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Cluster;

/// <summary>What the page shows of a cluster: its nodes, whose each shard is, and who is behind.</summary>
[Collection("cluster")]
public sealed class ClusterPageTests(KafkaBroker broker, JournalServers servers, Browser browser)
    : IClassFixture<Browser>, IDisposable
{
    private const int Records = 30_000, Shards = 8, Desk = 1280, Phone = 390;
    private const string Nodes = "table[aria-label='Nodes'] tbody", Rows = "table[aria-label='Shards'] tbody";

    private readonly TestFolder folder = new();
    private readonly string name = servers.NewName(), topic = KafkaBroker.NewName("transactions"),
        alerts = KafkaBroker.NewName("alerts"), shardTopic = KafkaBroker.NewName("shards");

    public void Dispose() => folder.Dispose();

    [ServerFact("kafka", "postgresql", "toxiproxy")]
    public async Task A_node_whose_journal_is_cut_off_is_behind_and_its_records_wait_until_it_is_mended()
    {
        (await Produce(CardFile.Write(folder.Of("none.csv"), []))).Done();
        servers.Of(JournalServers.PostgreSql).Start();
        var way = await servers.Toxiproxy.Before(name, servers.Of(JournalServers.PostgreSql).Port);
        using var one = await Start("one", null);
        using var two = await Start("two", way);
        browser.Dress(Desk, 900, "light");
        await browser.Open(one.Address, "shards");
        await Owned("4 shards", "4 shards");
        Assert.Equal([one.Address, two.Address], browser.TextsOf($"{Nodes} td:nth-child(3)"));
        Assert.Contains("2 of 2 up", browser.Text);
        await Until.True(() => Figure("one", "behind") == 0 && Figure("two", "behind") == 0, "nobody is behind", Text);

        await servers.Toxiproxy.Poison(name, "timeout", "upstream", new { timeout = 0 });
        var cards = CardFile.MadeUp(2 * Records).ToList();
        (await Produce(CardFile.Write(folder.Of("first.csv"), cards.Take(Records)))).Done();
        await Until.True(() => Figure("two", "behind") > 0, "the one that is cut off is behind", Text);
        await Until.True(() => Figure("two", "lag") > 0 && Figure("one", "lag") == 0, "its records wait",
            () => $"{Text()}\n{two.Program.Error}");
        Picture("cluster-behind");

        await servers.Toxiproxy.Heal(name);
        await Until.True(() => Figure("two", "behind") == 0 && Figure("two", "lag") == 0, "it has caught up", Text);
        await servers.Toxiproxy.Poison(name, "latency", "upstream", new { latency = 1500 });
        (await Produce(CardFile.Write(folder.Of("second.csv"), cards.Skip(Records)))).Done();
        await Until.True(() => Figure("two", "lag") > 0 && Figure("one", "lag") == 0, "its records wait",
            () => $"{Text()}\n{two.Program.Error}");
        Assert.Contains(Waiting("two"), lag => lag > 0);
        Assert.All(Waiting("one"), lag => Assert.Equal(0, lag));
        Picture("cluster-lag");

        await servers.Toxiproxy.Heal(name);
        two.Program.Kill();
        await browser.Says("unreachable");
        Picture("cluster-unreachable");
        await Until.True(() => browser.TextsOf($"{Rows} td:nth-child(3)").Count(node => node == "one") == Shards,
            "the shards go to the other", Text);
        Assert.Equal(["one this page's"], browser.TextsOf($"{Nodes} td:first-child"));
        // That the page asks for what is not there would be told in the console.
        Assert.Empty(browser.Errors());
    }

    [Fact]
    public async Task A_node_that_is_alone_shows_no_cluster()
    {
        using var node = await RunningNode.Start(folder.Of("alone"));
        browser.Dress(Desk, 900, "light");
        await browser.Open(node.Address, "shards");
        await Until.True(() => browser.TextsOf($"{Rows} tr").Count == Shards, "all shards are shown", Text);
        await Until.True(() => browser.Ask<long>(
            "return performance.getEntriesByType('resource').filter(r => r.name.endsWith('/api/cluster')).length") == 1,
            "it has asked whether there is one", Text);
        Assert.Empty(browser.TextsOf(Nodes));
        Assert.DoesNotContain("node", browser.TextsOf("table[aria-label='Shards'] th"));
        Assert.Equal("{\"node\":null,\"nodes\":[],\"shards\":[]}", await node.Client.GetStringAsync("/api/cluster"));
        Assert.Contains("Count: 0 nodes",
            (await RunningProgram.Run("cluster", "show", "--data", folder.Of("alone"))).Done());
    }

    private string Text() => browser.Text;

    private async Task Owned(string one, string two) => await Until.True(() =>
        browser.TextsOf($"{Nodes} td:nth-child(6)") is [var first, var second]
            && first.StartsWith(one, StringComparison.Ordinal) && second.StartsWith(two, StringComparison.Ordinal),
        "each node has its shards", Text);

    // A figure of a node in the table, by the column's title; -1 while it is not known.
    private long Figure(string node, string column) => ReadAll(browser.TextsOf($"{Nodes} tr")
        .Zip(browser.TextsOf($"{Nodes} td:nth-child({(column == "behind" ? 4 : 5)})"))
        .Where(row => row.First.StartsWith(node, StringComparison.Ordinal)).Select(row => row.Second)).Single();

    private List<long> Waiting(string node) => ReadAll(browser.TextsOf($"{Rows} td:nth-child(3)")
        .Zip(browser.TextsOf($"{Rows} td:nth-child(6)")).Where(row => row.First == node).Select(row => row.Second));

    private static List<long> ReadAll(IEnumerable<string> figures) => [.. figures.Select(figure =>
        long.TryParse(figure, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) ? count : -1)];

    private void Picture(string picture)
    {
        foreach (var width in (int[])[Desk, Phone])
        {
            foreach (var colours in (string[])["light", "dark"])
            {
                browser.Dress(width, 900, colours);
                Assert.True(browser.Ask<bool>($"return document.documentElement.scrollWidth <= {width}"),
                    $"It is wider than {width}.");
                browser.Picture($"{picture}-{colours}-{width}");
            }
        }
        browser.Dress(Desk, 900, "light");
    }

    private Task<Ended> Produce(string file) =>
        RunningProgram.Run("produce", file, "--kafka", broker.Address, "--topic", topic);

    // Little is fetched and decided at once, so that records wait at the broker while the journal is slow. A session is
    // so long that the page sees who is gone before the shards go to the other.
    private async Task<RunningNode> Start(string node, int? way)
    {
        var environment = servers.Environment(JournalServers.PostgreSql, name);
        environment["FINDATA_JOURNAL_URI"] = servers.Uri(JournalServers.PostgreSql, way,
            options: "Command Timeout=5&Cancellation Timeout=-1&Timeout=15");
        return await RunningNode.Of(RunningProgram.Start(environment,
        [
            "node", "--cluster", node, "--data", folder.Of(node), "--port", "0", .. Set("kafka.fetch-bytes=64KiB"),
            .. Set("batch.records-max=100"), .. Set("batch.in-flight-max=1"), .. Set("batch.chunks-max=1"),
            .. Set("cluster.session-timeout=15s"), .. Set($"kafka.bootstrap={broker.Address}"),
            .. Set($"kafka.topics={topic}"), .. Set($"kafka.alerts.topic={alerts}"),
            .. Set($"kafka.shards-topic={shardTopic}"), .. Set("kafka.idle-after=1h"),
        ]));
    }

    private static string[] Set(string setting) => ["--set", setting];
}
