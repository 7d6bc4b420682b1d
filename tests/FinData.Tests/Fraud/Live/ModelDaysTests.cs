using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;

namespace FinData.Tests.Fraud.Live;

/// <summary>Scored payments and their labels are counted on the payment's day, in bounded memory.</summary>
public class ModelDaysTests
{
    private const long Day = 86_400_000, Start = 20_000 * Day;

    [Fact]
    public void A_label_counts_on_the_day_of_its_payment_however_late_it_comes()
    {
        using var days = new ModelDays();
        var (caught, missed) = (Payment(0, odds: 3, amount: 70_00), Payment(0, odds: -3, amount: 20_00));
        days.Count(caught);
        days.Count(missed);
        days.Count(Payment(9, odds: 3));

        days.Label(caught, isFraud: true, Start + 9 * Day);
        days.Label(missed, isFraud: true, Start + 8 * Day);

        var first = All(days)[0];
        Assert.Equal((20_000, 1L, 1L, 70_00L, 20_00L),
            (first.Day, first.Alerted, first.AlertedFrauds, first.Caught, first.Missed));
        Assert.Equal((1u, 1u, 0u), BinOf(first, 3));
        Assert.Equal((1u, 1u, 0u), BinOf(first, -3));
        Assert.Equal((1u, 0u, 0u), BinOf(All(days)[1], 3));
        Assert.Equal(Start + 9 * Day, days.LabelledAt);
    }

    [Fact]
    public void A_dismissed_alert_is_no_fraud_and_costs_no_money()
    {
        using var days = new ModelDays();
        days.Count(Payment(0, odds: 3));
        days.Label(Payment(0, odds: 3), isFraud: false, Start);

        var day = Assert.Single(All(days));
        Assert.Equal((1L, 0L, 1L, 0L, 0L),
            (day.Alerted, day.AlertedFrauds, day.AlertedGenuine, day.Caught, day.Missed));
        Assert.Equal((1u, 0u, 1u), BinOf(day, 3));
    }

    [Fact]
    public void Models_and_currencies_are_counted_apart()
    {
        using var days = new ModelDays();
        days.Count(Payment(0, odds: 3));
        days.Count(Payment(0, odds: 3) with { Model = 2 });
        days.Count(Payment(0, odds: 3) with { Currency = 9 });
        days.Count(Payment(0, odds: 3));

        Assert.Equal([(1, 7, 2u), (1, 9, 1u), (2, 7, 1u)],
            All(days).Select(d => ((int)d.Model, (int)d.Currency, BinOf(d, 3).All)));
    }

    [Fact]
    public void The_oldest_day_is_forgotten_after_four_hundred_and_its_labels_are_too()
    {
        using var days = new ModelDays();
        for (var day = 0; day < ModelDays.DaysMax; day++) days.Count(Payment(day, odds: 1));
        Assert.Equal(20_000, All(days)[0].Day);

        days.Count(Payment(ModelDays.DaysMax, odds: 1));
        days.Count(Payment(0, odds: 1));
        days.Label(Payment(0, odds: 1), isFraud: true, Start);

        Assert.Equal((ModelDays.DaysMax, 20_001, 20_001), (All(days).Count, All(days)[0].Day, days.Since));
        Assert.All(All(days), day => Assert.Equal((1u, 0u, 0u), BinOf(day, 1)));
    }

    [Fact]
    public void A_payment_of_years_later_drives_nothing_out()
    {
        using var days = new ModelDays();
        for (var day = 0; day < 90; day++) days.Count(Payment(day, odds: 1));
        days.Count(Payment(3_000, odds: 1));
        Assert.Equal((91, 20_000, 23_000), (All(days).Count, All(days)[0].Day, All(days)[^1].Day));
    }

    [Fact]
    public void Many_models_and_currencies_take_the_room_of_old_days()
    {
        using var days = new ModelDays();
        for (var day = 0; day < 3; day++)
            for (ushort model = 1; model <= ModelDays.RecordsMax / 2; model++)
                days.Count(Payment(day, odds: 1) with { Model = model });

        Assert.Equal((ModelDays.RecordsMax, 20_001), (All(days).Count, days.Since));
        Assert.All(All(days), day => Assert.Equal(1u, BinOf(day, 1).All));
    }

    private static ScoredPayment Payment(int day, double odds, long amount = 10_00) => new(Start + day * Day + 5, 1, 7,
        (long)(odds * TreeModel.One), amount, IsAlerted: odds >= 0);

    private static List<ModelDay> All(ModelDays days)
    {
        var all = new List<ModelDay>();
        days.Each((in ModelDay day) => all.Add(day));
        return [.. all.OrderBy(d => d.Day).ThenBy(d => d.Model).ThenBy(d => d.Currency)];
    }

    private static (uint All, uint Frauds, uint Genuine) BinOf(in ModelDay day, double odds)
    {
        var bin = day.Scores[ScoreHistogram.BinOf((long)(odds * TreeModel.One))];
        return (bin.All, bin.Frauds, bin.Genuine);
    }
}
