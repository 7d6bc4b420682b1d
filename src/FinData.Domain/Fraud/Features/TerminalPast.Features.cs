using FinData.Domain.Fraud.History;
using static FinData.Domain.Fraud.Features.Feature;

namespace FinData.Domain.Fraud.Features;

// What a terminal's known past says of a payment there.
public partial struct TerminalPast
{
    private const int DaysSinceMax = 99;
    // What the least ratio of a run is said to be where there is none: above any that a run has.
    internal const float NoRatio = 9;

    /// <summary>Writes the terminal's features of a payment; the card's are left alone.</summary>
    /// <param name="time">The payment's time, in milliseconds since 1970.</param>
    /// <param name="delay">From a payment to its label, in milliseconds: what windows are counted back from.</param>
    /// <param name="to">A row of <see cref="FeatureSet.Count"/> features.</param>
    public readonly void Describe(long time, long delay, Span<float> to)
    {
        DescribeDays(DayRange.DayOf(Math.Max(time - delay, 0)), to);
        var day = DayRange.DayOf(Math.Max(time, 0));
        to[(int)RunFrauds] = runFrauds;
        to[(int)RunDays] = runFrauds == 0 ? -1 : Math.Clamp(day - runFirstDay, 0, DaysSinceMax);
        to[(int)RunLeastRatio] = runFrauds == 0 ? NoRatio : runLeastRatio;
        to[(int)RunLeastAmount] = (float)(runLeastAmount / 100.0);
        to[(int)DaysSinceGenuine] = DaysSince(lastGenuineDay, day);
        to[(int)DaysSinceFraud] = DaysSince(lastFraudDay, day);
    }

    private readonly void DescribeDays(int day, Span<float> to)
    {
        var (count, frauds, unexplained) = (0, 0, 0);
        var (from, end) = (Math.Max(day - newestDay, 0), Math.Min(DaysMax, day - newestDay + DaysMax));
        end = Math.Min(end, day + 1);
        var place = from < end ? (day - from) % DaysMax : 0;
        for (var age = 0; age < DaysMax; age++)
        {
            if (age >= from && age < end)
            {
                ref readonly var bucket = ref days[place];
                place = place == 0 ? DaysMax - 1 : place - 1;
                count += bucket.Count;
                frauds += bucket.Frauds;
                unexplained += bucket.Unexplained;
            }
            if (age == 0) (to[(int)TerminalCount1d], to[(int)TerminalRisk1d]) = (count, Share(frauds, count));
            if (age != 6) continue;
            (to[(int)TerminalCount7d], to[(int)TerminalRisk7d]) = (count, Share(frauds, count));
            to[(int)Unexplained7d] = Share(unexplained, count);
        }
        (to[(int)TerminalCount30d], to[(int)TerminalRisk30d]) = (count, Share(frauds, count));
        to[(int)Unexplained30d] = Share(unexplained, count);
    }

    private static float Share(int part, int of) => of == 0 ? 0 : (float)part / of;

    private static int DaysSince(int then, int day) =>
        then == 0 ? DaysSinceMax : Math.Clamp(day - then, 0, DaysSinceMax);
}
