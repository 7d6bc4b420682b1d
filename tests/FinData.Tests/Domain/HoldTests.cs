using FinData.Domain.Accounts;

namespace FinData.Tests.Domain;

/// <summary>Money set aside: counted as not available until it is committed, voided, or its time is over.</summary>
public class HoldTests
{
    [Theory]
    [InlineData("open a; deposit a 5.00; hold a 5.00", "accepted", "a 5.00 held 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; withdraw a 2.00", "accepted", "a 3.00 held 3.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; withdraw a 2.01", "insufficient-funds", "a 5.00 held 3.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; hold a 2.01", "insufficient-funds", "a 5.00 held 3.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 3.00", "accepted", "a 2.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 1.00; withdraw a 4.00", "accepted", "a 0.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 0.00", "accepted", "a 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 2.00 t", "accepted", "a 3.00, t 2.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 3.01 t; commit a 3 3.00 t", "accepted",
        "a 2.00, t 3.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 1.00; commit a 3 1.00", "no-such-hold", "a 4.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 1.00; void a 3", "no-such-hold", "a 4.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; void a 3", "accepted", "a 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; void a 3; void a 3", "no-such-hold", "a 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; void a 3; commit a 3 1.00", "no-such-hold", "a 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; hold a 1.00; void a 3", "accepted", "a 5.00 held 1.00")]
    [InlineData("open a; open b; deposit a 5.00; hold a 3.00; commit b 4 1.00", "no-such-hold",
        "a 5.00 held 3.00, b 0.00")]
    [InlineData("open a; open b; deposit a 5.00; hold a 3.00; void b 4", "no-such-hold", "a 5.00 held 3.00, b 0.00")]
    public void Held_money_is_there_but_not_available(string script, string answer, string balances) =>
        Teller.Check(script, answer, balances);

    [Fact]
    public void Of_six_holds_of_1000_on_a_balance_of_5000_the_sixth_is_rejected()
    {
        const string five =
            "open a; deposit a 5000.00; hold a 1000.00; hold a 1000.00; hold a 1000.00; hold a 1000.00; hold a 1000.00";
        Teller.Check(five, "accepted", "a 5000.00 held 5000.00");
        Teller.Check(five + "; hold a 1000.00", "insufficient-funds", "a 5000.00 held 5000.00");
        Teller.Check(five + "; hold a 1000.00; void a 5; hold a 1000.00", "accepted", "a 5000.00 held 5000.00");
    }

    [Theory]
    [InlineData("pass 6.23:59:59.999", "a 5.00 held 3.00")]
    [InlineData("pass 7.00:00:00", "a 5.00")]
    [InlineData("pass 6.23:59:59.999; pass 0.00:00:00.001", "a 5.00")]
    [InlineData("pass 6.23:59:59.999; commit a 3 3.00", "a 2.00")]
    [InlineData("pass 6.23:59:59.999; commit a 3 3.00; pass 1.00:00:00", "a 2.00")]
    [InlineData("pass 7.00:00:00; commit a 3 3.00", "a 5.00")]
    [InlineData("pass 7.00:00:00; withdraw a 5.00", "a 0.00")]
    [InlineData("pass 1.00:00:00; hold a 1.00; pass 6.00:00:00", "a 5.00 held 1.00")]
    [InlineData("pass 1.00:00:00; hold a 1.00; pass 6.00:00:00; pass 1.00:00:00", "a 5.00")]
    [InlineData("pass 1.00:00:00; void a 3; hold a 1.00; pass 6.00:00:00", "a 5.00 held 1.00")]
    public void A_hold_ends_by_itself_at_its_time_and_not_before(string then, string balances)
    {
        foreach (var restarts in (bool[])[false, true])
        {
            using var teller = new Teller(restarts: restarts);
            teller.Say("open a; deposit a 5.00; hold a 3.00; " + then);
            Assert.Equal(balances, teller.Balances("a"));
        }
    }

    [Fact]
    public void A_hold_whose_time_is_over_is_not_found_though_no_source_has_told_the_shard_yet()
    {
        using var teller = new Teller();
        teller.Say("open a; deposit a 5.00; hold a 3.00; hold a 1.00");
        var placed = teller.Bank.Now;

        teller.Bank.Now = placed + 7 * 86_400_000L;
        Assert.Equal("no-such-hold", teller.Say("commit a 3 3.00"));
        Assert.Equal("no-such-hold", teller.Say("void a 3"));
        Assert.Equal("a 5.00 held 4.00", teller.Balances("a"));
        teller.Bank.Now--;
        Assert.Equal("accepted", teller.Say("commit a 3 3.00"));
        teller.Say("pass 0.00:00:00.001");
        Assert.Equal("a 2.00", teller.Balances("a"));
    }

    [Fact]
    public void How_long_a_hold_lasts_is_settled_by_the_policy_when_it_is_placed()
    {
        using var teller = new Teller(policy: new AccountPolicy { HoldLasts = TimeSpan.FromMinutes(10) });
        teller.Say("open a; deposit a 5.00; hold a 3.00; pass 0.00:09:59.999");
        Assert.Equal("a 5.00 held 3.00", teller.Balances("a"));
        teller.Say("pass 0.00:00:00.001");
        Assert.Equal("a 5.00", teller.Balances("a"));
    }
}
