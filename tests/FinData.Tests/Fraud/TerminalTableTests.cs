using FinData.Domain.Fraud.Features;
using FinData.Engine.Entities;

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
        var (next, places, settled, answers) = (Enumerable.Range(0, Feeders).ToArray(), new int[Terminals], 0L, 0);
        while (next.Any(n => n < Payments))
        {
            // One feeder may be far ahead of another; what has come from all decides what can be asked for.
            var feeder = random.Next(Feeders);
            if (next[feeder] < Payments)
            {
                var paid = all[next[feeder]];
                var (terminal, order) = (Key(paid.Terminal), next[feeder]);
                // Who knows the terminal's place need not say it.
                ref var place = ref places[paid.Terminal];
                place = table.Take(terminal, paid.Paid.Time, order, paid.Paid.Amount, paid.Paid.Ratio, countsFrom: 0,
                    random.Next(2) * place);
                if (paid.Paid.IsFraud)
                    Assert.True(table.Confirm(terminal, paid.Paid.Time, order, paid.Paid.Amount, paid.Paid.Ratio));
                next[feeder] += Feeders;
            }
            var complete = next.Min(n => n < Payments ? all[n].Paid.Time - 1 : long.MaxValue / 2);
            var time = Math.Min(settled + random.Next(400) * Hour, complete + Delay);
            if (time < settled) continue;
            table.Reach(complete + Delay, settled);
            AssertAnswers(table, all, time);
            answers++;
            if (random.Next(4) > 0) continue;
            settled = time - random.Next((int)Math.Min(time - settled, Hour) + 1);
            table.Reach(complete + Delay, settled);
        }
        Assert.True(answers > Payments / 2);
    });

    [Fact]
    public void A_payment_waits_until_no_earlier_time_can_be_asked_for()
    {
        using var table = new TerminalTable(Delay);
        Take(table, 1000, order: 1);
        Take(table, 2000, order: 2);
        Assert.Equal(2, table.WaitingCount);
        Assert.False(table.Confirm(Key(0), 1000, order: 2, 500, 1));

        table.Reach(3000 + Delay, 1000 + Delay);
        Take(table, 9000, order: 3);

        Assert.Equal(2, table.WaitingCount);
        Assert.True(table.Confirm(Key(0), 2000, order: 2, 500, 1));
    }

    [Fact]
    public void What_comes_too_late_counts_from_the_first_time_that_was_not_answered()
    {
        using var table = new TerminalTable(Delay);
        Take(table, 1000, order: 1);
        var final = 5000 + Delay;
        table.Reach(final + 10, 0);
        var before = Row(table, final);
        Assert.Equal(final + 1, table.CountsFrom(1000));
        table.Confirm(Key(0), 1000, order: 1, 500, 1, final + 1);
        Assert.Equal(final + 1, table.CountsFrom(4000));
        Take(table, 4000, order: 2, final + 1);
        Assert.Equal(0, table.CountsFrom(5001));
        Take(table, 5001, order: 3);
        Assert.Equal(before, Row(table, final));

        table.Sealed();
        var after = Row(table, final + 1);
        Assert.Equal((3, 1 / 3f), (after[(int)Feature.TerminalCount7d], after[(int)Feature.TerminalRisk7d]));
        Assert.Equal((1, 0), (before[(int)Feature.TerminalCount7d], before[(int)Feature.TerminalRisk7d]));
    }

    [Fact]
    public void An_answer_beyond_what_is_known_says_as_of_when_it_is()
    {
        using var table = new TerminalTable(Delay);
        table.Reach(5000, 3000);
        var row = new float[FeatureSet.Count];

        Assert.Equal(4000, table.Describe(Key(0), 4000, row));
        Assert.Equal(5000, table.Describe(Key(0), 9000, row));
        Assert.Equal(3000, table.Describe(Key(0), 10, row));
    }

    [Fact]
    public void What_copies_may_have_answered_stays_so_though_nobody_has_asked_here()
    {
        using var table = new TerminalTable(Delay);
        table.Answer(5000 + Delay);
        Assert.Equal(5001 + Delay, table.CountsFrom(1000));
        Take(table, 1000, order: 1, 5001 + Delay);
        Assert.Equal(0, table.CountsFrom(5001));
    }

    [Fact]
    public void What_a_batch_takes_is_told_to_other_shards_once_it_goes_into_the_journal_before_theirs()
    {
        using var table = new TerminalTable(Delay);
        table.Reach(20_000 + Delay, 0);
        var row = new float[FeatureSet.Count];
        Assert.Equal(5000 + Delay, table.Describe(Key(0), 5000 + Delay, row));
        var from = table.CountsFrom(1000);
        Take(table, 1000, order: 1, from);

        Assert.Equal(from - 1, table.Describe(Key(0), 9000 + Delay, row));
        Assert.Equal(0, row[(int)Feature.TerminalCount30d]);
        Assert.Equal(9000 + Delay, table.Describe(Key(0), 9000 + Delay, row, isOwn: true));
        Assert.Equal(1, row[(int)Feature.TerminalCount30d]);
        table.Sealed();
        Assert.Equal(9000 + Delay, table.Describe(Key(0), 9000 + Delay, row));
        Assert.Equal(1, row[(int)Feature.TerminalCount30d]);
    }

    [Fact]
    public void A_table_that_is_gone_says_so_to_who_still_asks()
    {
        var table = new TerminalTable(Delay);
        table.Reach(5000 + Delay, 0);
        Take(table, 1000, order: 1);
        table.Dispose();
        Assert.Equal(TerminalTable.Gone, table.Describe(Key(0), 4000, new float[FeatureSet.Count]));
    }

    private static void Take(TerminalTable table, long time, long order, long countsFrom = 0) =>
        table.Take(Key(0), time, order, amount: 500, ratio: 1, countsFrom);

    private static float[] Row(TerminalTable table, long time)
    {
        var row = new float[FeatureSet.Count];
        Assert.Equal(time, table.Describe(Key(0), time, row));
        return row;
    }

    private static EntityKey Key(int terminal) => new(7, (ulong)terminal + 1);

    private static void AssertAnswers(TerminalTable table, List<(int Terminal, PlainFeatures.Paid Paid)> all,
        long time)
    {
        for (var terminal = 0; terminal < Terminals; terminal++)
        {
            var known = all.Where(p => p.Terminal == terminal && p.Paid.Time <= time - Delay).Select(p => p.Paid);
            var (expected, row) = (new float[FeatureSet.Count], new float[FeatureSet.Count]);
            PlainFeatures.OfTerminal([.. known], time, Delay, expected);
            table.Describe(Key(terminal), time, row);
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
