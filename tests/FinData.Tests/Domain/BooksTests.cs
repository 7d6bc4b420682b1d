using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.TestKit;

namespace FinData.Tests.Domain;

public class BooksTests
{
    private static readonly Currency eur = Currency.Of("EUR"), czk = Currency.Of("CZK");

    [Fact]
    public void Money_from_outside_has_its_other_side_in_clearing()
    {
        var books = new Books();
        books.Outside(eur.Packed, EntityKind.Account, 100);
        books.Outside(eur.Packed, EntityKind.Card, -30);

        Assert.Equal((100L, -30L, -70L, 0L),
            (books.Of(eur, EntityKind.Account), books.Of(eur, EntityKind.Card), books.ClearingOf(eur),
                books.OnTheWayOf(eur)));
    }

    [Fact]
    public void Money_between_accounts_is_on_its_way_until_it_has_arrived_in_another_shard()
    {
        var (from, to) = (new Books(), new Books());
        from.Between(eur.Packed, EntityKind.Account, -100);
        Assert.Equal((-100L, 100L), (from.Of(eur, EntityKind.Account), from.OnTheWayOf(eur)));
        to.Between(eur.Packed, EntityKind.Terminal, 100);
        Assert.Equal((100L, 0L), (to.Of(eur, EntityKind.Terminal), from.OnTheWayOf(eur) + to.OnTheWayOf(eur)));
        Assert.Equal((0L, 0L), (from.ClearingOf(eur), to.ClearingOf(eur)));
    }

    [Fact]
    public void Currencies_are_apart_and_one_that_does_not_occur_is_zero()
    {
        var books = new Books();
        books.Outside(eur.Packed, EntityKind.Account, 100);
        books.Outside(czk.Packed, EntityKind.Account, 7);
        books.Outside(eur.Packed, EntityKind.Account, 1);

        Assert.Equal((101L, 7L), (books.Of(eur, EntityKind.Account), books.Of(czk, EntityKind.Account)));
        Assert.Equal(["CZK", "EUR"], books.Currencies.Select(c => c.ToString()).Order());
        Assert.Equal((0L, 0L, 0L), (books.Of(Currency.Of("JPY"), EntityKind.Card), books.ClearingOf(Currency.Of("JPY")),
            books.OnTheWayOf(Currency.Of("JPY"))));
    }

    [Fact]
    public void All_sums_of_a_currency_are_zero_together_whatever_is_booked_and_survive_a_snapshot()
    {
        var chance = new Chance(5);
        var books = new Books();
        for (var i = 0; i < 1_000; i++)
        {
            var (currency, kind) = (chance.OneIn(3) ? czk : eur, (EntityKind)(1 + chance.Below(4)));
            if (chance.OneIn(2)) books.Outside(currency.Packed, kind, chance.Below(1_000) - 500);
            else books.Between(currency.Packed, kind, chance.Below(1_000) - 500);
        }
        var loaded = new Books();
        using var cut = books.Parts.Single().Cut();
        loaded.Parts.Single().Load(cut.Shape, () => cut.Block(0).ToArray());

        foreach (var currency in (Currency[])[eur, czk])
        {
            Assert.Equal(0, Sums(books, currency).Sum());
            Assert.Equal(Sums(books, currency), Sums(loaded, currency));
        }
        Assert.Empty(new Books().Currencies);
    }

    private static long[] Sums(Books books, Currency currency) =>
    [
        .. Enum.GetValues<EntityKind>().Where(k => k is > EntityKind.None and < EntityKind.Product)
            .Select(k => books.Of(currency, k)),
        books.ClearingOf(currency), books.OnTheWayOf(currency),
    ];
}
