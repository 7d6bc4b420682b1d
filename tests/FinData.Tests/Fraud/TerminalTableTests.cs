using FinData.Domain.Fraud.Features;

namespace FinData.Tests.Fraud;

/// <summary>A terminal's features at a time are the same in whatever order its payments have come.</summary>
public class TerminalTableTests
{
    private const long Hour = 3_600_000, Delay = 7 * 24 * Hour;
    private const int Terminals = 3, Feeders = 4, Payments = 400;

    [Fact]
    public void An_answer_is_as_of_its_time_whoever_was_faster() => Seeds.Each(20, seed =>
    {
        var random = new Random((int)seed);
        var all = PaymentsOfChance(random);
        using var table = new TerminalTable(Delay);
        for (var terminal = 0; terminal < Terminals; terminal++) Assert.Equal(terminal, table.Add());
        var (next, settled, answers) = (Enumerable.Range(0, Feeders).ToArray(), 0L, 0);
        while (next.Any(n => n < Payments))
        {
            // One feeder may be far ahead of another; what has come from all decides what can be asked for.
            var feeder = random.Next(Feeders);
            if (next[feeder] < Payments)
            {
                var paid = all[next[feeder]];
                table.Take(paid.Terminal, paid.Paid.Time, next[feeder], paid.Paid.Amount, paid.Paid.Ratio);
                if (paid.Paid.IsFraud)
                    Assert.True(table.Confirm(paid.Terminal, paid.Paid.Time, next[feeder]));
                next[feeder] += Feeders;
            }
            var complete = next.Min(n => n < Payments ? all[n].Paid.Time - 1 : long.MaxValue / 2);
            var time = Math.Min(settled + random.Next(400) * Hour, complete + Delay);
            if (time < settled) continue;
            AssertAnswers(table, all, time);
            answers++;
            if (random.Next(4) > 0) continue;
            settled = time - random.Next((int)Math.Min(time - settled, Hour) + 1);
            table.Settle(settled);
        }
        Assert.True(answers > Payments / 2);
    });

    [Fact]
    public void A_payment_that_has_become_past_waits_no_more_and_cannot_be_confirmed()
    {
        using var table = new TerminalTable(Delay);
        var terminal = table.Add();
        table.Take(terminal, 1000, order: 1, amount: 500, ratio: 1);
        table.Take(terminal, 2000, order: 2, amount: 500, ratio: 1);
        Assert.False(table.Confirm(terminal, 1000, order: 2));

        table.Settle(1000 + Delay);
        table.Describe(terminal, 1000 + Delay, new float[FeatureSet.Count]);

        Assert.Equal(1, table.WaitingCount);
        Assert.False(table.Confirm(terminal, 1000, order: 1));
        Assert.True(table.Confirm(terminal, 2000, order: 2));
    }

    private static void AssertAnswers(TerminalTable table, List<(int Terminal, PlainFeatures.Paid Paid)> all,
        long time)
    {
        for (var terminal = 0; terminal < Terminals; terminal++)
        {
            var known = all.Where(p => p.Terminal == terminal && p.Paid.Time <= time - Delay).Select(p => p.Paid);
            var (expected, row) = (new float[FeatureSet.Count], new float[FeatureSet.Count]);
            PlainFeatures.OfTerminal([.. known], time, Delay, expected);
            table.Describe(terminal, time, row);
            Assert.Equal(expected, row);
        }
    }

    // In the order of (time, place); several may have one time.
    private static List<(int Terminal, PlainFeatures.Paid Paid)> PaymentsOfChance(Random random)
    {
        var (time, isHot, payments) = (Delay, false, new List<(int, PlainFeatures.Paid)>());
        for (var i = 0; i < Payments; i++)
        {
            time += random.Next(3) * random.Next(20) * Hour;
            if (random.Next(15) == 0) isHot = !isHot;
            payments.Add((random.Next(Terminals), new(time, random.Next(30_000), 0, random.Next(500) / 100f,
                isHot || random.Next(20) == 0)));
        }
        return payments;
    }
}
