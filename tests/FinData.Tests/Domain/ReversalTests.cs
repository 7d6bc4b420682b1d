namespace FinData.Tests.Domain;

/// <summary>The opposite posting of an accepted transaction, whole and once; what another has received is asked back
/// first.</summary>
public class ReversalTests
{
    [Theory]
    [InlineData("open a; deposit a 5.00; reverse a 2", "accepted", "a 0.00")]
    [InlineData("open a; deposit a 5.00; withdraw a 3.00; reverse a 3", "accepted", "a 5.00")]
    [InlineData("open a; deposit a 5.00; pay a t 3.00; reverse a 3", "accepted", "a 5.00, t 0.00")]
    [InlineData("open a; open b; deposit a 5.00; transfer a b 3.00; reverse a 4", "accepted", "a 5.00, b 0.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 2.00 t; reverse a 4", "accepted", "a 5.00, t 0.00")]
    [InlineData("open a; deposit a 5.00; hold a 3.00; commit a 3 2.00; reverse a 4", "accepted", "a 5.00")]
    [InlineData("open a line 5.00; deposit a 3.00; withdraw a 8.00; reverse a 2", "insufficient-funds", "a -5.00")]
    [InlineData("open a line 5.00; deposit a 3.00; withdraw a 5.00; reverse a 2", "accepted", "a -5.00")]
    [InlineData("open a; deposit a 5.00; transfer a a 5.00; reverse a 3", "accepted", "a 5.00")]
    public void Every_kind_of_posting_has_its_opposite(string script, string answer, string balances) =>
        Teller.Check(script, answer, balances);

    [Theory]
    [InlineData("open a; deposit a 5.00; pay a t 3.00; reverse a 3; reverse a 3", "a 5.00, t 0.00")]
    [InlineData("open a; open b; deposit a 5.00; transfer a b 3.00; reverse a 4; reverse a 4", "a 5.00, b 0.00")]
    [InlineData("open a; deposit a 5.00; withdraw a 3.00; reverse a 3; reverse a 3", "a 5.00")]
    public void Nothing_is_reversed_twice(string script, string balances) =>
        Teller.Check(script, "already-reversed", balances);

    [Theory]
    [InlineData("open a; open b; deposit a 5.00; transfer a b 3.00; withdraw b 0.01; reverse a 4", "a 2.00, b 2.99")]
    [InlineData("open a; open b; deposit a 5.00; transfer a b 3.00; hold b 0.01; reverse a 4",
        "a 2.00, b 3.00 held 0.01")]
    [InlineData("open a; open b; deposit a 5.00; transfer a b 3.00; withdraw b 3.00; reverse a 4", "a 2.00, b 0.00")]
    public void What_the_receiver_has_spent_stays_spent(string script, string balances) =>
        Teller.Check(script, "insufficient-funds", balances);

    [Fact]
    public void A_reversal_that_failed_can_be_asked_again_under_another_id()
    {
        const string failed =
            "open a; open b; deposit a 5.00; transfer a b 3.00; withdraw b 3.00; reverse a 4; deposit b 3.00; ";
        Teller.Check(failed + "6: reverse a 4", "duplicate", "a 2.00, b 3.00");
        Teller.Check(failed + "reverse a 4", "accepted", "a 5.00, b 0.00");
        Teller.Check(failed + "reverse a 4; reverse a 4", "already-reversed", "a 5.00, b 0.00");
    }

    [Fact]
    public void A_receiver_with_a_credit_line_gives_back_what_it_has_spent() => Teller.Check(
        "open a; open b line 9.00; deposit a 5.00; transfer a b 3.00; withdraw b 3.00; reverse a 4", "accepted",
        "a 5.00, b -3.00");

    [Fact]
    public void A_transfer_that_came_back_has_nothing_to_reverse() => Teller.Check(
        "open a; deposit a 5.00; transfer a nobody 3.00; reverse a 3", "no-such-transaction", "a 5.00, nobody none");

    [Theory]
    [InlineData(1), InlineData(5)]
    public void A_transfer_that_is_still_to_be_refused_gives_nothing_back_from_another_currency(int shards)
    {
        using var bank = new TestBank(shards);
        bank.Open("1", "account:a");
        bank.Open("2", "account:b", "CZK");
        bank.Deposit("3", "account:a", 5_00);
        bank.Deposit("4", "account:b", 100_00);

        bank.Together(() =>
        {
            bank.Transfer("5", "account:a", "account:b", 3_00);
            bank.Reverse("6", "account:a", "5");
        });

        Assert.Equal(("currency-mismatch", "currency-mismatch"), (bank.AnswerBefore(1), bank.AnswerBefore(0)));
        Assert.Equal((5_00L, 100_00L), (bank["account:a"]!.Value.Posted, bank["account:b"]!.Value.Posted));
        Assert.Equal((0L, 0L), (bank.OnTheWay(), bank.OnTheWay("CZK")));
    }

    [Theory]
    [InlineData(0), InlineData(3_00)]
    public void A_transfer_that_is_still_to_be_refused_opens_no_account_by_its_reversal(long amount)
    {
        using var bank = new TestBank();
        bank.Open("1", "account:a");
        bank.Deposit("2", "account:a", 5_00);

        bank.Together(() =>
        {
            bank.Transfer("3", "account:a", "account:nobody", amount);
            bank.Reverse("4", "account:a", "3");
        });

        Assert.Equal(("no-such-account", "no-such-account"), (bank.AnswerBefore(1), bank.AnswerBefore(0)));
        Assert.Equal(5_00, bank["account:a"]!.Value.Posted);
        Assert.Null(bank["account:nobody"]);
        Assert.Equal(0, bank.OnTheWay());
    }
}
