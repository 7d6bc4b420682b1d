using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.TestKit;

namespace FinData.Tests.Fraud.Live;

/// <summary>A label's event tells the score of what it is about: figures need nothing else of the payment.</summary>
public class LabelScoreTests
{
    private const long Day = 86_400_000, Start = 20_000 * Day;
    private const ushort Model = 1;

    [Theory]
    [InlineData(150_00, 1, 1)]
    [InlineData(50_00, -1, 0)]
    public void A_label_tells_the_score_of_its_payment_and_whether_that_was_alerted(long amount, int odds, byte alerted)
    {
        var label = LabelOf(amount, isUntold: 0);
        Assert.Equal((AccountEventKind.LabelledFraud, Model, odds * (long)TreeModel.One, alerted, amount, Start),
            (label.Kind, label.Model, label.Score, label.Alerted, label.Amount, label.PaymentTime));
        Assert.False(label.IsScored);
    }

    [Fact]
    public void A_label_of_an_earlier_version_is_made_again_without_the_score_that_it_lacked()
    {
        var label = LabelOf(150_00, isUntold: 1);
        Assert.Equal((AccountEventKind.LabelledFraud, 0, 0L, 0), (label.Kind, label.Model, label.Score, label.Alerted));
    }

    private static AccountEvent LabelOf(long amount, byte isUntold)
    {
        var models = new ModelBook(scores: true);
        models.Apply(new ModelEvent { Kind = ModelEventKind.Used, Number = Model }, new ModelNote("anna", Bytes()), 0);
        var (map, policy) = (new ShardMap(1, default), new AccountPolicy());
        var book = new FraudBook(map, models, policy.Fraud);
        book.Attach(0);
        using var scenario = Scenario.Of<Accounts, Account, HourRing, AccountCommand, AccountEvent>(
                new Accounts(policy, fraud: book), (byte)EntityKind.Card)
            .When(new AccountCommand { Action = AccountAction.Pay, Amount = amount }, Start,
                ((byte)EntityKind.Terminal, "t"), "p1")
            .When(new AccountCommand { Action = AccountAction.LabelFraud, IsUntold = isUntold }, Start + 3 * Day,
                id: "l1", original: "p1");
        return Assert.Single(scenario.Outcome);
    }

    private static byte[] Bytes() => TreeModel.Of(FeatureSet.Names, 0, [new DecisionTree(
        [
            new TreeNode((int)Feature.Amount, 100, 1, 2, 0, 2), new TreeNode(-1, 0, 0, 0, -1, 1),
            new TreeNode(-1, 0, 0, 0, 1, 1),
        ])]).ToBytes("{}");
}
