using FinData.IntegrationTests.Http;
using FinData.IntegrationTests.Replays;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;
using Xunit.Abstractions;

namespace FinData.IntegrationTests.Journals;

/// <summary>The program with its journal on a server.</summary>
[Collection("journal servers")]
public sealed class ServerProgramTests(JournalServers servers, WholeRun whole, ITestOutputHelper output)
    : IClassFixture<WholeRun>, IDisposable
{
    private const int Kills = 5;

    private readonly TestFolder folder = new();
    private readonly string name = servers.NewName();

    public void Dispose() => folder.Dispose();

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public Task A_replay_killed_at_random_moments_ends_with_the_same_figures_balances_and_alerts(string kind) =>
        new KilledReplay(whole, output, folder, round => servers.Environment(kind, $"{name}_{round}")).Run(Kills);

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task A_journal_on_a_server_is_asked_and_verified_from_any_folder(string kind)
    {
        var environment = servers.Environment(kind, name);
        var file = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(20_000));
        var none = await RunningProgram.Run(environment, "account", "list", "--data", folder.Of("a"));
        Assert.Equal(1, none.Code);
        Assert.Contains($"no journal '{name}' at {kind}://findata@127.0.0.1", none.Error);

        (await RunningProgram.Run(environment, "replay", file, "--data", folder.Of("a"),
            "--set", "snapshot.every-events=1000")).Done();
        (await RunningProgram.Run("replay", file, "--data", folder.Of("here"))).Done();
        Assert.False(File.Exists(folder.Of("a/journal.db")));
        foreach (var export in (string[])["balances", "alerts"])
            Assert.Equal(await DataFolder.Export(folder.Of("here"), export),
                await DataFolder.Export(environment, folder.Of("b"), export));
        Assert.Contains("card:1",
            (await RunningProgram.Run(environment, "account", "show", "card:1", "--data", folder.Of("b"))).Done());
        var verified = (await RunningProgram.Run(environment, "journal", "verify", "--data", folder.Of("b"))).Done();
        Assert.Contains("8 shards", verified);
        Assert.DoesNotContain("0 snapshots", verified);
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task A_node_waits_for_a_killed_server_and_goes_on(string kind)
    {
        var environment = servers.Environment(kind, name);
        environment["FINDATA_JOURNAL_URI"] = servers.Uri(kind,
            options: kind == JournalServers.MongoDb ? "serverSelectionTimeoutMS=1000" : "Timeout=1");
        using (var node = await RunningNode.Start(environment, folder.Of("data")))
        {
            Assert.Equal(200, (await node.Post(Body.Open("open", "account:a"))).Status);
            Assert.Equal(200, (await node.Post(Deposit(0))).Status);
            servers.Of(kind).Kill();
            await Until.True(async () => (await node.Post(Deposit(1))).Status == 503, "a refusal");
            await Until.True(() => node.Program.Error.Contains("what was acknowledged is safe",
                StringComparison.OrdinalIgnoreCase), "a sentence", () => node.Program.Error);
            Assert.False(node.Program.HasEnded);
            Assert.DoesNotContain("p%40ss", node.Program.Error);

            servers.Of(kind).Start();
            await Until.True(async () => (await node.Client.GetAsync("/healthz/ready")).IsSuccessStatusCode,
                "the node goes on", () => node.Program.Error);
            // It was not acknowledged, and may have been decided meanwhile: sent again it counts once.
            Assert.Equal(200, (await node.Post(Deposit(1))).Status);
            Assert.Equal(200, (await node.Post(Deposit(2))).Status);
            await Until.True(() => node.Program.Error.Contains("goes on"), "it is told", () => node.Program.Error);
            node.Program.Kill();
        }
        var balances = await DataFolder.Export(environment, folder.Of("b"), "balances");
        Assert.Contains("account,account:a,EUR,3.00,", balances);
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task Of_two_nodes_on_a_journal_the_later_one_has_it_and_the_other_stops(string kind)
    {
        var environment = servers.Environment(kind, name);
        using var earlier = await RunningNode.Start(environment, folder.Of("a"));
        Assert.Equal(200, (await earlier.Post(Body.Open("open", "account:a"))).Status);
        using var later = await RunningNode.Start(environment, folder.Of("b"));
        Assert.Equal(200, (await later.Post(Deposit(1))).Status);
        await Until.True(async () =>
        {
            if (!earlier.Program.HasEnded)
                await Task.WhenAny(earlier.Program.End(), earlier.Post(Body.Deposit("late", "account:a", "100.00")));
            return earlier.Program.HasEnded;
        }, "the earlier one stops", () => earlier.Program.Error);
        var ended = await earlier.Program.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains("was written by another owner", ended.Error);
        Assert.Equal(200, (await later.Post(Deposit(2))).Status);
        Assert.Contains("account,account:a,EUR,2.00,", await later.Client.GetStringAsync("/api/export/balances.csv"));
    }

    [Fact]
    public async Task A_server_that_nobody_names_is_a_clear_error()
    {
        var ended = await RunningProgram.Run("replay", "file.csv", "--data", folder.Of("data"),
            "--set", "journal.kind=mongodb");
        Assert.Equal(1, ended.Code);
        Assert.Contains("set FINDATA_JOURNAL_URI=mongodb://", ended.Error);
    }

    private static string Deposit(int number) => Body.Deposit($"d{Body.Of(number)}", "account:a", "1.00");
}
