using FinData.IntegrationTests.Http;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>What the page says when there is nothing to show, or nobody to ask.</summary>
public sealed class HonestStateTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_data_it_shows_the_command_that_brings_some_until_there_are_some()
    {
        using var node = await RunningNode.Start(folder.Of("empty"));
        browser.Dress(1440, 1000, "light");
        await browser.Open(node.Address);
        await browser.Says("No data yet");
        await browser.Says("./findata demo");
        await browser.Says($"curl {node.Address}/api/transactions");
        browser.Picture("no-data-light");
        browser.Dress(390, 844, "light");
        Assert.True(browser.Ask<bool>("return document.documentElement.scrollWidth <= 390"),
            "It is wider than a phone.");
        browser.Picture("no-data-phone");
        browser.Dress(1440, 1000, "light");

        // The command that the page shows, to the letter.
        var shown = browser.TextsOf(".commands code")[0];
        Assert.Equal(200, (await node.Post(shown[shown.IndexOf('{')..(shown.LastIndexOf('}') + 1)])).Status);
        await browser.Shows("table[aria-label='Latest transactions'] tbody tr");
        Assert.Empty(browser.Errors());
    }

    [Fact]
    public async Task A_node_that_is_gone_greys_the_figures_until_one_is_there_again()
    {
        using var node = await RunningNode.Start(folder.Of("gone"));
        await node.Post(Body.Open("open", "account:a"));
        browser.Dress(1440, 1000, "light");
        await browser.Open(node.Address);
        await browser.Shows("table[aria-label='Latest transactions'] tbody tr");
        Assert.False(IsGrey());

        node.Program.Kill();
        await browser.Becomes("lost");
        await browser.Says("connection lost");
        await Until.True(IsGrey, "the figures are greyed");
        browser.Picture("lost-light");

        using var again = await RunningNode.Of(
            RunningProgram.Start("node", "--data", folder.Of("gone"), "--port", Body.Of(node.Port)));
        await browser.Becomes("live");
        await Until.True(() => !IsGrey(), "the figures have their colours again");
    }

    private bool IsGrey() => browser.Ask<bool>("""
        for (let e = document.querySelector(".tile-value"); e; e = e.parentElement) {
            const style = getComputedStyle(e);
            if (Number(style.opacity) < 0.9 || style.filter.includes("grayscale")) return true;
        }
        return false;
        """);
}
