using FinData.Domain.Records;
using FinData.Queries;
using FinData.Tests.Domain;
using static FinData.Tests.Queries.Paging;

namespace FinData.Tests.Queries;

/// <summary>Accounts as they are asked for: lists by pages, single ones, and their histories.</summary>
public sealed class AccountQueryTests : IDisposable
{
    private readonly TestBank bank = new(shards: 3);
    private readonly LocalQueries queries;

    public AccountQueryTests() => queries = new LocalQueries(bank.Shards, () => false);

    public void Dispose() => bank.Dispose();

    [Theory]
    [InlineData("account", 1), InlineData("account", 7), InlineData("account", 1000)]
    [InlineData("posted", 1), InlineData("posted", 7), InlineData("-posted", 3)]
    public async Task Pages_of_accounts_have_each_once_and_in_order(string sort, int limit)
    {
        for (var i = 0; i < 20; i++) bank.Pay($"p{i}", $"card:{i}", $"terminal:{i % 5}", i % 4 * 10_00 + 1);

        var rows = await PagesAsync(after =>
            queries.AccountsAsync(new AccountFilter { Sort = sort, Limit = limit, After = after }), limit);

        Assert.Equal(25, rows.Count);
        var sorted = sort switch
        {
            "posted" => rows.OrderBy(r => decimal.Parse(r.Posted)).ThenBy(r => r.Account, StringComparer.Ordinal),
            "-posted" => rows.OrderByDescending(r => decimal.Parse(r.Posted))
                .ThenBy(r => r.Account, StringComparer.Ordinal),
            _ => rows.OrderBy(r => r.Account, StringComparer.Ordinal),
        };
        Assert.Equal(sorted.Select(r => r.Account), rows.Select(r => r.Account));
        Assert.Equal(25, rows.Select(r => r.Account).Distinct().Count());
    }

    [Fact]
    public async Task Currencies_of_other_digits_are_ordered_by_what_they_show()
    {
        bank.Open("o1", "account:yen", "JPY");
        bank.Open("o2", "account:dinar", "BHD");
        bank.Open("o3", "account:euro");
        bank.Post("d1", TransactionType.Deposit, "account:yen", 2, currency: "JPY");
        bank.Post("d2", TransactionType.Deposit, "account:dinar", 1_500, currency: "BHD");
        bank.Deposit("d3", "account:euro", 1_00);

        var page = await queries.AccountsAsync(new AccountFilter { Sort = "-posted" });

        Assert.Equal(["2", "1.500", "1.00"], page.Items.Select(r => r.Posted));
    }

    [Fact]
    public async Task Any_part_of_an_id_in_either_case_finds_it_and_a_kind_narrows_it()
    {
        bank.Pay("p1", "card:77", "terminal:17", 1_00);
        bank.Open("o1", "account:Ab7");

        Assert.Equal(["account:Ab7", "card:77", "terminal:17"], await FoundAsync("7", ""));
        Assert.Equal(["account:Ab7"], await FoundAsync("aB7", ""));
        Assert.Equal(["card:77"], await FoundAsync("CARD:7", ""));
        Assert.Equal(["terminal:17"], await FoundAsync("7", "terminal"));
        Assert.Equal([], await FoundAsync("nobody", ""));

        async Task<IEnumerable<string>> FoundAsync(string search, string kind) =>
            (await queries.AccountsAsync(new AccountFilter { Search = search, Kind = kind })).Items
                .Select(r => r.Account);
    }

