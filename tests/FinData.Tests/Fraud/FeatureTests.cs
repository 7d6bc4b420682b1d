using System.Text;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;
using FinData.Engine.Entities;
using FinData.Fraud;

namespace FinData.Tests.Fraud;

/// <summary>What bounded states say is what a computation from whole lists says, bit for bit.</summary>
public class FeatureTests
{
    private const long Delay = Baselines.LabelDelayDays * DayRange.DayMilliseconds, Minute = 60_000;

    [Fact]
    public void Features_of_real_payments_are_those_of_their_definitions()
    {
        if (CardHistory.Months is not { } months) return;

        var random = new Random(1);
        int[] rows = [.. Enumerable.Range(0, 120).Select(_ => random.Next(months.Payments.Length)).Distinct().Order()];
        var table = FeatureReplay.Of(months, rows, Delay);
        var (cards, terminals) = (rows.Select(CardOf).ToHashSet(), rows.Select(TerminalOf).ToHashSet());
        var ratios = RatiosOf(months);

        for (var row = 0; row < rows.Length; row++)
        {
            var at = months.Payments[rows[row]];
            var expected = new float[FeatureSet.Count];
            var mine = Before(rows[row]).Where(i => CardOf(i) == at.Card).ToList();
            var frauds = mine.Select(i => months.Payments[i]).Where(p => p.IsFraud && p.Time <= at.Time - Delay);
            PlainFeatures.OfCard([.. mine.Select(Paid)], [.. frauds.Select(p => p.Time)], at.Time, at.Amount,
                HashOf(at.Terminal), expected);
            var known = Before(rows[row])
                .Where(i => TerminalOf(i) == at.Terminal && months.Payments[i].Time <= at.Time - Delay);
            PlainFeatures.OfTerminal([.. known.Select(Paid)], at.Time, Delay, expected);
            AssertSame(expected, table[row], $"transaction {at.Id}");
        }

        IEnumerable<int> Before(int row) => Enumerable.Range(0, row);
        int CardOf(int i) => months.Payments[i].Card;
        int TerminalOf(int i) => months.Payments[i].Terminal;
        uint HashOf(int terminal) => Partitioner.Murmur2(Encoding.UTF8.GetBytes(months.Terminals[terminal]));
        PlainFeatures.Paid Paid(int i) => new(months.Payments[i].Time, months.Payments[i].Amount,
            HashOf(TerminalOf(i)), ratios[i], months.Payments[i].IsFraud);
    }

    [Fact]
    public void A_card_of_chance_with_late_payments_is_described_by_the_definitions() => Seeds.Each(20, seed =>
    {
        var random = new Random((int)seed);
        var (card, taken, frauds, time) = (new CardActivity(), new List<PlainFeatures.Paid>(), new List<long>(), 0L);
        for (var i = 0; i < 400; i++)
        {
            time += random.Next(10) == 0 ? random.Next(50_000) * Minute : random.Next(400) * Minute;
            var at = Math.Max(0, random.Next(5) == 0 ? time - random.Next(60_000) * Minute : time);
            var amount = random.Next(20) == 0 ? 0 : random.Next(1, 9) == 1 ? random.Next(100_000) : random.Next(9_000);
            var terminal = (uint)random.Next(5) * 0x01000011u;
            var (expected, row) = (new float[FeatureSet.Count], new float[FeatureSet.Count]);

            card.Describe(at, amount, terminal, Delay, row);

            // The last eight wait for their delay.
            var counted = frauds.Where((f, n) => n < frauds.Count - 8 || f + Delay <= at).ToList();
            PlainFeatures.OfCard(taken, counted, at, amount, terminal, expected);
            AssertSame(expected, row, $"payment {i}");
            taken.Add(new(at, amount, terminal, card.RatioOf(amount), false));
            card.Take(at, amount, terminal);
            if (random.Next(30) > 0) continue;
            card.Confirm(at);
            frauds.Add(at);
        }
    });

