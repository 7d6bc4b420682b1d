using FinData.IntegrationTests.Http;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>A rule's life on the page: written, tried, approved by somebody else, taken back.</summary>
public sealed class RulePageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const int Phone = 390, Desk = 1440;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_rule_is_written_tried_approved_by_another_and_taken_back()
    {
        using var node = await RunningNode.Start(folder.Of("data"));
        await node.Post(Body.Open("o1", "account:a"));
        await node.Post(Body.Deposit("d1", "account:a", "1000.00"));
        browser.Dress(Desk, 1000, "light");
        await browser.Open(node.Address, "rules");
        await browser.Says("There is no rule yet.");

        browser.Write("input[name=person]", "anna");
        browser.Write("textarea", "rule large: when amuont > 100 EUR then decline");
        browser.Click("button[data-verb=check]");
        await browser.Says("1:18: There is no value 'amuont'; did you mean 'amount'?");
        browser.Picture("rules-problem");
        browser.Write("textarea", "rule large: when amount > 100 EUR then decline \"too large\"");
        browser.Click("button[data-verb=add]");
        await StageIs("draft");
        browser.Click("button[data-verb=promote]");
        await StageIs("shadow");
        await node.Post(Body.Withdrawal("w1", "account:a", "200.00"));
        browser.Click("button[data-verb=promote]:nth-of-type(2)");
        await browser.Says("active, asked by anna");
        browser.Click("button[data-verb=approve]");
        await browser.Says("anna has made version 1 of 'large'; somebody else approves it.");
        browser.Write("input[name=person]", "boris");
        browser.Click("button[data-verb=approve]");
        await browser.Says("anna · boris");
        var declined = await node.Post(Body.Withdrawal("w2", "account:a", "200.00"));
        Assert.Contains("\"reason\":\"declined\"", declined.Body);
        await Until.True(() => browser.TextsOf("main tbody td.number") is ["2", "1", "0"], "two hits, one decided",
            () => browser.Text);
        foreach (var width in (int[])[Desk, Phone])
        {
            foreach (var colours in (string[])["light", "dark"])
            {
                browser.Dress(width, 1000, colours);
                Assert.True(browser.Ask<bool>($"return document.documentElement.scrollWidth <= {width}"),
                    $"It is wider than {width}.");
                browser.Picture($"rules-{colours}-{width}");
            }
        }
        browser.Dress(Desk, 1000, "light");
        browser.Click("button[data-verb=rollback]");
        await browser.Says("rolled back");
        var accepted = await node.Post(Body.Withdrawal("w3", "account:a", "200.00"));
        Assert.Contains("\"result\":\"accepted\"", accepted.Body);
        // The one refused request is told in the console too.
        Assert.All(browser.Errors(), e => Assert.Contains("409", e));
    }

    private Task StageIs(string stage) =>
        Until.True(() => browser.TextsOf("main tbody td.at-second") is [var shown] && shown == stage,
            $"the rule is in {stage}", () => browser.Text);
}
