using FinData.Domain.Accounts;
using FinData.Domain.Money;

namespace FinData.Tests.Domain;

/// <summary>What an account's own transactions do to it, one case a line.</summary>
public class AccountTests
{
    [Theory]
    [InlineData("open a; deposit a 5.00; withdraw a 5.00", "accepted", "a 0.00")]
    [InlineData("open a line 50.00; withdraw a 50.00", "accepted", "a -50.00")]
    [InlineData("open a line 50.00; withdraw a 50.01", "insufficient-funds", "a 0.00")]
    [InlineData("open a line 50.00; withdraw a 49.99; pay a t 0.01", "accepted", "a -50.00, t 0.01")]
    [InlineData("open a line 50.00; withdraw a 49.99; pay a t 0.02", "insufficient-funds", "a -49.99, t none")]
    [InlineData("open a line 50.00; hold a 50.00; withdraw a 0.01", "insufficient-funds", "a 0.00 held 50.00")]
    [InlineData("open a line 50.00; withdraw a 50.00; deposit a 0.01; withdraw a 0.01", "accepted", "a -50.00")]
    [InlineData("pay card:1 t 7.00", "accepted", "card:1 -7.00, t 7.00")]
    [InlineData("open a in CZK; deposit a 5.00 in CZK; pay a t 2.00", "accepted", "a 3.00, t 2.00")]
    public void Money_goes_as_far_as_the_credit_line_to_the_cent(string script, string answer, string balances) =>
        Teller.Check(script, answer, balances);

    [Theory]
    [InlineData("open a; deposit a 0.00", "accepted", "a 0.00")]
    [InlineData("open a; withdraw a 0.00", "accepted", "a 0.00")]
    [InlineData("open a; pay a t 0.00", "accepted", "a 0.00, t 0.00")]
    [InlineData("open a; open b; transfer a b 0.00", "accepted", "a 0.00, b 0.00")]
    [InlineData("open a; hold a 0.00", "accepted", "a 0.00")]
    [InlineData("open a; hold a 0.00; commit a 2 0.00 t", "accepted", "a 0.00, t 0.00")]
    [InlineData("open a; withdraw a 0.00; reverse a 2", "accepted", "a 0.00")]
    [InlineData("open a; deposit a 0.00 stated -5.00; withdraw a 0.00", "accepted", "a -5.00")]
    [InlineData("open a; deposit a 0.00 stated -5.00; deposit a 0.00; reverse a 3", "accepted", "a -5.00")]
    public void Nothing_is_an_amount_too_and_moves_nothing(string script, string answer, string balances) =>
        Teller.Check(script, answer, balances);

    [Theory]
    [InlineData("open a; deposit a 9.00; transfer a nobody 9.00", "no-such-account", "a 9.00, nobody none")]
    [InlineData("open a; deposit a 9.00; open b in CZK; transfer a b 9.00", "currency-mismatch", "a 9.00, b 0.00")]
    [InlineData("open a; transfer a nobody 0.00", "no-such-account", "a 0.00, nobody none")]
    [InlineData("open a; deposit a 9.00; transfer a a 9.00", "accepted", "a 9.00")]
    [InlineData("open a; deposit a 9.00; transfer a card:1 9.00", "accepted", "a 0.00, card:1 9.00")]
    [InlineData("open a; deposit a 9.00; transfer a nobody 9.00; open nobody; transfer a nobody 9.00", "accepted",
        "a 0.00, nobody 9.00")]
    [InlineData("open a; open b in CZK; deposit a 9.00; deposit b 8.00; pay a t 1.00; pay b t 1.00",
        "currency-mismatch", "a 8.00, b 8.00, t 1.00")]
    [InlineData("open a; deposit a 9.00; hold a 5.00; pay a t2 4.00; transfer a nobody 0.00", "no-such-account",
        "a 5.00 held 5.00, t2 4.00")]
    [InlineData("open a; deposit a 9.00; open b in CZK; hold a 5.00; commit a 4 5.00 b", "currency-mismatch",
        "a 9.00, b 0.00")]
    public void Money_that_cannot_arrive_comes_back_once(string script, string answer, string balances) =>
        Teller.Check(script, answer, balances);

    [Theory]
    [InlineData("deposit bank:1 5.00 stated 5.00", "bank:1 5.00", 0)]
    [InlineData("deposit bank:1 5.00 stated 7.00", "bank:1 7.00", 1)]
    [InlineData("deposit bank:1 5.00 stated 3.00; withdraw bank:1 1.00 stated 2.00", "bank:1 2.00", 1)]
    [InlineData("deposit bank:1 5.00 stated 3.00; withdraw bank:1 1.00 stated -9.00", "bank:1 -9.00", 2)]
    [InlineData("deposit bank:1 5.00; transfer bank:1 bank:2 1.00 stated 4.50", "bank:1 4.50, bank:2 1.00", 1)]
    [InlineData("deposit bank:1 5.00 stated 7.00; reverse bank:1 1", "bank:1 2.00", 1)]
    public void A_stated_balance_is_believed_and_the_difference_is_a_marked_posting(string script, string balances,
        int differing)
    {
        Teller.Check(script, "accepted", balances);
        using var teller = new Teller();
        teller.Say(script);
        Assert.Equal(differing, teller.Bank.Count.Differing);
    }

