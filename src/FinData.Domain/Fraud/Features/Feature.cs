namespace FinData.Domain.Fraud.Features;

/// <summary>What a model sees of a payment: places in a row of features.</summary>
/// <remarks>
/// "Earlier" is before this payment, in the order in which they were taken. What is counted by the usual amount is a
/// ratio to it, and is 1 where there is none yet.
/// </remarks>
public enum Feature
{
    /// <summary>The amount, in hundredths of minor units.</summary>
    Amount,

    /// <summary>The UTC hour, 0 to 23.</summary>
    Hour,

    /// <summary>1 on Saturday and Sunday.</summary>
    Weekend,

    /// <summary>The amount by the card's usual amount; 1 for its first payment.</summary>
    Ratio,

    /// <summary>How many deviations the amount is above the usual one.</summary>
    Excess,

    /// <summary>The card's usual amount: the mean of what was not far above it; 0 without payments.</summary>
    Usual,

    /// <summary>How many payments the usual amount is made of.</summary>
    UsualCount,

    /// <summary>The share of the card's payments within an hour of this time of day.</summary>
    HourShare,

    /// <summary>The share of the card's payments on weekends.</summary>
    WeekendShare,

    /// <summary>Earlier payments of the last hour.</summary>
    Count1h,

    /// <summary>Earlier payments of the last 24 hours.</summary>
    Count1d,

    /// <summary>Earlier payments of today and the 6 days before.</summary>
    Count7d,

    /// <summary>Earlier payments of today and the 29 days before.</summary>
    Count30d,

    /// <summary>The sum of the last hour's payments and this one, by the usual amount.</summary>
    Sum1h,

    /// <summary>The mean of the last 24 hours' payments and this one, by the usual amount.</summary>
    Mean1d,

    /// <summary>Their deviation, by the usual amount.</summary>
    Deviation1d,

    /// <summary>The mean of 7 days, this payment included.</summary>
    Mean7d,

    /// <summary>The deviation of 7 days, by the usual amount.</summary>
    Deviation7d,

    /// <summary>The mean of 30 days, this payment included.</summary>
    Mean30d,

    /// <summary>The deviation of 30 days, by the usual amount.</summary>
    Deviation30d,

    /// <summary>The mean of 7 days by the usual amount.</summary>
    Trend7d,

    /// <summary>The amount by the mean of 30 days.</summary>
    Ratio30d,

    /// <summary>Hours since the card's payment before; -1 without one.</summary>
    HoursSince,

    /// <summary>Payments far above the usual amount in 7 days.</summary>
    Unusual7d,

    /// <summary>Payments far above the usual amount in 14 days.</summary>
    Unusual14d,

    /// <summary>The highest ratio to the usual amount in 14 days.</summary>
    TopRatio14d,

    /// <summary>The ratio of this payment by the highest one in 30 days.</summary>
    RatioTop30d,

    /// <summary>Days since a payment far above the usual amount; -1 without one.</summary>
    DaysSinceUnusual,

    /// <summary>Earlier payments of the card at this terminal, up to 255.</summary>
    Visits,

    /// <summary>Confirmed frauds of the card.</summary>
    CardFrauds,

    /// <summary>Days since the last confirmed one; 99 without one or beyond.</summary>
    DaysSinceCardFraud,

    /// <summary>The terminal's payments of the last day whose labels are known.</summary>
    TerminalCount1d,

    /// <summary>The share of frauds among them; 0 without any.</summary>
    TerminalRisk1d,

    /// <summary>The same for the last 7 days.</summary>
    TerminalCount7d,

    /// <summary>The share of frauds among them.</summary>
    TerminalRisk7d,

    /// <summary>The same for the last 30 days.</summary>
    TerminalCount30d,

    /// <summary>The share of frauds among them.</summary>
    TerminalRisk30d,

    /// <summary>The share of frauds that were not unusual for their card, 7 days.</summary>
    Unexplained7d,

    /// <summary>The same for 30 days.</summary>
    Unexplained30d,

    /// <summary>Frauds, not unusual for their card, since the last payment that was none.</summary>
    RunFrauds,

    /// <summary>Days since the first of them; -1 without any.</summary>
    RunDays,

    /// <summary>The lowest ratio to the card's usual amount among them; 9 without any.</summary>
    RunLeastRatio,

    /// <summary>The lowest amount among them, in hundredths; 0 without any.</summary>
    RunLeastAmount,

    /// <summary>Days since the last payment known to be none; 99 without one or beyond.</summary>
    DaysSinceGenuine,

    /// <summary>Days since the last known fraud; 99 without one or beyond.</summary>
    DaysSinceFraud,
}
