using FinData.Domain.Records;
using FinData.Tests.Domain;

namespace FinData.Tests.Fraud.Live;

/// <summary>A label says once of a debit that it was a fraud or was none.</summary>
public class LabelTests
{
    [Fact]
    public void The_first_label_of_a_debit_stays()
    {
        using var bank = new TestBank();
        bank.Pay("1", "card:a", "terminal:t", 10_00);

        Assert.Equal("accepted", Fraud(bank, "2", "card:a", "1"));
        Assert.Equal("already-labelled", Genuine(bank, "3", "card:a", "1"));
        Assert.Equal("duplicate", Fraud(bank, "2", "card:a", "1"));
        bank.Restart();
        Assert.Equal("already-labelled", Fraud(bank, "4", "card:a", "1"));
    }

    [Fact]
    public void A_label_of_an_unknown_transaction_or_before_its_transaction_is_rejected()
    {
        using var bank = new TestBank();
        Assert.Equal("no-such-transaction", Fraud(bank, "1", "card:a", "2"));
        bank.Pay("2", "card:a", "terminal:t", 10_00);
        Assert.Equal("no-such-transaction", Fraud(bank, "3", "card:b", "2"));
        Assert.Equal("accepted", Fraud(bank, "4", "card:a", "2"));
    }

    [Fact]
    public void Only_debits_have_a_label()
    {
        using var bank = new TestBank();
        bank.Open("1", "account:a");
        bank.Deposit("2", "account:a", 10_00);
        Assert.Equal("insufficient-funds", bank.Withdraw("3", "account:a", 90_00));

        Assert.Equal("no-debit", Fraud(bank, "4", "account:a", "2"));
        Assert.Equal("no-debit", Genuine(bank, "5", "account:a", "3"));
        Assert.Equal("no-debit", Genuine(bank, "6", "account:a", "1"));
    }

    [Fact]
    public void A_label_moves_no_money()
    {
        using var bank = new TestBank();
        bank.Pay("1", "card:a", "terminal:t", 10_00);
        bank.Now += 86_400_000;
        Assert.Equal("accepted", Fraud(bank, "2", "card:a", "1"));
        Assert.Equal(-10_00, bank["card:a"]!.Value.Posted);
        Assert.Equal(10_00, bank["terminal:t"]!.Value.Posted);
    }

    private static string Fraud(TestBank bank, string id, string account, string of) =>
        bank.Post(id, TransactionType.LabelFraud, account, 0, reference: of);

    private static string Genuine(TestBank bank, string id, string account, string of) =>
        bank.Post(id, TransactionType.LabelGenuine, account, 0, reference: of);
}
