using FinData.Domain.Fraud.Features;
using static FinData.Domain.Fraud.Features.Feature;

namespace FinData.Tests.Fraud;

/// <summary>The features by their definitions, from lists of all that was taken: slow, and with no state.</summary>
internal static class PlainFeatures
{
    private const long Hour = 3_600_000, Day = 24 * Hour;

    /// <param name="Time">Milliseconds since 1970.</param>
    /// <param name="Amount">Minor units.</param>
    /// <param name="Terminal">The hash of its name.</param>
    /// <param name="Ratio">Times the usual amount when it was taken.</param>
    /// <param name="IsFraud">Its label.</param>
    public sealed record Paid(long Time, long Amount, uint Terminal, float Ratio, bool IsFraud);

    /// <summary>The usual amount as count, sum and sum of squares: what is not far above it, halved at 256.</summary>
    public static (int Count, long Sum, double Squares) Usual(IEnumerable<Paid> taken)
    {
        var (count, sum, squares) = (0, 0L, 0.0);
        foreach (var paid in taken)
        {
            if (count >= 4 && paid.Ratio >= 3) continue;
            if (count == 256) (count, sum, squares) = (128, sum / 2, squares / 2);
            (count, sum, squares) = (count + 1, sum + paid.Amount, squares + (double)paid.Amount * paid.Amount);
        }
        return (count, sum, squares);
    }

    // The card's features of a payment: from its payments before, as they were taken, and the times of known frauds.
    public static void OfCard(List<Paid> taken, List<long> frauds, long time, long amount, uint terminal,
        float[] row)
    {
        void Put(Feature feature, double value) => row[(int)feature] = (float)value;
        var (count, sum, squares) = Usual(taken);
        var usual = count == 0 ? amount : sum / (double)count;
        double ByUsual(double value) => usual > 0 ? value / usual : 1;
        double ratio = sum == 0 ? 1 : (float)(amount * (double)count / sum);
        var date = DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime;
        Put(Amount, amount / 100.0);
        Put(Feature.Hour, date.Hour);
        Put(Weekend, IsWeekend(time) ? 1 : 0);
        Put(Ratio, ratio);
        Put(Excess, (amount - usual) / (Deviation(count, sum, squares) + 100));
        Put(Feature.Usual, count == 0 ? 0 : usual / 100);
        Put(UsualCount, count);

        var recent = taken.TakeLast(16).Where(p => p.Time <= time).ToList();
        var lastHour = recent.Where(p => p.Time > time - Hour).ToList();
        var lastDay = recent.Where(p => p.Time > time - Day).ToList();
        Put(Count1h, lastHour.Count);
        Put(Count1d, lastDay.Count);
        Put(Sum1h, ByUsual(lastHour.Sum(p => p.Amount) + amount));
        var (mean, deviation) = MeanAndDeviation(lastDay, amount);
        Put(Mean1d, ByUsual(mean));
        Put(Deviation1d, ByUsual(deviation));
        Put(HoursSince, recent.Count == 0 ? -1 : (time - recent.Max(p => p.Time)) / (double)Hour);

        var week = Days(taken, DayOf(time), 7);
        (mean, deviation) = MeanAndDeviation(week, amount);
        Put(Count7d, week.Count);
        Put(Mean7d, mean / 100);
        Put(Deviation7d, ByUsual(deviation));
        Put(Trend7d, ByUsual(mean));
        Put(Unusual7d, week.Count(p => p.Ratio >= 2.3f));
        var twoWeeks = Days(taken, DayOf(time), 14);
        Put(Unusual14d, twoWeeks.Count(p => p.Ratio >= 2.3f));
        Put(TopRatio14d, twoWeeks.Select(p => p.Ratio).DefaultIfEmpty(0).Max());
        var month = Days(taken, DayOf(time), 30);
        (mean, deviation) = MeanAndDeviation(month, amount);
        Put(Count30d, month.Count);
        Put(Mean30d, mean / 100);
        Put(Deviation30d, ByUsual(deviation));
        Put(Ratio30d, mean > 0 ? amount / mean : 1);
        var top = month.Select(p => p.Ratio).DefaultIfEmpty(0).Max();
        Put(RatioTop30d, top > 0 ? ratio / (double)top : 1);
        var unusual = month.Where(p => p.Ratio >= 2.3f).ToList();
        Put(DaysSinceUnusual, unusual.Count == 0 ? -1 : DayOf(time) - unusual.Max(p => DayOf(p.Time)));

        Put(Visits, VisitsOf(taken, terminal));
        Put(CardFrauds, frauds.Count);
        Put(DaysSinceCardFraud, frauds.Count == 0 ? 99 : Math.Clamp(DayOf(time) - DayOf(frauds.Max()), 0, 99));
        var (hours, weekends, all) = Hours(taken);
        Put(HourShare, all == 0 ? 0
            : (float)(hours[(date.Hour + 23) % 24] + hours[date.Hour] + hours[(date.Hour + 1) % 24]) / all);
        Put(WeekendShare, all == 0 ? 0 : (float)weekends / all);
    }

