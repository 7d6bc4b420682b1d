using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.TestKit;

namespace FinData.Tests.Domain;

public class ProductTests
{
    private const long Day = 86_400_000, Minute = 60_000, Monday = 1_767_571_200_000;     // 2026-01-05T00:00:00Z
    private static readonly ushort gbp = Currency.Of("GBP").Packed, eur = Currency.Of("EUR").Packed;

    [Fact]
    public void A_sale_is_sold_and_counts_in_all_on_its_day_and_in_its_hour()
    {
        using var scenario = Product();
        scenario.When(Sale(2, 3_000), Monday)
            .Then(new ProductEvent { Kind = ProductEventKind.Sold, Currency = gbp, Quantity = 2, Revenue = 3_000 })
            .When(Sale(1, 1_500), Monday + Day - 1);

        var product = scenario.State;
        Assert.Equal((3L, 4_500L, 3L, 4_500L),
            (product.Quantity, product.Revenue, product.DayQuantity, product.DayRevenue));
        Assert.Equal(Monday + Day - 1, product.LastTime);
        Assert.Equal((1L, 1_500L), scenario.Active.Hour(product.Minute, product.Minute));
    }

    [Fact]
    public void A_new_day_begins_at_midnight_and_sales_of_an_earlier_one_count_in_all_only()
    {
        using var scenario = Product();
        scenario.When(Sale(5, 5_000), Monday + Day - 1).When(Sale(1, 1_000), Monday + Day).When(Sale(7, 7_000), Monday);

        var product = scenario.State;
        Assert.Equal((13L, 1L, 1_000L), (product.Quantity, product.DayQuantity, product.DayRevenue));
        Assert.Equal((Monday + Day) / Day, product.Day);
        Assert.Equal(Monday + Day, product.LastTime);
    }

    [Fact]
    public void A_late_sale_counts_in_all_and_in_no_window()
    {
        using var scenario = Product();
        scenario.When(Sale(5, 5_000), Monday + Day, isLate: true);

        Assert.Equal((5L, 0L, 0, 0),
            (scenario.State.Quantity, scenario.State.DayQuantity, scenario.State.Day, scenario.State.Minute));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Day_and_hour_are_those_of_a_list_of_all_sales(ulong seed)
    {
        using var scenario = Product();
        var chance = new Chance(seed);
        var sales = new List<(long Time, long Quantity, long Revenue)>();
        var time = Monday;
        for (var i = 0; i < 1_000; i++)
        {
            time += chance.OneIn(30) ? chance.Below(40) * 60 * Minute : chance.Below(5) * Minute;
            var sale = (Time: time - (chance.OneIn(6) ? chance.Below(60) * Minute : 0), Quantity: 1L + chance.Below(9),
                Revenue: (long)chance.Below(90_000));
            sales.Add(sale);
            scenario.When(Sale(sale.Quantity, sale.Revenue), sale.Time);

            var newest = sales.Max(s => s.Time);
            var today = sales.Where(s => s.Time / Day == newest / Day).ToList();
            Assert.Equal((today.Sum(s => s.Quantity), today.Sum(s => s.Revenue)),
                (scenario.State.DayQuantity, scenario.State.DayRevenue));
            var hour = sales.Where(s => s.Time / Minute > newest / Minute - 60).ToList();
            Assert.Equal((hour.Sum(s => s.Quantity), hour.Sum(s => s.Revenue)),
                scenario.Active.Hour(scenario.State.Minute, scenario.State.Minute));
        }
        Assert.Equal(sales.Sum(s => s.Revenue), scenario.State.Revenue);
    }

    [Fact]
    public void A_sale_in_another_currency_is_rejected_and_counts_nowhere()
    {
        using var scenario = Product();
        scenario.When(Sale(1, 1_000), Monday).When(Sale(1, 1_000) with { Currency = eur }, Monday + Day)
            .ThenRejected(Rejections.CurrencyMismatch,
                new ProductEvent { Kind = ProductEventKind.Rejected, Currency = eur, Quantity = 1, Revenue = 1_000 });

        Assert.Equal((1L, gbp, Monday), (scenario.State.Quantity, scenario.State.Currency, scenario.State.LastTime));
    }

    [Fact]
    public void The_first_category_and_description_that_come_are_kept()
    {
        var products = new Products();
        using var scenario = Product(products);
        scenario.When(Sale(1, 1), Monday);
        Assert.Equal(("", ""), TextsOf(products, scenario.State));
        scenario.When(Sale(1, 1), Monday, other: (0, "c1"), note: "WHITE LANTERN")
            .When(Sale(1, 1), Monday, other: (0, "c2"), note: "RED LANTERN");
        Assert.Equal(("c1", "WHITE LANTERN"), TextsOf(products, scenario.State));
    }

    [Theory]
    [InlineData("x", 200, 120), InlineData("é", 60, 60), InlineData("é", 61, 60), InlineData("€", 41, 40)]
    [InlineData("😀", 31, 30)]
    public void A_long_description_is_cut_between_two_characters(string letter, int count, int kept)
    {
        foreach (var first in (string[])["", "a"])
        {
            var products = new Products();
            using var scenario = Product(products);
            scenario.When(Sale(1, 1), Monday, note: first + string.Concat(Enumerable.Repeat(letter, count)));

            var text = TextsOf(products, scenario.State).Description;
            var fits = first.Length == 0 ? kept : Math.Min(count, (120 - 1) / Encoding.UTF8.GetByteCount(letter));
            Assert.Equal(first + string.Concat(Enumerable.Repeat(letter, fits)), text);
        }
    }

    [Fact]
    public void A_restart_keeps_products_in_every_number_of_shards()
    {
        var hashes = new List<string>();
        foreach (var shards in (int[])[1, 5])
        {
            using var bank = new TestBank(shards);
            for (var i = 0; i < 50; i++)
            {
                bank.Now += 7 * Minute;
                bank.Sell($"s{i}", $"product:p{i % 7}", i + 1, 1_250);
            }
            bank.Tick(bank.Now);
            Assert.Equal("duplicate", bank.Sell("s49", "product:p0", 50, 1_250));
            Assert.Equal("currency-mismatch", bank.Sell("x", "product:p0", 1, 1_250, "EUR"));
            hashes.Add(bank.StateHash);
            bank.Restart();
            hashes.Add(bank.StateHash);
        }
        Assert.Single(hashes.Distinct());
    }

    private static ProductScenario Product(Products? products = null) =>
        Scenario.Of<Products, Product, MinuteRing, ProductCommand, ProductEvent>(products ?? new Products());

    private static ProductCommand Sale(long quantity, long revenue) =>
        new() { Quantity = quantity, Revenue = revenue, Currency = gbp };

    private static (string Category, string Description) TextsOf(Products products, Product product) => (
        Encoding.UTF8.GetString(products.Texts.Read(product.Category, product.CategoryLength)),
        Encoding.UTF8.GetString(products.Texts.Read(product.Description, product.DescriptionLength)));
}
