using FinData.Domain.Simulation;

namespace FinData.Tests.Simulation;

public class SimulatedShopTests
{
    private static readonly SimulatorOptions salesOnly = SimulatedRun.Small with { SalesShare = 1,
        RecordsPerSecond = 5 };

    [Fact]
    public void Sales_are_the_share_that_the_options_ask_for()
    {
        var options = SimulatedRun.Small with { SalesShare = 0.3 };
        var sales = SimulatedRun.Read(options, 2_000, 102_400).Count(r => r.IsSale);
        Assert.InRange(sales / 102_400.0, 0.298, 0.302);
    }

    [Fact]
    public void A_product_has_one_category_price_and_description()
    {
        var products = Sales(0, 100_000).GroupBy(r => r.Product).ToArray();
        Assert.InRange(products.Length, 1_900, 2_000);
        Assert.All(products, g => Assert.Single(g.Select(r => (r.Category, r.Price, r.Description)).Distinct()));
        Assert.Equal(20, products.Select(g => g.First().Category).Distinct().Count());
        Assert.Equal(products.Length, products.Select(g => g.First().Description).Distinct().Count());
        // Two decimals, in thousandths; the middle price is about that of the retail data.
        var prices = products.Select(g => g.First().Price).Order().ToArray();
        Assert.All(prices, price => Assert.True(price > 0 && price % 10 == 0));
        Assert.InRange(prices[prices.Length / 2], 1_500, 4_000);
        Assert.Matches("^[A-Z][a-z]+ [a-z ]+, [a-z]+(, [a-z0-9 ]+)?$", products[0].First().Description);
    }

    [Fact]
    public void As_many_products_as_there_are_names_have_one_each()
    {
        var options = salesOnly with { Products = 48_000 };   // 2,400 in each of 20 categories.
        var names = SimulatedRun.Read(options, 2_000, 100_000).Where(r => r.IsSale)
            .Select(r => (r.Product, r.Description)).Distinct().ToArray();
        Assert.True(names.Length > 10_000);
        Assert.Equal(names.Length, names.Select(n => n.Product).Distinct().Count());
        Assert.Equal(names.Length, names.Select(n => n.Description).Distinct().Count());
    }

    [Fact]
    public void Quantities_are_1_to_12_and_mostly_small()
    {
        var quantities = Sales(0, 50_000).CountBy(r => r.Quantity).ToDictionary();
        Assert.Equal(Enumerable.Range(1, 12).Select(q => (long)q), quantities.Keys.Order());
        Assert.True(quantities[1] > 15_000);
    }

    [Fact]
    public void Popularity_falls_as_1_over_rank()
    {
        // An hour, in which the order hardly drifts; those in fashion take up to a tenth away.
        var counts = Sales(0, 18_000).CountBy(r => r.Product).Select(p => p.Value).OrderDescending().ToArray();
        var total = Enumerable.Range(1, 2_000).Sum(rank => 1.0 / rank);
        foreach (var top in new[] { 10, 100, 1_000 })
        {
            var expected = Enumerable.Range(1, top).Sum(rank => 1.0 / rank) / total;
            Assert.InRange(counts.Take(top).Sum() / 18_000.0 / expected, 0.85, 1.2);
        }
    }

    [Fact]
    public void A_product_in_fashion_rises_and_falls()
    {
        // Half hours over one day: some product outside the usual top has one peak that is many times its usual share.
        var byProduct = Sales(0, 5 * 86_400).GroupBy(r => r.Product).Select(g =>
        {
            var slots = new int[50];
            foreach (var sale in g) slots[(sale.Time - salesOnly.StartTime) / 1_800_000]++;
            return slots;
        }).ToArray();
        var median = byProduct.Select(slots => slots.Order().ElementAt(25)).ToArray();
        Assert.True(byProduct.Where((slots, i) => slots.Max() > 10 * (median[i] + 3)).Count() >= 8);
    }

    [Fact]
    public void The_ranking_drifts_over_days()
    {
        var first = Top(0);
        Assert.True(first.Intersect(Top(1_000)).Count() >= 14);              // Minutes later: nearly the same.
        Assert.InRange(first.Intersect(Top(20 * 5 * 86_400)).Count(), 3, 19);   // Twenty days later: others too.

        HashSet<string> Top(long from) => [.. Sales(from, 20_000).CountBy(r => r.Product)
            .OrderByDescending(p => p.Value).Take(20).Select(p => p.Key)];
    }

    private static IEnumerable<Simulated> Sales(long from, int count) =>
        SimulatedRun.Read(salesOnly, 2_000 + from, count).Where(r => r.IsSale);
}
