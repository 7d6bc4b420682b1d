using FinData.IntegrationTests.Replays;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Http;

public sealed class FullDiskTests(WholeRun whole) : IClassFixture<WholeRun>
{
    private const int DepositsMax = 2_000;

    [Fact]
    public async Task A_node_says_what_to_do_loses_nothing_it_has_acknowledged_and_goes_on_when_there_is_room()
    {
        using var disk = await TinyDisk.Make();
        // Snapshots are due all the time: one that finds no room must not stop the node.
        using (var node = await RunningNode.Of(disk.Start("node", "--port", "0", "--data", disk.Data,
            "--set", "snapshot.every-events=20")))
        {
            Assert.Equal(200, (await node.Post(Body.Open("open", "account:a"))).Status);
            var (acknowledged, refused) = await DepositUntilRefused(node);
            Assert.Equal((503, "application/problem+json"), (refused.Status, refused.Type));
            Assert.Contains("room", refused.Body);
            Assert.Contains("send the same record again", refused.Body);
            Assert.Equal(503, (int)(await node.Client.GetAsync("/healthz/ready")).StatusCode);
            Assert.False(node.Program.HasEnded);

            await disk.MakeRoom();
            await Until.True(async () => (await node.Client.GetAsync("/healthz/ready")).IsSuccessStatusCode,
                "the node goes on");
            // The last one was not acknowledged, and may have been decided meanwhile: sent again it counts once.
            Assert.Equal(200, (await node.Post(Deposit(acknowledged))).Status);
            Assert.Equal(200, (await node.Post(Deposit(acknowledged + 1))).Status);
            Assert.Contains($"account,account:a,EUR,{acknowledged + 2}.00,", await Balances(node));
            Assert.Contains("goes on", node.Program.Error);
            node.Program.Kill();

            using var again = await RunningNode.Start(disk.Data);
            Assert.Contains($"account,account:a,EUR,{acknowledged + 2}.00,", await Balances(again));
        }
    }

    [Fact]
    public async Task A_replay_says_what_to_do_and_the_same_command_goes_on_when_there_is_room()
    {
        using var disk = await TinyDisk.Make();
        using (var full = disk.Start("replay", whole.File, "--data", disk.Data))
        {
            var ended = await full.End();
            Assert.Equal(1, ended.Code);
            Assert.StartsWith("findata: ", ended.Error);
            Assert.Contains("room", ended.Error);
            Assert.Contains("safe", ended.Error);
        }
        await disk.MakeRoom();
        var gone = await RunningProgram.Run("replay", whole.File, "--data", disk.Data);
        Assert.Equal(whole.Result, await WholeRun.ResultOf(gone, disk.Data));
    }

    private static async Task<(int Acknowledged, Answer Refused)> DepositUntilRefused(RunningNode node)
    {
        for (var number = 0; number < DepositsMax; number++)
        {
            var answer = await node.Post(Deposit(number));
            if (answer.Status != 200) return (number, answer);
        }
        throw new InvalidOperationException($"{DepositsMax} records did not fill the disk.");
    }

    private static string Deposit(int number) => Body.Deposit($"d{Body.Of(number)}", "account:a", "1.00");

    private static Task<string> Balances(RunningNode node) => node.Client.GetStringAsync("/api/export/balances.csv");
}
