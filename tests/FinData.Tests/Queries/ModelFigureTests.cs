using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Queries;
using FinData.Tests.Domain;

namespace FinData.Tests.Queries;

/// <summary>How a model does, as a node tells it from payments and labels.</summary>
public sealed class ModelFigureTests : IDisposable
{
    private const long Day = 86_400_000, Monday = 17_686 * Day;    // 2018-06-04.
    private const int Shards = 3;

    private readonly TestBank bank = new(Shards) { Now = Monday };
    private int id;

    public void Dispose() => bank.Dispose();

    [Fact]
    public async Task Nothing_scored_is_told_without_a_day()
    {
        bank.Pay("1", "card:a", "terminal:t", 10_00);
        var figures = await Figures();
        Assert.Equal((null, null, null), (figures.From, figures.To, figures.LabelledAt));
        Assert.Empty(figures.Items);
        Assert.Empty(figures.Models);
    }

    [Fact]
    public async Task A_days_figures_grow_with_its_labels_and_are_settled_when_none_can_come()
    {
        bank.Use(Model(100_00));
        var (caught, missed, dismissed) = (Pay(150_00), Pay(70_00), Pay(120_00));
        Pay(5_00);
        Pay(6_00);
        var open = Assert.Single((await Figures()).Items);
        Assert.Equal((5, 2, 0, null, null, false),
            (open.Scored, open.Alerted, open.Frauds, open.Precision, open.Recall, open.IsSettled));

        bank.Now = Monday + 3 * Day;
        Label(caught, TransactionType.LabelFraud);
        Label(missed, TransactionType.LabelFraud);
        Label(dismissed, TransactionType.LabelGenuine);
        var day = Assert.Single((await Figures()).Items);
        Assert.Equal(("2018-06-04", "2018-06-04", 5, 2, 2, 1, 1, 1), (day.From, day.To, day.Scored, day.Alerted,
            day.Frauds, day.Genuine, day.AlertedFrauds, day.AlertedGenuine));
        // Two scores: of six pairs of a fraud and another two are in order, three are ties, one is not.
        Assert.Equal((0.5, 0.5, 0.5833, 0.45, false),
            (day.Precision, day.Recall, day.Auc, day.AveragePrecision, day.IsSettled));
        Assert.Equal(new FraudMoney("EUR", "150.00", "70.00"), Assert.Single(day.Money));

        bank.Now = Monday + 8 * Day;
        Label(Pay(5_00), TransactionType.LabelFraud);
        var rows = (await Figures()).Items;
        Assert.Equal([true, false], rows.Select(r => r.IsSettled));
        Assert.Equal(bank.Now, (await Figures()).LabelledAt!.Value.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Of_two_labels_the_first_counts_and_a_label_sent_again_counts_once()
    {
        bank.Use(Model(100_00));
        var payment = Pay(150_00);
        Label(payment, TransactionType.LabelGenuine);
        Label(payment, TransactionType.LabelFraud);
        bank.Post("again", TransactionType.LabelGenuine, "card:c0", 0, reference: payment);
        var row = Assert.Single((await Figures()).Items);
        Assert.Equal((0, 1), (row.Frauds, row.Genuine));
    }

    [Fact]
    public async Task What_was_paid_before_the_model_is_not_its_own_though_its_label_comes_later()
    {
        bank.Pay("before", "card:c0", "terminal:t", 150_00);
        bank.Use(Model(100_00));
        Pay(150_00);
        Label("before", TransactionType.LabelFraud);
        var row = Assert.Single((await Figures()).Items);
        Assert.Equal((1, 0), (row.Scored, row.Frauds));
    }

    [Fact]
    public async Task A_declined_payment_is_alerted_and_its_label_counts()
    {
        bank.Use(Model(100_00));
        bank.Activate("rule small: when score > 0.01 and amount < 50 EUR then decline");
        var declined = Pay(20_00, card: "card:new");
        Pay(70_00);
        Label(declined, TransactionType.LabelFraud, "card:new");
        var row = Assert.Single((await Figures()).Items);
        Assert.Equal((2, 1, 1, 1), (row.Scored, row.Alerted, row.Frauds, row.AlertedFrauds));
        Assert.Equal(new FraudMoney("EUR", "20.00", "0.00"), Assert.Single(row.Money));
    }

    [Fact]
    public async Task A_new_model_has_rows_of_its_own_and_labels_go_to_the_one_that_scored()
    {
        bank.Use(Model(100_00));
        var payment = Pay(150_00);
        bank.Now += Day;
        bank.Use(Model(200_00));
        Pay(150_00);
        Label(payment, TransactionType.LabelFraud);

        var figures = await Figures();
        Assert.Equal([("2018-06-04", 1, 1L, 1L), ("2018-06-05", 2, 0L, 0L)],
            figures.Items.Select(r => (r.From, r.Model, r.Alerted, r.Frauds)));
        Assert.Equal([("2018-06-04", 1), ("2018-06-05", 2)], figures.Models.Select(m => (m.FirstDay, m.Model)));
        Assert.Equal(["anna", "anna"], figures.Models.Select(m => m.By));
    }

    [Fact]
    public async Task Scores_are_compared_with_the_first_week_of_their_model()
    {
        bank.Use(Model(100_00));
        for (var day = 0; day < 16; day++, bank.Now += Day)
        {
            Pay(150_00);
            if (day < 14) Pay(50_00);
        }
        var rows = (await Figures()).Items;
        Assert.All(rows.Take(7), row => Assert.Null(row.Psi));
        Assert.All(rows.Skip(7).Take(7), row => Assert.Equal(0, row.Psi));
        Assert.All(rows.Skip(14), row => Assert.True(row.Psi > 0.25));
    }

    [Fact]
    public async Task Weeks_begin_on_monday_and_sum_their_days()
    {
        bank.Use(Model(100_00));
        for (var day = 0; day < 9; day++, bank.Now += Day) Pay(150_00);
        var rows = (await Figures(from: "2018-06-05", by: "week")).Items;
        Assert.Equal([("2018-06-05", "2018-06-10", 6L), ("2018-06-11", "2018-06-12", 2L)],
            rows.Select(r => (r.From, r.To, r.Scored)));
        Assert.Equal(("2018-06-05", "day"), ((await Figures(from: "2018-06-05")).Items[0].From, (await Figures()).By));
        Assert.Equal("week", (await Figures(from: "2018-03-01")).By);
    }

    [Fact]
    public async Task After_a_restart_the_figures_are_the_same()
    {
        bank.Use(Model(100_00));
        var payment = Pay(150_00);
        bank.Now += Day;
        Label(payment, TransactionType.LabelFraud);
        Pay(50_00);
        var before = System.Text.Json.JsonSerializer.Serialize(await Figures());
        bank.Restart();
        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(await Figures()));
        Assert.Contains("\"Frauds\":1", before);
    }

    [Theory]
    [InlineData("2018-6-1", null, null, "from is '2018-6-1'")]
    [InlineData(null, "soon", null, "to is 'soon'")]
    [InlineData("2018-06-05", "2018-06-04", null, "from is 2018-06-05, after to")]
    [InlineData(null, null, "month", "by is 'month'")]
    public async Task What_cannot_be_asked_is_said(string? from, string? to, string? by, string says) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<QueryException>(() => Figures(from, to, by))).Message);

    private Task<ModelFigureList> Figures(string? from = null, string? to = null, string? by = null) =>
        new LocalQueries(bank.Shards, () => false)
            .ModelFiguresAsync(new ModelFiguresAsked { From = from, To = to, By = by });

    private string Pay(long amount, string card = "card:c0")
    {
        var payment = $"p{++id}";
        bank.Pay(payment, card, "terminal:t", amount);
        return payment;
    }

    private void Label(string payment, TransactionType label, string card = "card:c0") =>
        bank.Post($"l{++id}", label, card, 0, reference: payment);

    // From an amount on a probability of 0.73, below it one of 0.27.
    private static byte[] Model(long from) => TreeModel.Of(FeatureSet.Names, 0, [new DecisionTree(
        [
            new TreeNode((int)Feature.Amount, from / 100, 1, 2, 0, 2), new TreeNode(-1, 0, 0, 0, -1, 1),
            new TreeNode(-1, 0, 0, 0, 1, 1),
        ])]).ToBytes("{}");
}
