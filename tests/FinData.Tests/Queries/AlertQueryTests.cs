using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Queries;
using FinData.Tests.Domain;
using static FinData.Tests.Queries.Paging;

namespace FinData.Tests.Queries;

/// <summary>Alerts of all accounts and of one, by pages.</summary>
public sealed class AlertQueryTests : IDisposable
{
    private readonly TestBank bank = new(shards: 3,
        new AccountPolicy { Alerts = new AlertPolicy { Velocity = 2, AmountLimit = 50_00 } });
    private readonly LocalQueries queries;

    public AlertQueryTests() => queries = new LocalQueries(bank.Shards, () => false);

    public void Dispose() => bank.Dispose();

    [Theory, InlineData(1), InlineData(2), InlineData(5), InlineData(1000)]
    public async Task Pages_have_each_alert_once_the_newest_first(int limit)
    {
        Pay();

        var rows = await PagesAsync(after => queries.AlertsAsync(limit, after: after), limit);

        Assert.Equal(await ExportedAsync(""), rows.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal(rows.OrderByDescending(r => r.Time).Select(r => r.Time), rows.Select(r => r.Time));
        Assert.All(rows, r => Assert.Equal($"{r.Transaction}/{r.Rule}", r.Id));
        Assert.All(rows, r => Assert.Equal($"card:{r.Transaction.Split('-')[1]}", r.Account));
    }

    [Theory, InlineData(1), InlineData(3), InlineData(1000)]
    public async Task Those_of_an_account_are_its_own(int limit)
    {
        Pay();

        var rows = await PagesAsync(after => queries.AlertsAsync(limit, "card:2", after), limit);

        Assert.Equal(await ExportedAsync("card:2"), rows.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.All(rows, r => Assert.Equal("card:2", r.Account));
        Assert.Equal(rows.Take(5).Select(r => r.Id), (await queries.AccountAsync("card:2")).Alerts.Select(r => r.Id));
    }

    [Fact]
    public async Task An_alert_says_why()
    {
        Pay();
        var page = await queries.AlertsAsync(1000, "card:2");
        Assert.Contains("3 debits within the hour", page.Items.Select(r => r.Reason));
        Assert.Contains("above the limit for a single amount", page.Items.Select(r => r.Reason));
    }

    [Theory, InlineData("x"), InlineData("1.2-3.4"), InlineData("1.2-3.4-9999.1"), InlineData("-1.2-3.4-5.6")]
    public async Task A_place_that_no_page_gave_is_told(string after)
    {
        Pay();
        await Assert.ThrowsAsync<QueryException>(() => queries.AlertsAsync(5, after: after));
    }

    // Four cards, six payments each within an hour; the last three are one too many, and each second one is too large
    // besides.
    private void Pay()
    {
        for (var i = 0; i < 6; i++)
        {
            bank.Now += 60_000;
            bank.Together(() =>
            {
                for (var card = 0; card < 4; card++) bank
                    .Pay($"p{i}-{card}", $"card:{card}", "terminal:t", i % 2 == 0 ? 1_00 : 60_00);
            });
        }
    }

    private async Task<IEnumerable<string>> ExportedAsync(string account)
    {
        var text = new StringWriter();
        await queries.ExportAsync("alerts", new ExportOptions { Account = account }, text);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,time,account,transaction,rule,reason", lines[0]);
        Assert.True(lines.Length > 5);
        return lines.Skip(1).Select(l => l.Split(',')[0]);
    }
}
