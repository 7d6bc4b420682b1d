using FinData.IntegrationTests.Http;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>An alert opens to its decision: money, the rules of then, what was usual; it is decided again.</summary>
public sealed class DecisionPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const int Phone = 390, Desk = 1280;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_alert_opens_to_its_decision_which_comes_out_the_same_again()
    {
        using var node = await RunningNode.Start(folder.Of("data"), "--set", "alerts.velocity=2");
        await node.Post(Body.Open("o1", "account:a"));
        await node.Post(Body.Deposit("d1", "account:a", "1000.00"));
        foreach (var (rule, to) in ((string, string)[])[("large: when amount > 100 EUR then review \"much\"", "active"),
            ("odd: when amount > 5 EUR then decline", "shadow")])
        {
            await Rule(node, "", $$"""{"text":{{Quoted("rule " + rule)}},"by":"anna"}""");
            await Rule(node, $"/{rule.Split(':')[0]}/promote", $$"""{"to":"{{to}}","by":"anna"}""");
        }
        await Rule(node, "/large/approve", """{"by":"boris"}""");
        foreach (var i in Enumerable.Range(1, 12)) await node.Post(Body.Withdrawal($"w{i}", "account:a", $"{i}.50"));
        await node.Post(Body.Withdrawal("big", "account:a", "200.00"));

        browser.Dress(Desk, 1000, "light");
        await browser.Open(node.Address, "alerts");
        await browser.Shows("a[href*='decision/w12']");
        browser.Click("a[href*='decision/w12']");
        await browser.Says("12.50 EUR booked.");
        await browser.Says("12 debits within the hour");
        await browser.Says("odd v1, shadow, made by anna");
        await browser.Says("928.50 → 916.00");
        await browser.Shows(".dots i[data-this]");
        Assert.Equal(12, browser.TextsOf(".dots i").Count);
        browser.Click("button[data-verb=replay]");
        await browser.Says("decided again: identical, bit for bit");
        foreach (var width in (int[])[Desk, Phone])
        {
            foreach (var colours in (string[])["light", "dark"])
            {
                browser.Dress(width, 1000, colours);
                Assert.True(browser.Ask<bool>($"return document.documentElement.scrollWidth <= {width}"),
                    $"It is wider than {width}.");
                browser.Picture($"decision-{colours}-{width}");
            }
        }
        browser.Dress(Desk, 1000, "light");
        await browser.Open(node.Address, "decision/big");
        await browser.Says("set aside until");
        await browser.Says("large v1, active, made by anna, approved by boris");
        await browser.Says("held until");
        browser.Picture("decision-review");
        browser.Dress(Phone, 1000, "light");
        Assert.True(browser.Ask<bool>($"return document.documentElement.scrollWidth <= {Phone}"), "It is wider.");
        browser.Picture("decision-review-phone");
        browser.Dress(Desk, 1000, "light");
        browser.Click("button[data-verb=label-fraud]");
        await browser.Says("labelled fraud");
        Assert.Empty(browser.TextsOf("button[data-verb=label-fraud]"));
        browser.Click("button[data-verb=void]");
        await browser.Says("hold voided");
        Assert.Empty(browser.TextsOf("button[data-verb=commit]"));
        Assert.Empty(browser.Errors());
    }

    private static async Task Rule(RunningNode node, string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await node.Client.PostAsync($"/api/rules{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
