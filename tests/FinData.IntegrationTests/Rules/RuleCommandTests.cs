using System.Text.Json;
using FinData.IntegrationTests.Running;
using static FinData.IntegrationTests.Http.Body;

namespace FinData.IntegrationTests.Rules;

public sealed class RuleCommandTests : IDisposable
{
    private const string Text = "rule large: when amount > 100 EUR then decline \"too large\"\n";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_rule_comes_by_command_decides_survives_a_kill_and_goes_by_command()
    {
        var file = folder.Of("one.rules");
        await File.WriteAllTextAsync(file, Text);
        using (var node = await RunningNode.Start(folder.Of("data")))
        {
            await node.Post(Open("o1", "account:a"));
            await node.Post(Deposit("d1", "account:a", "1000.00"));
            Assert.Equal("Version 1 of large: draft.", (await Rule("add", file, "--by", "anna")).Output);
            Assert.Contains("\"result\":\"accepted\"", (await node.Post(Withdrawal("w1", "account:a", "200.00"))).Body);

            Assert.Contains("waits for approval to become active",
                (await Rule("promote", "large", "--to", "active", "--by", "anna")).Output);
            var own = await Rule("approve", "large", "--by", "anna");
            Assert.Equal((1, "findata: anna has made version 1 of 'large'; somebody else approves it."),
                (own.Code, own.Error));
            Assert.Equal("Version 1 of large: active.", (await Rule("approve", "large", "--by", "boris")).Output);
            Assert.Contains("\"reason\":\"declined\"", (await node.Post(Withdrawal("w2", "account:a", "200.00"))).Body);
            var events = await RunningProgram.Run("account", "events", "account:a", "--data", folder.Of("data"));
            Assert.Contains("declined by large v1", events.Output);
            node.Program.Kill();
        }
        Assert.Equal("1 1", await HitsAndDecided());
        using var again = await RunningNode.Start(folder.Of("data"));
        var declined = (await again.Post(Withdrawal("w3", "account:a", "200.00"))).Body;
        Assert.Contains("\"rule\":{\"name\":\"large\",\"version\":1,\"reason\":\"too large\"}", declined);
        Assert.Equal(declined, (await again.Post(Withdrawal("w3", "account:a", "200.00"))).Body);
        Assert.Equal("2 2", await HitsAndDecided());

        Assert.Equal("Version 1 of large: rolled-back.", (await Rule("rollback", "large", "--by", "carla")).Output);
        Assert.Contains("\"result\":\"accepted\"", (await again.Post(Withdrawal("w4", "account:a", "200.00"))).Body);
    }

