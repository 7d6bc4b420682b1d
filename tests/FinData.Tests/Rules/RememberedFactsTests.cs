using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Tests.Domain;

namespace FinData.Tests.Rules;

/// <summary>What rules can ask of the payments that are remembered for scores, to the cent.</summary>
public sealed class RememberedFactsTests : IDisposable
{
    private const long Hour = 3_600_000, Day = 24 * Hour;

    private readonly TestBank bank = new();

    public RememberedFactsTests() => bank.Use(TreeModel.Of(FeatureSet.Names, -3,
        [new DecisionTree([new TreeNode(-1, 0, 0, 0, 0.1, 1)])]).ToBytes("{}"));

    public void Dispose() => bank.Dispose();

    // Payments of 10, 20 and 30 EUR at two terminals lie 20 days, 5 days and 3 hours before one of 40.
    [Theory]
    [InlineData("account.count_1d = 2 and account.count_7d = 3 and account.count_30d = 4")]
    [InlineData("account.sum_1d = 70 EUR and account.sum_7d = 90 EUR and account.sum_30d = 100 EUR")]
    [InlineData("account.mean_1d = 30 EUR and account.mean_7d = 25 EUR and account.mean_30d = 20 EUR")]
    [InlineData("account.deviation_1d > 4.99 EUR and account.deviation_1d < 5.01 EUR")]
    [InlineData("account.deviation_7d > 8.16 EUR and account.deviation_7d < 8.17 EUR")]
    [InlineData("account.deviation_30d > 11.18 EUR and account.deviation_30d < 11.19 EUR")]
    [InlineData("terminal.is_new and account.frauds = 0")]
    public void Windows_of_an_account_are_those_of_its_payments(string condition)
    {
        Past();
        bank.Activate($"rule r: when {condition} then decline");
        Assert.Equal("declined", bank.Pay("p4", "card:1", "terminal:new", 40_00));
    }

    [Theory]
    [InlineData("account.count_1d = 1 and account.sum_1d = 40 EUR and account.mean_1d is missing")]
    [InlineData("account.sum_30d = 40 EUR and account.mean_30d is missing and account.deviation_30d = 0 EUR")]
    [InlineData("terminal.count_30d = 0 and terminal.frauds_30d = 0 and terminal.risk_30d = 0")]
    public void Of_a_first_payment_there_is_itself_alone(string condition)
    {
        bank.Activate($"rule r: when {condition} then decline");
        Assert.Equal("declined", bank.Pay("p1", "card:1", "terminal:t", 40_00));
    }

    [Theory]
    [InlineData("terminal.count_7d = 2 and terminal.frauds_7d = 1 and terminal.risk_7d = 0.5")]
    [InlineData("terminal.count_30d = 3 and terminal.frauds_30d = 2")]
    [InlineData("terminal.count_1d = 0 and terminal.frauds_1d = 0 and terminal.risk_1d = 0")]
    public void A_terminals_frauds_are_those_that_labels_told_of_a_delay_ago(string condition)
    {
        foreach (var (id, days) in ((string, int)[])[("a", 0), ("b", 10), ("c", 12)])
        {
            bank.Tick(1_000_000_000_000 + days * Day);
            bank.Pay(id, $"card:{id}", "terminal:t", 10_00);
            if (id != "b") bank.Post($"l{id}", TransactionType.LabelFraud, $"card:{id}", 0, reference: id);
        }
        bank.Tick(bank.Now + 9 * Day);      // The delay is 7 days: the last label counts, of 2 days before that.
        bank.Activate($"rule r: when {condition} then decline");
        Assert.Equal("declined", bank.Pay("p", "card:9", "terminal:t", 10_00));
    }

    private void Past()
    {
        var now = bank.Now + 30 * Day;
        foreach (var (id, before, amount) in ((string, long, long)[])
            [("p1", 20 * Day, 10_00), ("p2", 5 * Day, 20_00), ("p3", 3 * Hour, 30_00)])
        {
            bank.Now = now - before;
            Assert.Equal("accepted", bank.Pay(id, "card:1", "terminal:t", amount));
        }
        bank.Now = now;
    }
}
