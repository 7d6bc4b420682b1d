using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Pages;

/// <summary>The overview as the README shows it; kept when FINDATA_SCREENSHOTS names a folder.</summary>
public sealed class ScreenshotTests(RunningDemo demo, Browser browser)
    : IClassFixture<RunningDemo>, IClassFixture<Browser>
{
    private const int SecondsInThePicture = 60;

    [Theory]
    [InlineData("dashboard", 1440, 1000, "light")]
    [InlineData("dashboard-dark", 1440, 1000, "dark")]
    [InlineData("dashboard-phone", 390, 844, "light")]
    public async Task The_overview_is_drawn_with_a_line_of_rates(string name, int width, int height, string colours)
    {
        browser.Dress(width, height, colours);
        await browser.Open(demo.Node.Address);
        // A picture for people has a minute in its chart; the test itself is content with a chart.
        var isKept = Environment.GetEnvironmentVariable("FINDATA_SCREENSHOTS") is { Length: > 0 };
        if (isKept && name == "dashboard") await Task.Delay(TimeSpan.FromSeconds(SecondsInThePicture));
        await browser.Shows("canvas");
        var blank = browser.Ask<bool>("""
            const canvas = document.querySelector("canvas");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return !data.some(value => value !== 0);
            """);
        Assert.False(blank, "The chart is blank.");
        browser.Picture(name);
    }
}
