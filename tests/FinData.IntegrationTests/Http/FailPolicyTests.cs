using System.Text.Json.Nodes;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Http;

/// <summary>A debit is answered while nothing can be decided, and what is decided later is decided once.</summary>
public sealed class FailPolicyTests
{
    private const int DebitsMax = 5_000;

    [Fact]
    public async Task On_a_full_disk_the_fail_policy_answers_and_with_room_again_the_same_record_is_decided()
    {
        using var disk = await TinyDisk.Make();
        using var node = await RunningNode.Of(disk.Start("node", "--port", "0", "--data", disk.Data,
            "--set", "http.decisions.on-failure=decline"));
        Assert.Equal(200, (await node.Post(Body.Open("open", "account:a", "1000000.00"))).Status);
        var number = 0;
        JsonNode answer;
        do answer = await node.Decide(Debit(number)); while (IsDecided(answer) && ++number < DebitsMax);
        Assert.Equal(("undecided", "decline", "journal-stalled"), Said(answer));
        // What is no debit has no word that could stand in.
        Assert.Equal(503, (await node.Post(Body.Deposit("in", "account:a", "1.00"))).Status);

        await disk.MakeRoom();
        await Until.True(async () => (await node.Client.GetAsync("/healthz/ready")).IsSuccessStatusCode,
            "the node goes on");
        Assert.Equal("approve", (string)(await node.Decide(Debit(number)))["decision"]!);
        Assert.Contains($"account,account:a,EUR,-{number + 1}.00,",
            await node.Client.GetStringAsync("/api/export/balances.csv"));
    }

    [Fact]
    public async Task A_decision_that_comes_too_late_and_says_something_else_is_told()
    {
        using var folder = new TestFolder();
        using var node = await RunningNode.Start(folder.Of("data"), "--set", "http.decisions.on-failure=decline",
            "--set", "http.decisions.answer-within=0s");
        Assert.Equal(200, (await node.Post(Body.Open("open", "account:a", "10.00"))).Status);

        Assert.Equal(("undecided", "decline", "no-answer"), Said(await node.Decide(Debit(1))));

        await Until.True(() => node.Program.Error.Contains(
            "d1 was answered 'decline' by the fail policy (no-answer), and was decided 'approve' since"),
            "the decision", () => node.Program.Error);
        Assert.Contains("account,account:a,EUR,-1.00,", await node.Client.GetStringAsync("/api/export/balances.csv"));
    }

    private static bool IsDecided(JsonNode answer) => (string)answer["result"]! != "undecided";

    private static (string, string, string) Said(JsonNode answer) =>
        ((string)answer["result"]!, (string)answer["decision"]!, (string)answer["reason"]!);

    private static string Debit(int number) => Body.Withdrawal($"d{Body.Of(number)}", "account:a", "1.00");
}
