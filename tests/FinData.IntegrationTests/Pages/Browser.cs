using FinData.IntegrationTests.Running;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace FinData.IntegrationTests.Pages;

/// <summary>A Chromium without a window, and what a test asks of a page.</summary>
public sealed class Browser : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ChromeDriverService service = ChromeDriverService.CreateDefaultService("/usr/bin", "chromedriver");
    private readonly ChromeDriver driver;

    public Browser()
    {
        var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium" };
        options.AddArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-sync", "--disable-background-networking", "--disable-component-update",
            "--disable-dev-shm-usage", "--hide-scrollbars",
            "--window-size=1440,1000", $"--user-data-dir={folder.Path}");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        driver = new ChromeDriver(service, options, TimeSpan.FromSeconds(120));
    }

    /// <summary>Goes to a page and waits until it shows live figures.</summary>
    public async Task Open(string address, string page = "")
    {
        driver.Navigate().GoToUrl("about:blank");
        driver.Navigate().GoToUrl($"{address}/#/{page}");
        await Becomes("live");
    }

    /// <summary>Waits for a word about the connection: live, lost.</summary>
    public Task Becomes(string state) =>
        Until.True(() => Ask<string>("return document.querySelector('main')?.dataset.status") == state,
            $"the page is {state}", () => Text);

    /// <summary>Waits until a selector finds something.</summary>
    public Task Shows(string selector) =>
        Until.True(() => Ask<long>($"return document.querySelectorAll(\"{selector}\").length") > 0,
            $"the page shows {selector}", () => Text);

    public Task Says(string text) =>
        Until.True(() => Text.Contains(text, StringComparison.Ordinal), $"the page says '{text}'", () => Text);

    public string Text => Ask<string>("return document.body?.innerText") ?? "";

    public string Address => driver.Url;

    public IReadOnlyList<string> TextsOf(string selector) =>
        [.. Ask<IReadOnlyCollection<object>>(
            $"return [...document.querySelectorAll(\"{selector}\")].map(e => e.innerText)")!.Cast<string>()];

    /// <summary>Clicks what may be replaced by a newer one at any moment.</summary>
    public void Click(string selector) => driver.ExecuteScript($"document.querySelector(\"{selector}\").click()");

    /// <summary>Writes into a field, as a whole.</summary>
    public void Write(string field, string text) => Ask<object>($$"""
        const field = document.querySelector("{{field}}");
        field.value = {{System.Text.Json.JsonSerializer.Serialize(text)}};
        field.dispatchEvent(new Event("input", { bubbles: true }));
        """);

    public void Type(string keys) => new OpenQA.Selenium.Interactions.Actions(driver).SendKeys(keys).Perform();

    public T? Ask<T>(string script) => (T?)driver.ExecuteScript(script);

    /// <summary>The size of the screen and the colours that its owner has asked for.</summary>
    public void Dress(int width, int height, string colours)
    {
        driver.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new Dictionary<string, object?>
        {
            ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600,
        });
        driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new Dictionary<string, object?>
        {
            ["features"] =
                new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = colours } },
        });
    }

    /// <summary>Errors in the console since the last call.</summary>
    public IReadOnlyList<string> Errors() =>
        [.. driver.Manage().Logs.GetLog(LogType.Browser).Where(l => l.Level >= LogLevel.Severe).Select(l => l.Message)];

    /// <summary>Keeps a picture when FINDATA_SCREENSHOTS names a folder for them.</summary>
    public void Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("FINDATA_SCREENSHOTS") is not { Length: > 0 } pictures) return;
        Directory.CreateDirectory(pictures);
        driver.GetScreenshot().SaveAsFile(Path.Combine(pictures, $"{name}.png"));
    }

    public void Dispose()
    {
        driver.Quit();
        driver.Dispose();
        service.Dispose();
        folder.Dispose();
    }
}
