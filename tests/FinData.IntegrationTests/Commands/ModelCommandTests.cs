using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Commands;

/// <summary>From a trained model to live scores, labels and a change of model, by the real program.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task History_behind_payments_of_today_is_told_to_be_scored_late_and_a_terminal_shows_its_frauds()
    {
        var cards = CardFile.Write(folder.Of("cards.csv.gz"), CardFile.Labelled());
        var model = await Train("cards.model", 1);
        using (var node = await RunningNode.Start(folder.Of("data")))
        {
            (await Findata("model", "use", model, "--by", "anna")).Done();
            await node.Post(Payment("p1"));
            node.Program.Kill();
        }
        var late = await Findata("replay", cards);
        late.Done();
        Assert.Contains("For the scores of their own days replay them into a folder of their own", late.Error);

        var stream = (await RunningProgram.Run("fraud", "labels", cards, "--with-payments")).Done();
        var lines = folder.Write("cards.json", stream + "\n");
        var alone = await RunningProgram.Run("replay", lines, "--model", model, "--data", folder.Of("alone"));
        alone.Done();
        Assert.DoesNotContain("of their own", alone.Error);
        var terminal = (await RunningProgram.Run("account", "show", "terminal:31", "--data", folder.Of("alone")))
            .Done();
        Assert.Matches(@"frauds of 30 days, up to a label delay ago.* [1-9]\d* of \d+", terminal);
    }

    [Fact]
    public async Task A_stream_with_labels_is_scored_as_the_files_are()
    {
        var cards = CardFile.Write(folder.Of("cards.csv.gz"), CardFile.Labelled());
        var model = await Train("cards.model", 1);
        var stream = (await RunningProgram.Run("fraud", "labels", cards, "--with-payments")).Done();
        var file = folder.Write("cards.json", stream + "\n");
        (await Findata("replay", file, "--model", model)).Done();

        var suspicious = Parsed(await RunningProgram.Run("fraud", "score", cards, "--model", model, "--days",
            "2018-04-14..2018-04-23", "--top", "5", "--json"));
        foreach (var one in suspicious)
        {
            var id = $"card:{one.GetProperty("transaction")}";
            var shown = Parsed(await Findata("decision", "show", id, "--json"))[0];
            Assert.Equal(one.GetProperty("logOdds").GetDouble(),
                shown.GetProperty("score").GetProperty("logOdds").GetDouble());
            Assert.Equal(one.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()),
                shown.GetProperty("score").GetProperty("reasons").EnumerateArray()
                    .Select(r => r.GetProperty("words").GetString()));
            var again = Parsed(await Findata("decision", "replay", id, "--json"))[0].GetProperty("score");
            Assert.Equal(one.GetProperty("logOdds").GetDouble(), again.GetProperty("average").GetDouble() +
                again.GetProperty("reasons").EnumerateArray().Sum(r => r.GetProperty("part").GetDouble()), 9);
            Assert.True(again.GetProperty("reasons").GetArrayLength() > 3);
        }
        Assert.Contains("log-odds", (await Findata("decision", "replay", $"card:{suspicious[0]
            .GetProperty("transaction")}")).Done());
        var alerts = (await Findata("alert", "list", "--limit", "5")).Done();
        Assert.Contains("fraud probability 0.", alerts);
        Assert.Contains(" 0 different", (await Findata("decision", "replay", "--all")).Done());
    }

    [Fact]
    public async Task A_model_and_labels_come_to_a_running_node_and_are_there_after_a_kill()
    {
        CardFile.Write(folder.Of("cards.csv.gz"), CardFile.Labelled());
        var (model, other) = (await Train("one.model", 1), await Train("two.model", 2));
        using (var node = await RunningNode.Start(folder.Of("data")))
        {
            Assert.DoesNotContain("score", (await node.Post(Payment("p1"))).Body);
            Assert.Contains("scores all payments", (await Findata("model", "use", model, "--by", "anna")).Done());
            var again = await Findata("model", "use", model, "--by", "anna");
            Assert.Equal(1, again.Code);
            Assert.Contains("is the one that scores already", again.Error);

            var scored = Json(await node.Post(Payment("p2")));
            Assert.False(scored.TryGetProperty("decision", out _));
            Assert.Equal("approve", await Decide(node, Payment("p5")));
            Assert.Equal("decline", await Decide(node, Payment("p4").Replace("card:7", "nobody")));
            Assert.InRange(scored.GetProperty("score").GetProperty("probability").GetDouble(), 0.0001, 0.9999);
            (await Findata("model", "use", other, "--by", "boris")).Done();
            Assert.Equal(2, Json(await node.Post(Payment("p3"))).GetProperty("score").GetProperty("model").GetInt32());

            Assert.Contains("known as a fraud", (await Findata("label", "fraud", "p2")).Done());
            var opposite = await Findata("label", "genuine", "p2");
            Assert.Equal(1, opposite.Code);
            Assert.Contains("the first one stays", opposite.Error);
            var elsewhere = await Findata("label", "genuine", "p2", "--account", "account:nobody");
            Assert.Equal((1, "findata: p2 of account:nobody gets no label: no-such-account."),
                (elsewhere.Code, elsewhere.Error));
            var unknown = await Findata("label", "fraud", "nothing");
            Assert.Contains("No shard remembers a decision on 'nothing'", unknown.Error);
            node.Program.Kill();
        }
        var list = Parsed(await Findata("model", "list", "--json"))[0];
        Assert.Equal(["boris", "anna"],
            list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("by").GetString()));
        Assert.Equal(1, list.GetProperty("labels").GetInt32());
        Assert.Contains("labelled-fraud", (await Findata("decision", "show", "p2")).Done());
        Assert.Contains(" 0 different", (await Findata("decision", "replay", "--all")).Done());
    }

    [Fact]
    public async Task A_file_that_is_no_model_or_is_cut_short_is_refused_with_what_to_do()
    {
        var model = await Train("cards.model", 1);
        var cut = folder.Of("cut.model");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(model))[..^9]);
        using var node = await RunningNode.Start(folder.Of("data"));
        foreach (var (file, says) in ((string, string)[])[(cut, "cut short"), (folder.Of("none"), "cannot be read")])
        {
            var ended = await Findata("model", "use", file);
            Assert.Equal(1, ended.Code);
            Assert.Contains(says, ended.Error);
        }
        Assert.Contains("No model scores", (await Findata("model", "list")).Done());
    }

    private async Task<string> Train(string name, int seed)
    {
        var cards = folder.Of("cards.csv.gz");
        if (!File.Exists(cards)) CardFile.Write(cards, CardFile.Labelled());
        (await RunningProgram.Run("fraud", "train", cards, "--from", "2018-04-03", "--to", "2018-04-09", "--out",
            folder.Of(name), "--seed", seed.ToString(CultureInfo.InvariantCulture))).Done();
        return folder.Of(name);
    }

    private Task<Ended> Findata(params string[] words) => RunningProgram.Run([.. words, "--data", folder.Of("data")]);

    private static List<JsonElement> Parsed(Ended ended) =>
        [.. ended.Done().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task<string?> Decide(RunningNode node, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await node.Client.PostAsync("/api/decisions", content);
        return Json(await Answer.Of(response)).GetProperty("decision").GetString();
    }

    private static JsonElement Json(Answer answer) => JsonDocument.Parse(answer.Body).RootElement;

    private static string Payment(string id) =>
        $"{{\"id\":\"{id}\",\"ts\":\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"type\":\"payment\"," +
        "\"account\":\"card:7\",\"terminal\":\"t1\",\"amount\":\"120.00\"}";
}
