using FinData.Domain.Fraud.History;

namespace FinData.Domain.Fraud.Features;

// Places of a time in its UTC day and week.
internal static class PaymentTime
{
    public const long HourMilliseconds = 3_600_000;

    public static int HourOf(long time) =>
        (int)((time - DayRange.DayOf(time) * DayRange.DayMilliseconds) / HourMilliseconds);

    // Day 0, the first of 1970, was a Thursday.
    public static bool IsWeekend(long time) => (DayRange.DayOf(time) % 7 + 11) % 7 is 6 or 0;
}