    // The terminal's features of a payment: from its payments with known labels, in the order in which they became so.
    public static void OfTerminal(List<Paid> known, long time, long delay, float[] row)
    {
        void Put(Feature feature, double value) => row[(int)feature] = (float)value;
        void PutWindow(int days, Feature count, Feature risk, Feature? unexplained = null)
        {
            var window = Days(known, DayOf(time - delay), days);
            double Share(int part) => window.Count == 0 ? 0 : (float)part / window.Count;
            Put(count, window.Count);
            Put(risk, Share(window.Count(p => p.IsFraud)));
            if (unexplained is { } feature) Put(feature, Share(window.Count(p => p.IsFraud && p.Ratio < 2.3f)));
        }
        PutWindow(1, TerminalCount1d, TerminalRisk1d);
        PutWindow(7, TerminalCount7d, TerminalRisk7d, Unexplained7d);
        PutWindow(30, TerminalCount30d, TerminalRisk30d, Unexplained30d);
        var run = known.AsEnumerable().Reverse().TakeWhile(p => p.IsFraud).Where(p => p.Ratio < 2.3f).ToList();
        int Since(IEnumerable<Paid> payments) => payments.Select(p => DayOf(p.Time)).DefaultIfEmpty(-1).Max() is var day
            && day >= 0 ? Math.Clamp(DayOf(time) - day, 0, 99) : 99;
        Put(RunFrauds, run.Count);
        Put(RunDays, run.Count == 0 ? -1 : Math.Clamp(DayOf(time) - run.Min(p => DayOf(p.Time)), 0, 99));
        Put(RunLeastRatio, run.Count == 0 ? 9 : run.Min(p => p.Ratio));
        Put(RunLeastAmount, run.Count == 0 ? 0 : run.Min(p => p.Amount) / 100.0);
        Put(DaysSinceGenuine, Since(known.Where(p => !p.IsFraud)));
        Put(DaysSinceFraud, Since(known.Where(p => p.IsFraud)));
    }

    private static int DayOf(long time) => (int)(time / Day);

    private static bool IsWeekend(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.DayOfWeek
        is DayOfWeek.Saturday or DayOfWeek.Sunday;

    // What is 30 days behind the newest when it is taken is in no window; nor is what has fallen behind since.
    private static List<Paid> Days(List<Paid> taken, int day, int days)
    {
        var (kept, newest) = (new List<Paid>(), 0);
        foreach (var paid in taken)
        {
            if (DayOf(paid.Time) > newest - 30) kept.Add(paid);
            newest = Math.Max(newest, DayOf(paid.Time));
        }
        // The newest day first and within it in the order of taking: as the sums of squares are made.
        return [.. kept.Where(p => DayOf(p.Time) > newest - 30 && DayOf(p.Time) <= day && DayOf(p.Time) > day - days)];
    }

    private static (double Mean, double Deviation) MeanAndDeviation(List<Paid> window, long amount)
    {
        var sum = window.Sum(p => p.Amount) + amount;
        // Squares of integers are exact up to 2^53, so that the order of these sums does not matter.
        var squares = window.Sum(p => (double)p.Amount * p.Amount) + (double)amount * amount;
        return (sum / (double)(window.Count + 1), Deviation(window.Count + 1, sum, squares));
    }

    private static double Deviation(int count, long sum, double squares)
    {
        if (count == 0) return 0;
        var variance = squares / count - sum / (double)count * (sum / (double)count);
        return variance > 0 ? Math.Sqrt(variance) : 0;
    }

    private static int VisitsOf(List<Paid> taken, uint terminal)
    {
        // Of the terminals that share a place only the last is known: since its first payment after another's.
        var place = taken.Where(p => p.Terminal % 64 == terminal % 64).Reverse()
            .TakeWhile(p => p.Terminal >> 24 == terminal >> 24);
        return Math.Min(place.Count(), 255);
    }

    private static (int[] Hours, int Weekends, int All) Hours(List<Paid> taken)
    {
        var (hours, weekends, all) = (new int[24], 0, 0);
        foreach (var paid in taken)
        {
            if (all == 255)
                (hours, weekends, all) = ([.. hours.Select(h => h / 2)], weekends / 2, all / 2);
            hours[paid.Time / Hour % 24]++;
            weekends += IsWeekend(paid.Time) ? 1 : 0;
            all++;
        }
        return (hours, weekends, all);
    }
}