    [Fact]
    public void A_rejected_transaction_does_not_state_a_balance() =>
        Teller.Check("open a; withdraw a 5.00 stated 9.00", "insufficient-funds", "a 0.00");

    [Theory]
    [InlineData("open a; deposit a 5.00; 2: deposit a 5.00", "duplicate", "a 5.00")]
    [InlineData("open a; deposit a 5.00; 2: deposit a 6.00", "id-reused", "a 5.00")]
    [InlineData("open a; deposit a 5.00; 2: withdraw a 5.00", "id-reused", "a 5.00")]
    [InlineData("open a; withdraw a 5.00; deposit a 9.00; 2: withdraw a 5.00", "duplicate", "a 9.00")]
    [InlineData("deposit a 5.00; open a; 1: deposit a 5.00", "duplicate", "a 0.00")]
    [InlineData("open a; deposit a 9.00; transfer a b 5.00; open b; 3: transfer a b 5.00", "duplicate",
        "a 9.00, b 0.00")]
    [InlineData("open a; hold a 5.00; deposit a 9.00; commit a 2 5.00", "no-such-hold", "a 9.00")]
    [InlineData("open a; deposit a 9.00; hold a 5.00; commit a 3 5.00; 4: commit a 3 5.00", "duplicate", "a 4.00")]
    public void An_id_is_decided_once_and_a_no_stays_a_no(string script, string answer, string balances) =>
        Teller.Check(script, answer, balances);

    [Fact]
    public void Records_are_counted_once_each_by_what_became_of_them()
    {
        using var teller = new Teller();
        teller.Say(
            "open a; deposit a 9.00; withdraw a 9.01; transfer a nobody 1.00; 2: deposit a 9.00; 2: deposit a 8.00");

        var count = teller.Bank.Count;
        Assert.Equal((2L, 2L, 1L), (count.Accepted, count.Rejected, count.Duplicates));
        teller.Bank.Restart();
        var again = teller.Bank.Count;
        Assert.Equal((2L, 2L, 1L, count.Events), (again.Accepted, again.Rejected, again.Duplicates, again.Events));
    }

    [Theory]
    [InlineData("open a in JPY; deposit a 5.00", "currency-mismatch", "a 0.00")]
    [InlineData("open a in JPY; deposit a 5.00 in JPY; withdraw a 1.00", "currency-mismatch", "a 5.00")]
    [InlineData("open a in JPY; deposit a 5.00 in JPY; reverse a 2", "accepted", "a 0.00")]
    [InlineData("open a in JPY; deposit a 5.00 in JPY; hold a 3.00 in JPY; void a 3", "accepted", "a 5.00")]
    [InlineData("open a in JPY; deposit a 5.00 in JPY; hold a 3.00 in JPY; commit a 3 1.00", "currency-mismatch",
        "a 5.00 held 3.00")]
    [InlineData("open a in JPY; deposit a 5.00 in JPY; pay a t 5.00 in JPY", "accepted", "a 0.00, t 5.00")]
    public void An_amount_of_other_than_two_decimals_names_its_currency(string script, string answer,
        string balances) =>
        Teller.Check(script, answer, balances);

    [Fact]
    public void Terminals_without_balances_are_booked_against_clearing()
    {
        var policy = new AccountPolicy { KeepsTerminals = false };
        Teller.Check("open a; deposit a 9.00; pay a t 5.00", "accepted", "a 4.00, t none", policy);
        Teller.Check("open a; deposit a 9.00; pay a t 5.00; reverse a 3", "accepted", "a 9.00, t none", policy);
        Teller.Check("open a; deposit a 9.00; hold a 5.00; commit a 3 4.00 t", "accepted", "a 5.00, t none", policy);
    }

    [Fact]
    public void An_account_takes_its_currency_and_line_from_what_opens_it()
    {
        using var teller = new Teller();
        teller.Say("open a in JPY line 5.00; deposit card:1 1.00; withdraw bank:1 1.00; pay a t 5.00 in JPY");

        Assert.Equal(Currency.Of("JPY").Packed, teller.Bank["account:a"]!.Value.Currency);
        Assert.Equal(Currency.Of("JPY").Packed, teller.Bank["terminal:t"]!.Value.Currency);
        Assert.Equal((Currency.Of("EUR").Packed, 1_000_000_000_000L),
            (teller.Bank["card:1"]!.Value.Currency, teller.Bank["card:1"]!.Value.CreditLine));
        Assert.Equal(Currency.Of("CZK").Packed, teller.Bank["bank:1"]!.Value.Currency);
    }
}
