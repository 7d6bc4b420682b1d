using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>Lists that rules look into, on the page of rules.</summary>
public sealed class ListPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const int Phone = 390, Desk = 1280;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_id_is_put_into_a_list_and_taken_out()
    {
        using var node = await RunningNode.Start(folder.Of("lists"));
        browser.Dress(Desk, 1000, "light");
        await browser.Open(node.Address, "rules");
        await browser.Says("There is no list yet.");
        browser.Write("input[name=person]", "anna");
        browser.Write("input[name=list]", "blocked");
        browser.Write("input[name=id]", "nothing");
        browser.Click("button[data-verb=put]");
        await browser.Says("'nothing' is no id");
        browser.Write("input[name=id]", "terminal:3156");
        browser.Write("input[name=days]", "30");
        browser.Click("button[data-verb=put]");
        await Until.True(() => browser.TextsOf("main tbody td.number") is ["1"], "one id", () => browser.Text);
        browser.Picture("rules-lists");
        browser.Dress(Phone, 1600, "light");
        Assert.True(browser.Ask<bool>($"return document.documentElement.scrollWidth <= {Phone}"), "It is wider.");
        browser.Picture("rules-lists-phone");
        browser.Dress(Desk, 1000, "light");
        Assert.Contains("terminal:3156 is in blocked.", (await RunningProgram.Run("list", "has", "blocked",
            "terminal:3156", "--data", folder.Of("lists"))).Done());

        browser.Write("input[name=id]", "terminal:3156");
        browser.Click("button[data-verb=remove]");
        await Until.True(() => browser.TextsOf("main tbody td.number") is ["0"], "none", () => browser.Text);
        // The refused one is told in the console.
        Assert.All(browser.Errors(), e => Assert.Contains("409", e));
    }
}
