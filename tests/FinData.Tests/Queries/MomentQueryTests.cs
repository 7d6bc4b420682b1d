using FinData.Domain.Records;
using FinData.Queries;
using FinData.Tests.Domain;

namespace FinData.Tests.Queries;

/// <summary>Accounts and products as they were: asked later, they are what they were seen to be then.</summary>
public sealed class MomentQueryTests : IDisposable
{
    private const long Minute = 60_000;

    private readonly TestBank bank = new(shards: 3);
    private readonly LocalQueries queries;

    public MomentQueryTests() => queries = new LocalQueries(bank.Shards, () => false);

    public void Dispose() => bank.Dispose();

    [Fact]
    public void At_each_time_of_a_long_life_it_is_the_account_that_was_seen_then() => Seeds.Each(20, seed =>
    {
        using var lived = new TestBank(shards: 2);
        var asked = new LocalQueries(lived.Shards, () => false);
        var chance = new Random((int)seed);
        var seen = new List<(long Time, AccountDetail Account)>();
        lived.Open("o", "account:a", creditLine: 20_00);
        for (var i = 0; i < 60; i++)
        {
            lived.Now += chance.Next(1, 600) * Minute;
            Live(lived, chance, i);
            seen.Add((lived.Now, AtRest(asked.AccountAsync("account:a"))));
        }
        foreach (var (time, then) in seen)
        {
            var now = AtRest(asked.AccountAtAsync("account:a", TimeText.FormatInstant(time)));
            Assert.Equal((then.Posted, then.Held, then.Available, then.CreditLine, then.Events, then.Debits),
                (now.Posted, now.Held, now.Available, now.CreditLine, now.Events, now.Debits));
            Assert.Equal((then.Events, 0L), (now.Last.Sequence, now.CameLate));
        }
    });

    [Fact]
    public async Task Open_holds_rejections_and_the_last_event_are_told()
    {
        bank.Open("o1", "account:a", creditLine: 5_00);
        bank.Deposit("d1", "account:a", 100_00);
        bank.Now += Minute;
        bank.Hold("h1", "account:a", 30_00);
        bank.Hold("h2", "account:a", 20_00);
        bank.Withdraw("w1", "account:a", 999_00);
        var then = bank.Now;
        bank.Now += Minute;
        bank.Commit("c1", "account:a", "h1", 25_00);
        bank.Deposit("d2", "account:a", 1_00);

        var account = await AtAsync(then);

        Assert.Equal(("100.00", "50.00", "55.00"), (account.Posted, account.Held, account.Available));
        Assert.Equal(["h1 30.00", "h2 20.00"], account.Holds.Select(h => $"{h.Transaction} {h.Amount}"));
        Assert.All(account.Holds, h => Assert.Equal(TimeSpan.FromDays(7), h.Expires - h.Placed));
        Assert.Equal((5L, 1L), (account.Events, account.Rejected));
        Assert.Equal(("w1", "rejected", "insufficient-funds"),
            (account.Last.Transaction, account.Last.Kind, account.Last.Reason));
        Assert.Equal(["h2"], (await AtAsync(bank.Now)).Holds.Select(h => h.Transaction));
    }

    [Fact]
    public async Task What_came_late_counts_at_its_own_time()
    {
        bank.Open("o1", "account:a");
        bank.Deposit("d1", "account:a", 100_00);
        var between = bank.Now + Minute;
        bank.Now += 2 * Minute;
        bank.Withdraw("w1", "account:a", 40_00);
        bank.Now = between;
        bank.Withdraw("w2", "account:a", 7_00);

        Assert.Equal(("93.00", 1L, 1L), Told(await AtAsync(between)));
        Assert.Equal(("53.00", 2L, 0L), Told(await AtAsync(between + Minute)));
        Assert.Equal(("100.00", 0L, 0L), Told(await AtAsync(between - 1)));

        static (string, long, long) Told(AccountMoment account) =>
            (account.Posted, account.Debits.Count, account.CameLate);
    }

    [Fact]
    public async Task A_product_is_what_was_sold_of_it_until_then()
    {
        bank.Now = 1_000_000_800_000;   // 2001-09-09 02:00.
        bank.Sell("s1", "84029E", 5, 3_390);
        bank.Now += 86_400_000;
        bank.Sell("s2", "84029E", 2, 3_000);
        bank.Sell("s3", "84029E", 9, 3_000, "EUR");
        var then = bank.Now;
        bank.Now += Minute;
        bank.Sell("s4", "84029E", 1, 1_000);

        var product = await queries.ProductAtAsync("84029e", TimeText.FormatInstant(then));

        Assert.Equal(("84029E", 7L, "22.95", 2L, new SoldFigures(2, "6.00")),
            (product.Product, product.Quantity, product.Revenue, product.Sales, product.Today));
        var early = await Assert.ThrowsAsync<QueryException>(() => queries.ProductAtAsync("84029E", "2001-09-09"));
        Assert.Contains("its first sale is of 2001-09-09T02:00:00.000Z", early.Message);
    }

    [Theory]
    [InlineData("yesterday", QueryFailure.BadRequest, "'yesterday' is no time")]
    [InlineData("2001-09-09 10:00:00", QueryFailure.BadRequest, "is no time")]
    [InlineData("2001-02-30", QueryFailure.BadRequest, "is no time")]
    [InlineData("2001-09-08", QueryFailure.NotFound, "it opens at 2001-09-09T01:46:40.000Z")]
    public async Task A_time_that_is_none_or_before_the_account_is_told(string time, QueryFailure failure, string says)
    {
        bank.Open("o1", "account:a");
        var error = await Assert.ThrowsAsync<QueryException>(() => queries.AccountAtAsync("account:a", time));
        Assert.Equal(failure, error.Failure);
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public async Task Who_is_not_there_is_named()
    {
        bank.Open("o1", "account:a");
        foreach (var ask in (Func<Task>[])[() => queries.AccountAtAsync("account:b", "2001-09-10"),
            () => queries.ProductAtAsync("b", "2001-09-10")])
        {
            var error = await Assert.ThrowsAsync<QueryException>(ask);
            Assert.Equal(QueryFailure.NotFound, error.Failure);
            Assert.Contains("b'", error.Message);
        }
    }

    private Task<AccountMoment> AtAsync(long time) =>
        queries.AccountAtAsync("account:a", TimeText.FormatInstant(time));

    // Nobody is waited for at rest.
    private static T AtRest<T>(Task<T> answer)
    {
        Assert.True(answer.IsCompleted);
        return answer.GetAwaiter().GetResult();
    }

    private static void Live(TestBank bank, Random chance, int number)
    {
        var (id, amount) = ($"t{number}", chance.Next(1, 50_00));
        switch (chance.Next(8))
        {
            case 0 or 1: bank.Deposit(id, "account:a", amount); break;
            case 2: bank.Withdraw(id, "account:a", amount); break;
            case 3: bank.Pay(id, "account:a", "terminal:t", amount); break;
            case 4: bank.Transfer(id, "account:a", "account:nobody", amount); break;
            case 5: bank.Hold(id, "account:a", amount); break;
            case 6: bank.Commit(id, "account:a", $"t{chance.Next(number + 1)}", amount / 2); break;
            default: bank.Reverse(id, "account:a", $"t{chance.Next(number + 1)}"); break;
        }
    }
}
