using System.Text;
using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.TestKit;
using FinData.Tests.Fraud.Live;
using FinData.Topologies;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Audit;

/// <summary>A model over the payments of the past: it scores them as a batch computation does.</summary>
public sealed class BacktestModelTests : IDisposable
{
    private const int Payments = 400;
    private const long Hour = 3_600_000, Start = 17_500 * 24 * Hour;

    private static readonly DayRange days = new(17_500, 17_800);

    private readonly List<StreamRecord> world = WorldOf(new Chance(5));
    private readonly TreeModel used = ModelOf(new Chance(1)), other = ModelOf(new Chance(2));
    private readonly SimulatedNode node;

    public BacktestModelTests()
    {
        node = new SimulatedNode(5, 3, map => FinDataTopology.Regions(map, new AccountPolicy()),
            shards => [new PaymentSource(shards, used.ToBytes("{}"), [world], new Chance(5))]);
        node.Run();
    }

    public void Dispose() => node.Dispose();

    [Fact]
    public void The_model_in_use_gives_the_scores_that_were_given_and_labels_come_from_the_journal()
    {
        var report = Run(new BacktestProposal([], Model: used));

        Assert.Equal([], report.Flips);
        Assert.Equal((Payments, world.Count(r => r.IsLabel)), ((int)report.Debits, (int)report.Frauds));
        Assert.Equal(report.WasScores! with { Curve = [] }, report.WouldScores! with { Curve = [] });
        Assert.Equal(Payments, report.WasScores!.Scored);
        Assert.Equal(report.WasScores.Curve, report.WouldScores!.Curve);
        // The last week's payments may still get a label.
        var end = world.Max(r => r.Time) - 7 * 24 * Hour;
        Assert.Equal(world.Count(r => !r.IsLabel && (r.Time <= end || FraudsOf()[r.Number])), (int)report.Labelled);
    }

    [Fact]
    public void Another_model_has_the_figures_of_a_batch_computation()
    {
        var expected = ByBatch(other);
        var isFraud = FraudsOf();
        // Between the two in the middle.
        var middle = Math.Round(expected.Order().ElementAt(Payments / 2), 4);
        var rules = RuleFile.Read($"rule risky: when score > {middle} then review").Rules;

        var report = Run(new BacktestProposal(rules, Model: other), id => isFraud[Number(id)]);

        var curve = DetectionFigures.Curve(expected, isFraud);
        Assert.Equal(Math.Round(DetectionFigures.AveragePrecisionOf(curve), 4), report.WouldScores!.AveragePrecision);
        Assert.Equal(Math.Round(DetectionFigures.AucOf(curve), 4), report.WouldScores.Auc);
        Assert.Equal(expected.Count(p => p >= 0.5), report.WouldScores.Alerts);
        Assert.NotEqual(report.WasScores!.Auc, report.WouldScores.Auc);
        Assert.Equal(expected.Count(p => p > middle), report.Would.Reviewed);
        Assert.True(report.Would.Reviewed is > 0 and < Payments, $"{report.Would}");
        Assert.Equal(new FlipCount("accepted", "review", report.Would.Reviewed), Assert.Single(report.Flips));
    }

    private BacktestReport Run(BacktestProposal proposal, Func<string, bool?>? labels = null) =>
        new Backtest(node.Journal, map => FinDataTopology.Regions(map, new AccountPolicy()), new ShardOptions())
            .Run(proposal, days, labels);

    private double[] ByBatch(TreeModel model)
    {
        var builder = new PaymentHistory.Builder();
        var isFraud = FraudsOf();
        foreach (var r in world.Where(r => !r.IsLabel))
            builder.Add(r.Number, r.Time, Encoding.ASCII.GetBytes(r.Card), Encoding.ASCII.GetBytes(r.Terminal),
                r.Amount, isFraud[r.Number]);
        var history = builder.Build();
        var rows = FeatureReplay.Of(history, [.. Enumerable.Range(0, Payments)], 7 * 24 * Hour);
        var byNumber = new double[Payments];
        for (var i = 0; i < Payments; i++)
            byNumber[history.Payments[i].Id] = TreeModel.ProbabilityOf(model.Score(rows[i]));
        return byNumber;
    }

    private bool[] FraudsOf()
    {
        var isFraud = new bool[Payments];
        foreach (var label in world.Where(r => r.IsLabel)) isFraud[label.Number] = true;
        return isFraud;
    }

    private static int Number(string id) => int.Parse(id["card:".Length..],
        System.Globalization.CultureInfo.InvariantCulture);

    // Labels are told within six days, so that they count when their payments do.
    private static List<StreamRecord> WorldOf(Chance chance)
    {
        var (time, all) = (Start, new List<StreamRecord>());
        for (var i = 0; i < Payments; i++)
        {
            time += 1 + chance.Below(10) * Hour + chance.Below(100_000);
            var amount = 100L + chance.Below(chance.OneIn(6) ? 40_000 : 5_000);
            var payment = new StreamRecord(i, time, $"{chance.Below(12)}", $"{chance.Below(5)}", amount, false);
            all.Add(payment);
            if (chance.OneIn(5)) all.Add(payment with { Time = time + 1 + chance.Below(96) * Hour, IsLabel = true });
        }
        return [.. all.OrderBy(r => r.Time)];
    }

    private static TreeModel ModelOf(Chance chance) => TreeModel.Of(FeatureSet.Names, -1, [.. Enumerable.Range(0, 30)
        .Select(_ => new DecisionTree(
        [
            new TreeNode(chance.Below(FeatureSet.Count), chance.Below(8), 1, 2, 0, 2),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / 250.0 - 0.2, 1),
            new TreeNode(-1, 0, 0, 0, chance.Below(100) / 250.0 - 0.2, 1),
        ]))]);
}