    [Fact]
    public void A_terminal_of_chance_with_late_payments_is_described_by_the_definitions() => Seeds.Each(20, seed =>
    {
        var random = new Random((int)seed);
        var (terminal, known, time, isHot) = (new TerminalPast(), new List<PlainFeatures.Paid>(), Delay, false);
        for (var i = 0; i < 400; i++)
        {
            time += random.Next(10) == 0 ? random.Next(50_000) * Minute : random.Next(3_000) * Minute;
            var at = random.Next(5) == 0 ? Math.Max(Delay, time - random.Next(60_000) * Minute) : time;
            if (random.Next(15) == 0) isHot = !isHot;
            var paid = new PlainFeatures.Paid(at, random.Next(30_000), 0, random.Next(500) / 100f,
                isHot || random.Next(20) == 0);

            terminal.Take(paid.Time, paid.Amount, paid.Ratio, paid.IsFraud);

            known.Add(paid);
            var (expected, row) = (new float[FeatureSet.Count], new float[FeatureSet.Count]);
            var asked = time + Delay + random.Next(2_000) * Minute;
            terminal.Describe(asked, Delay, row);
            PlainFeatures.OfTerminal(known, asked, Delay, expected);
            AssertSame(expected, row, $"payment {i}");
        }
    });

    [Fact]
    public void A_score_with_its_features_allocates_nothing()
    {
        var model = TreeModel.Of(FeatureSet.Names, 0, [new([
            new((int)Feature.Ratio, 2, 1, 2, 0, 2), new(-1, 0, -1, -1, -1, 1), new(-1, 0, -1, -1, 1, 1)])]);
        var (card, terminal, row) = (new CardActivity(), new TerminalPast(), new float[FeatureSet.Count]);
        Score(0);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 1; i < 1_000; i++) Score(i);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Score(int i)
        {
            card.Describe(i * Minute, i, 7, Delay, row);
            terminal.Describe(i * Minute, Delay, row);
            var score = model.Score(row);
            card.Take(i * Minute, i, 7);
            terminal.Take(i * Minute, i, card.RatioOf(i), score > 0);
        }
    }

    [Fact]
    public void A_label_counts_from_the_end_of_its_delay_and_not_before()
    {
        var second = (int)(Delay / 1000);
        var history = CardHistory.Of([
            (1, 100, 1, 1, 500, true), (2, 99 + second, 2, 1, 500, false), (3, 100 + second, 3, 1, 500, false)]);

        var table = FeatureReplay.Of(history, [0, 1, 2], Delay);

        Assert.Equal(0, table[1][(int)Feature.TerminalCount7d]);
        Assert.Equal((1, 1, 1), (table[2][(int)Feature.TerminalCount7d], table[2][(int)Feature.TerminalRisk7d],
            table[2][(int)Feature.RunFrauds]));
    }

    [Fact]
    public void States_are_as_large_as_the_pages_say()
    {
        var page = Tidy.SourceTree.Read("ARCHITECTURE.md");
        Assert.Contains($"{CardActivity.Bytes} bytes", page);
        Assert.Contains($"{TerminalPast.Bytes} bytes", page);
    }

    [Fact]
    public void Every_feature_has_a_name_of_its_own() =>
        Assert.Equal(Enum.GetValues<Feature>().Length, FeatureSet.Names.Distinct().Count());

    private static float[] RatiosOf(PaymentHistory history)
    {
        var usual = new (int Count, long Sum)[history.Cards.Count];
        var ratios = new float[history.Payments.Length];
        for (var i = 0; i < ratios.Length; i++)
        {
            ref readonly var payment = ref history.Payments[i];
            ref var own = ref usual[payment.Card];
            ratios[i] = own.Sum == 0 ? 1 : (float)(payment.Amount * (double)own.Count / own.Sum);
            if (own.Count >= 4 && ratios[i] >= 3) continue;
            if (own.Count == 256) own = (128, own.Sum / 2);
            own = (own.Count + 1, own.Sum + payment.Amount);
        }
        return ratios;
    }

    private static void AssertSame(float[] expected, ReadOnlySpan<float> actual, string what)
    {
        for (var f = 0; f < expected.Length; f++)
            Assert.True(expected[f].Equals(actual[f]),
                $"{what}: {FeatureSet.Names[f]} is {actual[f]:R} instead of {expected[f]:R}");
    }
}