    [Fact]
    public async Task Of_many_who_approve_at_once_one_wins_and_the_others_are_told_who()
    {
        var file = folder.Of("one.rules");
        await File.WriteAllTextAsync(file, Text);
        using var node = await RunningNode.Start(folder.Of("data"));
        await Rule("add", file, "--by", "anna");
        await Rule("promote", "large", "--to", "active", "--by", "anna");
        string[] people = ["boris", "carla", "dora", "emil"];
        var answers = await Task.WhenAll(people.Select(async person =>
        {
            using var body = new StringContent($$"""{"by":"{{person}}"}""",
                System.Text.Encoding.UTF8, "application/json");
            using var answer = await node.Client.PostAsync("/api/rules/large/approve", body);
            return (Person: person, (int)answer.StatusCode, Body: await answer.Content.ReadAsStringAsync());
        }));
        var winner = Assert.Single(answers, a => a.Item2 == 200).Person;
        Assert.All(answers.Where(a => a.Person != winner), a =>
        {
            Assert.Equal(409, a.Item2);
            Assert.Contains($"{winner} has approved version 1 of 'large' before you", a.Body);
        });
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_shown_with_its_lines_and_nothing_of_it_is_taken()
    {
        var file = folder.Of("bad.rules");
        await File.WriteAllTextAsync(file, Text + "rule b: when amuont > 5 EUR then review\n");
        var check = await RunningProgram.Run("rule", "check", file);
        Assert.Equal((1, "1 rules can be read, 1 cannot."), (check.Code, check.Output));
        Assert.Equal($"""
            {file}:2:14: There is no value 'amuont'; did you mean 'amount'?
              2 | rule b: when amuont > 5 EUR then review
                |              ^^^^^^
            """.ReplaceLineEndings("\n"), check.Error);

        using var node = await RunningNode.Start(folder.Of("data"));
        var add = await Rule("add", file, "--by", "anna");
        Assert.Equal(1, add.Code);
        Assert.Contains("did you mean 'amount'?", add.Error);
        using var list = JsonDocument.Parse((await Rule("list", "--json")).Output);
        Assert.Equal(0, list.RootElement.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Each_rule_of_a_file_is_taken_in_for_itself_and_the_others_are_told_of()
    {
        var file = folder.Write("two.rules", "rule b: when other in list nowhere then decline\n" + Text);
        using var node = await RunningNode.Start(folder.Of("data"));
        var first = await Rule("add", file, "--by", "anna");
        Assert.Equal((1, "Version 1 of large: draft."), (first.Code, first.Output));
        Assert.StartsWith("findata: There is no list 'nowhere'", first.Error);

        (await RunningProgram.Run("list", "put", "nowhere", "card:1", "--data", folder.Of("data"))).Done();
        var second = await Rule("add", file, "--by", "anna");
        Assert.Equal((1, "Version 1 of b: draft.", "findata: Version 1 of 'large' says the same."),
            (second.Code, second.Output, second.Error));
    }

    [Fact]
    public async Task A_line_that_is_no_id_is_named_and_nothing_of_the_file_is_in_the_list()
    {
        var ids = folder.Of("ids.txt");
        await File.WriteAllLinesAsync(ids, Enumerable.Range(0, 30_000).Select(i => i == 25_000 ? "caf\u00e9"
            : $"terminal:{i}"));
        using var node = await RunningNode.Start(folder.Of("data"));
        var put = await RunningProgram.Run("list", "put", "blocked", "--file", ids, "--data", folder.Of("data"));
        Assert.Equal((1, $"findata: Line 25001 of '{ids}', 'caf\u00e9', is no id: write kind and name, such as " +
            "card:596. Nothing of the file was sent."), (put.Code, put.Error));
        using var lists = JsonDocument.Parse((await RunningProgram.Run("list", "show", "--json", "--data",
            folder.Of("data"))).Output);
        Assert.Equal(0, lists.RootElement.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_a_rule_has_set_aside_is_an_alert_and_is_paid_or_given_back_by_command()
    {
        var file = folder.Write("one.rules", Text.Replace("decline", "review"));
        using var node = await RunningNode.Start(folder.Of("data"));
        await node.Post(Open("o1", "account:a"));
        await node.Post(Open("o2", "account:b"));
        await node.Post(Deposit("d1", "account:a", "1000.00"));
        await Rule("add", file, "--by", "anna");
        await Rule("promote", "large", "--to", "active", "--by", "anna");
        await Rule("approve", "large", "--by", "boris");
        await node.Post(Transfer("t1", "account:a", "account:b", "200.00"));
        await node.Post(Withdrawal("w1", "account:a", "300.00"));
        var alerts = await RunningProgram.Run("alert", "list", "--data", folder.Of("data"), "--json");
        Assert.Contains("\"id\":\"t1/review\"", alerts.Done());
        Assert.Contains("\"id\":\"w1/review\"", alerts.Output);

        Assert.Equal("200.00 EUR of account:a is paid.", (await Hold("commit", "t1")).Done());
        Assert.Equal("300.00 EUR of account:a is given back.", (await Hold("void", "w1")).Done());
        Assert.Equal("findata: t1 is held no more: findata decision show t1", (await Hold("commit", "t1")).Error);
        var late = await Hold("commit", "w1");
        Assert.Equal((1, "findata: w1 is held no more: findata decision show w1"), (late.Code, late.Error));
        Assert.StartsWith("findata: d1 is not held", (await Hold("void", "d1")).Error);
        var balances = await DataFolder.Export(folder.Of("data"), "balances");
        Assert.Contains("account,account:a,EUR,800.00,", balances);
        Assert.Contains("account,account:b,EUR,200.00,", balances);
    }

    [Fact]
    public async Task A_list_comes_from_a_file_and_blocks_a_terminal()
    {
        var (ids, file) = (folder.Of("ids.txt"), folder.Of("one.rules"));
        await File.WriteAllLinesAsync(ids, Enumerable.Range(0, 30_000).Select(i => $"terminal:{i}"));
        await File.WriteAllTextAsync(file, "rule blocked: when other in list blocked then decline");
        using var node = await RunningNode.Start(folder.Of("data"));
        await node.Post(Open("o1", "account:a", "100.00"));
        Assert.Contains("There is no list 'blocked'", (await Rule("add", file, "--by", "anna")).Error);
        var put = await RunningProgram.Run("list", "put", "blocked", "--file", ids, "--expires", "1d", "--data",
            folder.Of("data"));
        Assert.Equal("30,000 ids, in force on all shards.", put.Output);
        await Rule("add", file, "--by", "anna");
        await Rule("promote", "blocked", "--to", "active", "--by", "anna");
        await Rule("approve", "blocked", "--by", "boris");
        Assert.Contains("\"reason\":\"declined\"", (await node.Post(Payment("p1", "account:a", "terminal:29999",
            "1.00"))).Body);
        Assert.Contains("\"result\":\"accepted\"", (await node.Post(Payment("p2", "account:a", "terminal:30000",
            "1.00"))).Body);
        Assert.Equal("terminal:7 is in blocked.", (await RunningProgram.Run("list", "has", "blocked", "terminal:7",
            "--data", folder.Of("data"))).Output);
    }

    [Fact]
    public async Task A_list_of_a_million_comes_by_command_and_is_there_after_a_kill()
    {
        var ids = folder.Of("ids.txt");
        await File.WriteAllLinesAsync(ids, Enumerable.Range(0, 1_000_000).Select(i => $"card:{i}"));
        using (var node = await RunningNode.Start(folder.Of("data")))
        {
            var put = await RunningProgram.Run("list", "put", "blocked", "--file", ids, "--data", folder.Of("data"));
            Assert.Equal("1,000,000 ids, in force on all shards.", put.Done());
            node.Program.Kill();
        }
        using var again = await RunningNode.Start(folder.Of("data"));
        foreach (var (id, says) in ((string, string)[])[("card:999999", "is in"), ("card:1000000", "is not in")])
            Assert.Equal($"{id} {says} blocked.", (await RunningProgram.Run("list", "has", "blocked", id, "--data",
                folder.Of("data"))).Done());
        var more = await RunningProgram.Run("list", "put", "other", "--file", ids, "--data", folder.Of("data"));
        Assert.Equal("1,000,000 ids, in force on all shards.", more.Done());
        var full = await RunningProgram.Run("list", "put", "third", "card:1", "--data", folder.Of("data"));
        Assert.Equal((1, "findata: All lists together have 2000000 ids at most, and there are 2000000. Take some out."),
            (full.Code, full.Error));
    }

    [Fact]
    public async Task Without_a_node_nobody_can_take_a_rule_in()
    {
        var ended = await Rule("approve", "large", "--by", "boris");
        Assert.Equal(1, ended.Code);
        Assert.Contains("No node runs on the data folder", ended.Error);
    }

    private async Task<string> HitsAndDecided()
    {
        using var list = JsonDocument.Parse((await Rule("stats", "--json")).Output);
        var version = list.RootElement.GetProperty("items")[0].GetProperty("versions")[0];
        return $"{version.GetProperty("hits")} {version.GetProperty("decided")}";
    }

    private Task<Ended> Hold(string verb, string transaction) =>
        RunningProgram.Run("hold", verb, transaction, "--data", folder.Of("data"));

    private Task<Ended> Rule(params string[] words) =>
        RunningProgram.Run(["rule", .. words, "--data", folder.Of("data")]);
}
