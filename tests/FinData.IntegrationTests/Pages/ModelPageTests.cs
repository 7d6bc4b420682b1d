using System.Globalization;
using System.Text.Json;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>Whether the fraud model still works, as the page and the command tell it.</summary>
public sealed class ModelPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const int Desk = 1280, Phone = 390;
    private const string Change = "2018-04-16", Table = "table[aria-label='Figures'] tbody";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_a_model_the_page_says_how_to_get_one()
    {
        using var node = await RunningNode.Start(folder.Of("data"));
        browser.Dress(Desk, 900, "light");
        await browser.Open(node.Address, "rules");
        browser.Click("nav a[href='#/models']");
        await browser.Says("No model has scored a payment yet");
        await browser.Says("findata model use");
        Assert.Empty(browser.TextsOf(Table));
        Assert.Contains("findata model use", (await Findata("model", "figures")).Done());
    }

    [Fact]
    public async Task The_page_shows_day_by_day_what_the_models_did_and_the_command_says_the_same()
    {
        var models = await Replay();
        string[] asks = ["model", "figures", "--from", "2018-04-08", "--to", "2018-04-26", "--json"];
        var resting = (await Findata(asks)).Done();
        using var node = await RunningNode.Start(folder.Of("data"));
        var asked = "api/models/figures?from=2018-04-08&to=2018-04-26";
        Assert.Equal(resting.Trim(), await node.Client.GetStringAsync(asked));
        var items = JsonDocument.Parse(resting).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(19, items.Count);

        browser.Dress(Desk, 900, "light");
        await browser.Open(node.Address, "models?from=2018-04-08&to=2018-04-26");
        await Until.True(() => browser.TextsOf($"{Table} tr").Count == items.Count, "a row each day",
            () => browser.Text);
        Assert.Equal(Newest(items, "from"), browser.TextsOf($"{Table} td:nth-child(1)"));
        Assert.Equal(Newest(items, "scored"), browser.TextsOf($"{Table} td:nth-child(4)"));
        Assert.Equal(Newest(items, "frauds"), browser.TextsOf($"{Table} td:nth-child(6)"));
        Assert.Equal(items.Select(i => i.GetProperty("auc").GetDouble().ToString("F3", CultureInfo.InvariantCulture)),
            browser.TextsOf($"{Table} td:nth-child(10)").Reverse());
        await browser.Says("labels up to 2018-04-30");
        // Labels may come for a week after a day: of these days those up to the 22nd have theirs.
        Assert.Equal(Enumerable.Repeat("open", 4).Concat(Enumerable.Repeat("in", 15)),
            browser.TextsOf($"{Table} td:nth-child(2)"));
        Assert.Equal(models, browser.TextsOf("table[aria-label='Models'] tbody td:nth-child(1)"));
        await browser.Shows(".charts .plot canvas");
        Assert.Contains($"{models[1]} at {Change}",
            browser.Ask<string>("return document.querySelector('.charts .plot').ariaLabel"));
        await Pictures();

        await AssertSaves(items.Count);
        browser.Click("[aria-label='Group by'] button:nth-of-type(3)");
        await Until.True(() => browser.TextsOf($"{Table} td:nth-child(1)") is ["2018-04-23", "2018-04-16", "2018-04-09",
            "2018-04-08"], "a row each week", () => browser.Text);
        Assert.Contains("by=week", browser.Address);
        browser.Click("[aria-label='Range'] button");
        await Until.True(() => browser.Address.Contains("from=2018-03-28", StringComparison.Ordinal), "30 days");
        Assert.Empty(browser.Errors());
    }

    [Fact]
    public async Task A_label_that_comes_makes_the_figures_of_its_payments_day_grow()
    {
        await Replay();
        using var node = await RunningNode.Start(folder.Of("data"));
        const string day = "--from 2018-04-26 --to 2018-04-26";
        var before = (await Findata(["model", "figures", .. day.Split(' '), "--csv"])).Done();
        (await Findata("label", "fraud", "card:7250")).Done();
        (await Findata("label", "genuine", "card:7251")).Done();
        var (was, now) = (Row(before), Row((await Findata(["model", "figures", .. day.Split(' '), "--csv"])).Done()));
        Assert.Equal(("0", "0"), (was["settled"], was["genuine"]));
        Assert.Equal((int.Parse(was["frauds"]) + 1, "1"), (int.Parse(now["frauds"]), now["genuine"]));
        Assert.Equal(was["scored"], now["scored"]);
    }

    private static Dictionary<string, string> Row(string csv)
    {
        var lines = csv.Split('\n').Select(line => line.Split(',')).ToArray();
        return lines[0].Zip(lines[1]).ToDictionary(field => field.First, field => field.Second);
    }

    // Four weeks of payments; a second model comes after two of them.
    private async Task<IReadOnlyList<string>> Replay()
    {
        var cards = CardFile.Write(folder.Of("cards.csv.gz"), CardFile.Labelled());
        var stream = (await RunningProgram.Run("fraud", "labels", cards, "--with-payments")).Done().Split('\n');
        var isLater = stream.ToLookup(line => string.CompareOrdinal(
            JsonDocument.Parse(line).RootElement.GetProperty("ts").GetString(), Change) >= 0);
        var names = new List<string>();
        foreach (var seed in (int[])[1, 2])
        {
            var model = folder.Of($"{seed}.model");
            (await RunningProgram.Run("fraud", "train", cards, "--from", "2018-04-03", "--to", "2018-04-09", "--out",
                model, "--seed", $"{seed}")).Done();
            var file = folder.Write($"{seed}.json", string.Join('\n', isLater[seed == 2]) + "\n");
            (await Findata("replay", file, "--model", model)).Done();
            names.Add(JsonDocument.Parse((await Findata("model", "list", "--json")).Done()).RootElement
                .GetProperty("scoring").GetString()!);
        }
        return names;
    }

    private static IEnumerable<string> Newest(IEnumerable<JsonElement> items, string figure) =>
        items.Reverse().Select(item => item.GetProperty(figure).ToString());

    private async Task AssertSaves(int rows)
    {
        browser.Ask<object>("""
            const make = URL.createObjectURL;
            URL.createObjectURL = blob => {
                blob.text().then(text => { window.saved = text; });
                return make.call(URL, blob);
            };
            [...document.querySelectorAll("main button")].find(button => button.innerText === "CSV").click();
            """);
        await Until.True(() => browser.Ask<string>("return window.saved") is not null, "the CSV is written");
        var lines = browser.Ask<string>("return window.saved")!.TrimEnd().Split('\n');
        Assert.StartsWith("from,to,model,name,isSettled,scored,alerted,frauds", lines[0]);
        Assert.Equal(rows, lines.Length - 1);
        Assert.StartsWith("2018-04-08,2018-04-08,1,", lines[1]);
    }

    private async Task Pictures()
    {
        foreach (var width in (int[])[Desk, Phone])
        {
            foreach (var colours in (string[])["light", "dark"])
            {
                browser.Dress(width, 1400, colours);
                await Until.True(() => browser.Ask<bool>($"return document.documentElement.scrollWidth <= {width}"),
                    $"it fits {width}", () => browser.Text);
                browser.Picture($"models-{colours}-{width}");
            }
        }
        browser.Dress(Desk, 900, "light");
    }

    private Task<Ended> Findata(params string[] words) => RunningProgram.Run([.. words, "--data", folder.Of("data")]);
}
