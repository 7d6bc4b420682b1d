using FinData.Domain.Accounts;
using FinData.Domain.Money;

namespace FinData.Tests.Domain;

/// <summary>Every no, in the order in which the rules look for it: where two apply, the earlier one is said.</summary>
public class RejectionTests
{
    [Theory]
    // No such account: before everything but an opening.
    [InlineData("deposit a 1.00", "no-such-account", "a none")]
    [InlineData("withdraw a 1.00 in CZK", "no-such-account", "a none")]
    [InlineData("pay a t 1.00", "no-such-account", "a none, t none")]
    [InlineData("transfer a a 1.00", "no-such-account", "a none")]
    [InlineData("hold a 1.00", "no-such-account", "a none")]
    [InlineData("commit a 9 1.00", "no-such-account", "a none")]
    [InlineData("void a 9", "no-such-account", "a none")]
    [InlineData("reverse a 9", "no-such-account", "a none")]
    [InlineData("deposit a 0.00", "no-such-account", "a none")]
    // Already open: whatever else the opening says.
    [InlineData("open a; open a", "already-open", "a 0.00")]
    [InlineData("open a; open a in CZK line 5.00", "already-open", "a 0.00")]
    [InlineData("deposit card:1 1.00; open card:1", "already-open", "card:1 1.00")]
    // Currency: before funds, holds and reversals.
    [InlineData("open a; deposit a 1.00 in CZK", "currency-mismatch", "a 0.00")]
    [InlineData("open a; withdraw a 1.00 in CZK", "currency-mismatch", "a 0.00")]
    [InlineData("open a; hold a 1.00 in CZK", "currency-mismatch", "a 0.00")]
    [InlineData("open a; commit a 9 1.00 in CZK", "currency-mismatch", "a 0.00")]
    [InlineData("open a; void a 9 in CZK", "currency-mismatch", "a 0.00")]
    [InlineData("open a; reverse a 9 in CZK", "currency-mismatch", "a 0.00")]
    [InlineData("open a in CZK; deposit a 1.00 in EUR", "currency-mismatch", "a 0.00")]
    // No such hold: before the hold's amount; never about funds.
    [InlineData("open a; commit a 9 1.00", "no-such-hold", "a 0.00")]
    [InlineData("open a; void a 9", "no-such-hold", "a 0.00")]
    [InlineData("open a; deposit a 5.00; commit a 2 5.01", "no-such-hold", "a 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 5.00; commit a 3 5.01", "exceeds-hold", "a 5.00 held 5.00")]
    // Funds: the last of them for what takes money out.
    [InlineData("open a; withdraw a 0.01", "insufficient-funds", "a 0.00")]
    [InlineData("open a; deposit a 5.00; withdraw a 5.01", "insufficient-funds", "a 5.00")]
    [InlineData("open a; deposit a 5.00; pay a t 5.01", "insufficient-funds", "a 5.00, t none")]
    [InlineData("open a; deposit a 5.00; open b; transfer a b 5.01", "insufficient-funds", "a 5.00, b 0.00")]
    [InlineData("open a; deposit a 5.00; transfer a nobody 5.01", "insufficient-funds", "a 5.00, nobody none")]
    [InlineData("open a; deposit a 5.00; hold a 5.01", "insufficient-funds", "a 5.00")]
    // Reversals: no such transaction, then already reversed, then not reversible, then funds.
    [InlineData("open a; reverse a 9", "no-such-transaction", "a 0.00")]
    [InlineData("open a; withdraw a 1.00; reverse a 2", "no-such-transaction", "a 0.00")]
    [InlineData("open a; open b; deposit b 1.00; reverse a 3", "no-such-transaction", "a 0.00, b 1.00")]
    [InlineData("open a; deposit a 5.00; reverse a 2; reverse a 2", "already-reversed", "a 0.00")]
    [InlineData("open a; reverse a 1", "not-reversible", "a 0.00")]
    [InlineData("open a; deposit a 5.00; hold a 5.00; reverse a 3", "not-reversible", "a 5.00 held 5.00")]
    [InlineData("open a; deposit a 5.00; hold a 5.00; void a 3; reverse a 4", "not-reversible", "a 5.00")]
    [InlineData("open a; deposit a 5.00; reverse a 2; reverse a 3", "not-reversible", "a 0.00")]
    [InlineData("open a; deposit a 5.00; withdraw a 0.01; reverse a 2", "insufficient-funds", "a 4.99")]
    [InlineData("open a; deposit a 5.00; hold a 0.01; reverse a 2", "insufficient-funds", "a 5.00 held 0.01")]
    public void The_first_reason_that_applies_is_given_and_nothing_moves(string script, string reason,
        string balances) =>
        Teller.Check(script, reason, balances);

    [Fact]
    public void No_balance_passes_the_limit_and_a_transfer_beyond_it_comes_back()
    {
        using var bank = new TestBank();
        bank.Open("1", "account:a");
        bank.Open("2", "account:b");
        bank.Deposit("3", "account:a", 1_000_000_000_000_000_000);
        bank.Deposit("4", "account:b", 1_00);

        Assert.Equal("balance-limit", bank.Deposit("5", "account:a", 1));
        Assert.Equal("accepted", bank.Deposit("6", "account:a", 0));
        Assert.Equal("balance-limit", bank.Transfer("7", "account:b", "account:a", 1));
        Assert.Equal((1_000_000_000_000_000_000, 1_00),
            (bank["account:a"]!.Value.Posted, bank["account:b"]!.Value.Posted));
        Assert.Equal(0, bank.OnTheWay());
    }

    [Fact]
    public void An_account_opened_on_first_use_is_not_opened_by_a_rejection()
    {
        var policy = new AccountPolicy { Card = new Opening(true, Currency.Of("EUR"), 10_00) };
        Teller.Check("withdraw card:1 10.01", "insufficient-funds", "card:1 none", policy);
        Teller.Check("withdraw card:1 10.01; withdraw card:1 10.00", "accepted", "card:1 -10.00", policy);
        Teller.Check("withdraw card:1 0.00 in CZK; withdraw card:1 1.00 in EUR", "currency-mismatch", "card:1 0.00",
            policy);
    }

    [Fact]
    public void A_sale_is_no_transaction_of_an_account_in_the_same_place_of_the_shard()
    {
        using var bank = new TestBank(shards: 1);
        bank.Open("1", "account:a");
        Assert.Equal("accepted", bank.Sell("2", "product:p", 1, 1_000));

        Assert.Equal("no-such-transaction", bank.Reverse("3", "account:a", "2"));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "insufficient-funds")]
    [InlineData(10, "balance-limit")]
    [InlineData(11, "declined")]
    [InlineData(13, "no-debit")]
    [InlineData(14, "reason-14")]
    public void Reasons_have_names_that_stay(ushort reason, string name) =>
        Assert.Equal(name, Rejections.NameOf(reason));
}
