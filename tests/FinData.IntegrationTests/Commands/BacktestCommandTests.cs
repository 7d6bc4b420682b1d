using System.Text.Json;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Commands;

/// <summary>Rules are tried on card transactions of the past, with their labels, by the real program.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private const int Records = 20_000;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_rule_finds_what_the_labels_say_and_the_page_shows_it_beside_a_running_node()
    {
        // Amounts above 500 are the rare ones; every other of them is a fraud.
        var large = 0;
        var lines = CardFile.MadeUp(Records).Select(line => line.Split(','))
            .Select(f => decimal.Parse(f[4]) < 500 ? f : [.. f[..5], large++ % 2 == 0 ? "1" : "0", "0"])
            .Select(f => string.Join(',', f)).ToList();
        var cards = CardFile.Write(folder.Of("cards.csv.gz"), lines);
        var rules = folder.Write("new.rules", "rule huge: when amount > 500 EUR then decline \"<huge>\"\n");
        (await Findata("replay", cards)).Done();
        string[] asked =
            ["backtest", "--rules", rules, "--from", "2018-04-01", "--to", "2018-04-03", "--labels", cards];

        var report = JsonDocument.Parse((await Findata([.. asked, "--json"])).Done()).RootElement;
        using var node = await RunningNode.Start(folder.Of("data"));
        var told = (await Findata([.. asked, "--html", folder.Of("page.html")])).Done();

        var rule = report.GetProperty("rules")[0];
        Assert.True(large > 3 && rule.GetProperty("hits").GetInt32() == large, $"{large} {rule}");
        Assert.Equal(1.0, rule.GetProperty("recall").GetDouble());
        Assert.Equal(Math.Round((large + 1) / 2 / (double)large, 4), rule.GetProperty("precision").GetDouble());
        Assert.Equal(large, report.GetProperty("flipped").GetInt32());
        Assert.Contains($"{large} accepted → declined. Saved: ", told);
        var page = await File.ReadAllTextAsync(folder.Of("page.html"));
        Assert.Contains("<svg", page);
        Assert.Contains("&lt;huge&gt;", page);
        Assert.DoesNotContain("http", page);
    }

    [Fact]
    public async Task A_draft_comes_to_its_next_stage_with_the_figures_of_its_backtest()
    {
        (await Findata("replay", CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(2_000)))).Done();
        var rules = folder.Write("new.rules", "rule large: when amount > 60 EUR then review\n");
        string[] asked = ["backtest", "--rule", "large", "--from", "2018-04-01", "--to", "2018-04-01", "--by", "anna"];
        var alone = await Findata(asked);
        Assert.Equal(1, alone.Code);
        Assert.Contains("No node runs", alone.Error);

        using var node = await RunningNode.Start(folder.Of("data"));
        (await Findata("rule", "add", rules, "--by", "anna")).Done();
        var bare = await Findata("rule", "promote", "large", "--to", "backtest", "--by", "anna");
        Assert.Contains("findata backtest --rule large", bare.Error);
        (await Findata(asked)).Done();

        var list = (await Findata("rule", "list")).Done();
        Assert.Matches(@"large\s+1\s+backtest", list);
        Assert.Matches(@"large v1 on history: 2018-04-01..2018-04-01: \d+ of 2,000 debits \([\d.]+ a day\)", list);
    }

    [Theory]
    [InlineData("rule odd: when amnt > 5 EUR then decline", "'amnt'", "--from", "2018-04-01", "--to", "2018-04-03")]
    [InlineData("rule odd: when true then decline", "--to is before --from", "--from", "2018-04-03", "--to",
        "2018-04-01")]
    [InlineData("rule odd: when true then decline", "There is no journal", "--from", "2018-04-01", "--to",
        "2018-04-03")]
    public async Task What_cannot_be_tried_is_told(string text, string says, params string[] days)
    {
        var ended = await Findata(["backtest", "--rules", folder.Write("odd.rules", text), .. days]);
        Assert.Equal(1, ended.Code);
        Assert.Contains(says, ended.Error);
    }

    private Task<Ended> Findata(params string[] words) => RunningProgram.Run([.. words, "--data", folder.Of("data")]);
}
