namespace FinData.Tests.Domain;

/// <summary>A reversal that is asked for while the money is on its way back by itself.</summary>
public class ReversalRaceTests
{
    [Fact]
    public void A_receiver_that_opens_between_the_refused_credit_and_the_take_back_gets_its_own_money_again()
    {
        using var bank = new TestBank(shards: 1);
        bank.Open("1", "account:a");
        bank.Deposit("2", "account:a", 100_00);

        // The credit is refused in the batch that also decides the reversal, and opens the receiver with money of its
        // own.
        bank.Together(() => bank.Transfer("3", "account:a", "account:b", 40_00), steps: 1);
        bank.Together(() =>
        {
            bank.Reverse("4", "account:a", "3");
            bank.Open("5", "account:b");
            bank.Deposit("6", "account:b", 70_00);
        });

        Assert.Equal(100_00, bank["account:a"]!.Value.Posted);
        Assert.Equal(70_00, bank["account:b"]!.Value.Posted);
        Assert.Equal((0L, 0L), (bank.Total(), bank.OnTheWay()));
        Assert.Equal(2, bank.Count.Rejected);   // The transfer and its reversal.
    }
}
