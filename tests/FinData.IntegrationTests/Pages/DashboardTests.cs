namespace FinData.IntegrationTests.Pages;

/// <summary>The page of a demo in a browser.</summary>
public sealed class DashboardTests(RunningDemo demo, Browser browser)
    : IClassFixture<RunningDemo>, IClassFixture<Browser>
{
    private const int Phone = 390, Desk = 1440;

    private string Address => demo.Node.Address;

    [Fact]
    public async Task The_overview_becomes_live_and_every_tile_has_a_figure()
    {
        browser.Dress(Desk, 1000, "light");
        await browser.Open(Address);
        await Running.Until.True(() => browser.TextsOf(".tile-value") is { Count: 6 } tiles
            && tiles.All(t => t.Any(char.IsDigit)),
            "six tiles with figures", () => browser.Text);
        await browser.Shows("table[aria-label='Latest transactions'] tbody tr");
        await browser.Shows("table[aria-label='Largest balances'] tbody tr");
        await browser.Shows(".spark path");
        AssertNoErrors();
    }

    [Fact]
    public async Task An_account_in_the_latest_transactions_leads_to_its_balance_and_events()
    {
        browser.Dress(Desk, 1000, "light");
        await browser.Open(Address);
        const string link = "table[aria-label='Latest transactions'] a.row-link";
        await browser.Shows(link);
        browser.Click(link);
        await browser.Shows(".tiles.three .tile-value");
        await browser.Shows("table[aria-label='Events'] tbody tr");
        Assert.Contains("#/account/", browser.Address);
        Assert.All(browser.TextsOf(".tiles.three .tile-value"), t => Assert.Matches(@"\d", t));
        browser.Picture("account-light");
        AssertNoErrors();
    }

    [Fact]
    public async Task A_best_seller_leads_to_its_sales()
    {
        browser.Dress(Desk, 1000, "light");
        await browser.Open(Address);
        const string link = "main a[href*='#/products/']";
        await browser.Shows(link);
        browser.Click(link);
        await browser.Says("units by the minute");
        browser.Picture("product-light");
        AssertNoErrors();
    }

    [Fact]
    public async Task A_slash_searches_and_the_search_finds_the_account()
    {
        browser.Dress(Desk, 1000, "light");
        await browser.Open(Address);
        var account = browser.TextsOf("table[aria-label='Largest balances'] a.row-link")[0];
        browser.Type("/");
        browser.Type(account + "\n");
        await browser.Shows($"main a.row-link[href*='{account}']");
        Assert.Contains("#/accounts?search=", browser.Address);
        AssertNoErrors();
    }

    [Theory]
    [InlineData("products", "main table tbody tr")]
    [InlineData("accounts", "main table tbody tr")]
    [InlineData("alerts", "main table tbody tr")]
    [InlineData("deadletters", "main table tbody tr")]
    [InlineData("shards", "main table tbody tr")]
    public async Task Each_page_has_rows_and_fits_a_phone_in_light_and_dark(string page, string rows)
    {
        foreach (var width in (int[])[Desk, Phone])
        {
            browser.Dress(width, 1000, "light");
            await browser.Open(Address, page);
            await browser.Shows(rows);
            AssertFits(width);
            browser.Picture($"{page}-light-{width}");
            browser.Dress(width, 1000, "dark");
            AssertFits(width);
            browser.Picture($"{page}-dark-{width}");
        }
        AssertNoErrors();
    }

    [Fact]
    public async Task A_dead_letter_is_shown_with_its_reason_and_its_text()
    {
        browser.Dress(Desk, 1000, "light");
        await browser.Open(Address, "deadletters");
        await browser.Says("malformed json");
        await browser.Says("unknown type");
        await browser.Says("odd.ndjson");
    }

    [Fact]
    public async Task The_overview_fits_every_width_in_light_and_dark_and_dark_is_dark()
    {
        foreach (var (width, height) in ((int, int)[])[(Desk, 1000), (1024, 800), (768, 1000), (Phone, 844)])
        {
            browser.Dress(width, height, "light");
            await browser.Open(Address);
            await browser.Shows("table[aria-label='Latest transactions'] tbody tr");
            foreach (var colours in (string[])["light", "dark"])
            {
                browser.Dress(width, height, colours);
                await Running.Until.True(() => colours == "dark" == Brightness() < 0.5, $"the page is {colours}");
                AssertFits(width);
            }
        }
        AssertNoErrors();
    }

    private double Brightness() => Convert.ToDouble(browser.Ask<object>("""
        const of = element => getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
        const seen = [of(document.body), of(document.documentElement)].find(c => c.length < 4 || c[3] > 0);
        return (seen[0] + seen[1] + seen[2]) / 765;
        """));

    private void AssertFits(int width)
    {
        var wide = browser.Ask<string>($$"""
            const wide = [...document.querySelectorAll("body *")].find(e =>
                e.getBoundingClientRect().right > {{width}} + 1
                && getComputedStyle(e).visibility !== "hidden" && !e.closest(".unseen, .skip"));
            const all = document.documentElement.scrollWidth;
            return all <= {{width}} ? "" : `${all}: ${wide?.outerHTML.slice(0, 200)}`;
            """);
        Assert.Equal("", wide);
    }

    private void AssertNoErrors() => Assert.Empty(browser.Errors());
}