    [Fact]
    public async Task An_account_shows_balance_habit_and_day()
    {
        bank.Open("o1", "account:a", creditLine: 50_00);
        bank.Deposit("d1", "account:a", 100_00);
        bank.Pay("p1", "account:a", "terminal:t", 10_00);
        bank.Pay("p2", "account:a", "terminal:t", 20_00);
        bank.Hold("h1", "account:a", 5_00);

        var account = await queries.AccountAsync("account:a");

        Assert.Equal(("70.00", "5.00", "115.00", "50.00", "EUR"),
            (account.Posted, account.Held, account.Available, account.CreditLine, account.Currency));
        Assert.Equal((5, 2L, "15.00", "7.07"),
            (account.Events, account.Debits.Count, account.Debits.Mean, account.Debits.Deviation));
        Assert.Equal((24, 2, "30.00"), (account.Hours.Count, account.Hours[^1].Count, account.Hours[^1].Sum));
        Assert.Equal(bank.Now, account.LastTime.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("card:9999", QueryFailure.NotFound), InlineData("account:ab", QueryFailure.NotFound)]
    [InlineData("596", QueryFailure.BadRequest), InlineData("product:84029", QueryFailure.BadRequest)]
    [InlineData("card:", QueryFailure.BadRequest), InlineData("card:ü", QueryFailure.BadRequest),
        InlineData("", QueryFailure.BadRequest)]
    public async Task An_unknown_id_is_named(string id, QueryFailure failure)
    {
        bank.Open("o1", "account:a");
        foreach (var ask in (Func<Task>[])[() => queries.AccountAsync(id), () => queries.AccountEventsAsync(id, 10)])
        {
            var error = await Assert.ThrowsAsync<QueryException>(ask);
            Assert.Equal(failure, error.Failure);
            Assert.Contains($"'{id}'", error.Message);
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(1000)]
    public async Task Events_count_down_without_a_gap_and_their_amounts_are_the_balance(int limit)
    {
        Live();

        var rows = await PagesAsync(before => queries.AccountEventsAsync("account:a", limit, before), limit);

        Assert.Equal(Enumerable.Range(1, bank.EventsOf("account:a")).Reverse().Select(s => (long)s),
            rows.Select(r => r.Sequence));
        Assert.Equal(
            [
                "opened 0.00 0.00", "deposited 100.00 100.00", "paid -10.00 90.00", "paid -20.00 70.00",
                    "hold-placed -30.00 70.00",
                "hold-committed -25.00 45.00", "rejected -999.00 45.00", "transferred-out -1.00 44.00",
                    "returned 1.00 45.00",
                "deposited 5.00 50.00", "reversed -5.00 45.00", "deposited 1.00 46.00", "adjusted -0.10 45.90",
            ], rows.AsEnumerable().Reverse().Select(r => $"{r.Kind} {r.Amount} {r.Balance}"));
        Assert.Equal("insufficient-funds", rows.Single(r => r.Kind == "rejected").Reason);
        Assert.Equal("terminal:t", rows.Single(r => r.Sequence == 3).Other);
        Assert.Equal("p1", rows.Single(r => r.Sequence == 3).Transaction);
        Assert.Equal(rows.Count, rows.Select(r => r.Position).Distinct().Count());
    }

    [Fact]
    public async Task Later_events_move_no_page()
    {
        Live();
        var first = await queries.AccountEventsAsync("account:a", 4);
        bank.Deposit("later", "account:a", 7_00);
        var second = await queries.AccountEventsAsync("account:a", 4, first.Next);
        var bySequence = await queries.AccountEventsAsync("account:a", 4, $"{first.Items[^1].Sequence}");

        Assert.Equal(first.Items[^1].Sequence - 1, second.Items[0].Sequence);
        Assert.Equal(second.Items, bySequence.Items);
        Assert.Equal(second.Next, bySequence.Next);
    }

    [Theory, InlineData("x"), InlineData("1-2-3"), InlineData("5-9999-5-0"), InlineData("9-1-5-0"),
        InlineData("1-2-3-4-5")]
    public async Task A_place_that_no_page_gave_is_told(string before)
    {
        Live();
        var error = await Assert.ThrowsAsync<QueryException>(() => queries.AccountEventsAsync("account:a", 4, before));
        Assert.Equal(QueryFailure.BadRequest, error.Failure);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(1001)]
    public async Task Limits_are_bounded(int limit) =>
        await Assert.ThrowsAsync<QueryException>(() => queries.AccountsAsync(new AccountFilter { Limit = limit }));

    // One event of each sort that moves money or does not; two payments in one batch.
    private void Live()
    {
        bank.Open("o1", "account:a");
        bank.Deposit("d1", "account:a", 100_00);
        bank.Together(() =>
        {
            bank.Pay("p1", "account:a", "terminal:t", 10_00);
            bank.Pay("p2", "account:a", "terminal:t", 20_00);
        });
        bank.Hold("h1", "account:a", 30_00);
        bank.Commit("c1", "account:a", "h1", 25_00, "terminal:t");
        bank.Withdraw("w1", "account:a", 999_00);
        bank.Transfer("t1", "account:a", "account:nobody", 1_00);
        bank.Deposit("d2", "account:a", 5_00);
        bank.Reverse("r1", "account:a", "d2");
        bank.Post("d3", TransactionType.Deposit, "account:a", 1_00, stated: 45_90);
    }
}
