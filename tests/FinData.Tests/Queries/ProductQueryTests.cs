using FinData.Queries;
using FinData.Tests.Domain;

namespace FinData.Tests.Queries;

/// <summary>Best sellers and products, by the node's event time.</summary>
public sealed class ProductQueryTests : IDisposable
{
    private const long Hour = 3_600_000;

    private readonly TestBank bank = new(shards: 3);
    private readonly LocalQueries queries;

    public ProductQueryTests()
    {
        queries = new LocalQueries(bank.Shards, () => false);
        bank.Now = 1_000_000_800_000;   // 2001-09-09 02:00.
        bank.Sell("s1", "84029E", 5, 3_390);
        bank.Now += 3 * Hour;
        bank.Sell("s2", "85123A", 4, 2_550);
        bank.Sell("s3", "71053", 4, 1_005);
        bank.Sell("s4", "22423", 1, 12_750);
    }

    public void Dispose() => bank.Dispose();

    [Fact]
    public async Task Best_sellers_of_the_hour_and_of_the_day_are_ranked_by_units_then_code()
    {
        var hour = await queries.TopAsync("1h", "", 10);
        Assert.Equal(["1 71053 4 4.02", "2 85123A 4 10.20", "3 22423 1 12.75"], hour.Items.Select(Text));
        var today = await queries.TopAsync("today", "", 2);
        Assert.Equal(["1 84029E 5 16.95", "2 71053 4 4.02"], today.Items.Select(Text));

        static string Text(Feed.TopRow row) => $"{row.Rank} {row.Product} {row.Quantity} {row.Revenue}";
    }

    [Fact]
    public async Task Another_day_begins_anew()
    {
        bank.Tick(bank.Now + 24 * Hour);
        Assert.Empty((await queries.TopAsync("today", "", 10)).Items);
        Assert.Empty((await queries.TopAsync("1h", "", 10)).Items);
    }

    [Theory, InlineData("84029E"), InlineData("84029e"), InlineData("product:84029e"), InlineData(" 84029E ")]
    public async Task A_product_shows_all_today_and_its_minutes(string code)
    {
        var product = await queries.ProductAsync(code);
        Assert.Equal(("84029E", 5L, "16.95", "GBP"),
            (product.Product, product.Quantity, product.Revenue, product.Currency));
        Assert.Equal(new SoldFigures(5, "16.95"), product.Today);
        Assert.Equal((60, 0L), (product.Hour.Count, product.Hour.Sum(m => m.Quantity)));
        Assert.Equal(4, (await queries.ProductAsync("71053")).Hour[^1].Quantity);
    }

    [Theory, InlineData("99999", QueryFailure.NotFound), InlineData("", QueryFailure.BadRequest),
        InlineData("é", QueryFailure.BadRequest)]
    public async Task An_unknown_product_is_named(string code, QueryFailure failure)
    {
        var error = await Assert.ThrowsAsync<QueryException>(() => queries.ProductAsync(code));
        Assert.Equal(failure, error.Failure);
        Assert.Contains($"'{code}'", error.Message);
    }

    [Theory, InlineData("2h", 5), InlineData("1h", 0), InlineData("1h", 101)]
    public async Task Windows_and_counts_are_bounded(string window, int count) =>
        await Assert.ThrowsAsync<QueryException>(() => queries.TopAsync(window, "", count));
}
