using System.Globalization;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Live;
using static FinData.Domain.Fraud.Features.Feature;

namespace FinData.Domain.Fraud.Models;

/// <summary>What a feature has seen, as a person would say it.</summary>
public static class ReasonWords
{
    private const float NoDays = 99;

    /// <summary>The words for a reason that was kept with a decision.</summary>
    public static string Of(in KeptReason reason)
    {
        var (feature, row) = ((Feature)(reason.Feature - 1), new float[FeatureSet.Count]);
        row[(int)feature] = reason.Value;
        if (BesideOf(feature) is { } other) row[(int)other] = reason.Beside;
        return Of(feature, row);
    }

    /// <summary>The value of a row that a feature's words name beside its own; 0 where there is none.</summary>
    public static float Beside(Feature feature, ReadOnlySpan<float> row) =>
        BesideOf(feature) is { } other ? row[(int)other] : 0;

    /// <summary>The words for a feature of a row.</summary>
    public static string Of(Feature feature, float[] row)
    {
        var value = row[(int)feature];
        return feature switch
        {
            Amount => $"amount of {Number(value, 2)}",
            Hour => $"at {value:00} h UTC",
            Weekend => value > 0 ? "on a weekend" : "on a working day",
            Ratio => $"{Number(value)}x this card's usual amount",
            Excess => $"{Number(value)} deviations above this card's usual amount",
            Usual => $"this card usually pays {Number(value, 2)}",
            UsualCount => $"a habit of {value} payments",
            HourShare => $"{Percent(value)} of this card's payments are at this time of day",
            WeekendShare => $"{Percent(value)} of this card's payments are on weekends",
            Count1h => $"{Counted(value, "earlier payment")} of this card within an hour",
            Count1d => $"{Counted(value, "earlier payment")} of this card within a day",
            Count7d => $"{Counted(value, "earlier payment")} of this card in 7 days",
            Count30d => $"{Counted(value, "earlier payment")} of this card in 30 days",
            Sum1h => $"{Number(value)}x this card's usual amount within an hour",
            Mean1d => $"payments of a day are {Number(value)}x this card's usual amount on average",
            Deviation1d => $"payments of a day vary by {Number(value)}x this card's usual amount",
            Mean7d => $"payments of 7 days average {Number(value, 2)}",
            Deviation7d => $"payments of 7 days vary by {Number(value)}x this card's usual amount",
            Mean30d => $"payments of 30 days average {Number(value, 2)}",
            Deviation30d => $"payments of 30 days vary by {Number(value)}x this card's usual amount",
            Trend7d => $"payments of 7 days are {Number(value)}x this card's usual amount on average",
            Ratio30d => $"{Number(value)}x this card's average of 30 days",
            HoursSince => value < 0 ? "this card's first payment"
                : $"{Number(value)} hours after this card's last payment",
            _ => OfTheUnusual(feature, value, row),
        };
    }

    private static string OfTheUnusual(Feature feature, float value, float[] row) => feature switch
    {
        Unusual7d => $"{Counted(value, "unusually high payment")} of this card in 7 days",
        Unusual14d => $"{Counted(value, "unusually high payment")} of this card in 14 days",
        TopRatio14d => $"this card paid up to {Number(value)}x its usual amount in 14 days",
        RatioTop30d => $"{Number(value)}x this card's most unusual payment of 30 days",
        DaysSinceUnusual => value < 0 ? "no unusually high payment of this card in 30 days"
            : $"an unusually high payment of this card {Ago(value)}",
        Visits => value == 0 ? "this card is new at the terminal"
            : $"{Counted(value, "earlier payment")} of this card at the terminal",
        CardFrauds => $"{Counted(value, "confirmed fraud")} of this card",
        DaysSinceCardFraud => value >= NoDays ? "no recent confirmed fraud of this card"
            : $"a confirmed fraud of this card {Ago(value)}",
        TerminalCount1d or TerminalRisk1d => Risk(row, TerminalCount1d, TerminalRisk1d, "1 day"),
        TerminalCount7d or TerminalRisk7d => Risk(row, TerminalCount7d, TerminalRisk7d, "7 days"),
        TerminalCount30d or TerminalRisk30d => Risk(row, TerminalCount30d, TerminalRisk30d, "30 days"),
        Unexplained7d => $"{Percent(value)} of the terminal's known payments in 7 days were frauds of usual amounts",
        Unexplained30d => $"{Percent(value)} of the terminal's known payments in 30 days were frauds of usual amounts",
        _ => OfTheRun(feature, value),
    };

    private static string OfTheRun(Feature feature, float value) => feature switch
    {
        RunFrauds => $"terminal had {Counted(value, "confirmed fraud")} of usual amounts, " +
            "with no genuine payment since",
        RunDays => value < 0 ? "no run of confirmed frauds at the terminal"
            : $"the terminal's run of confirmed frauds began {Ago(value)}",
        RunLeastRatio => value >= TerminalPast.NoRatio ? "terminal had no run of frauds of usual amounts"
            : $"the most usual of the terminal's run of frauds was {Number(value)}x its card's usual amount",
        RunLeastAmount => value <= 0 ? "terminal had no run of frauds of usual amounts"
            : $"the lowest of the terminal's run of frauds was {Number(value, 2)}",
        DaysSinceGenuine => value >= NoDays ? "no payment at the terminal is known to be genuine"
            : $"the terminal's last payment known to be genuine was {Ago(value)}",
        DaysSinceFraud => value >= NoDays ? "no recent confirmed fraud at the terminal"
            : $"the terminal's last confirmed fraud was {Ago(value)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Feature? BesideOf(Feature feature) => feature switch
    {
        TerminalCount1d => TerminalRisk1d,
        TerminalRisk1d => TerminalCount1d,
        TerminalCount7d => TerminalRisk7d,
        TerminalRisk7d => TerminalCount7d,
        TerminalCount30d => TerminalRisk30d,
        TerminalRisk30d => TerminalCount30d,
        _ => null,
    };

    private static string Risk(float[] row, Feature count, Feature risk, string window)
    {
        var frauds = (float)Math.Round(row[(int)risk] * row[(int)count]);
        return $"terminal had {Counted(frauds, "confirmed fraud")} in {window}, of " +
            Counted(row[(int)count], "known payment");
    }

    private static string Number(float value, int decimals = 1) =>
        value.ToString("F" + decimals, CultureInfo.InvariantCulture);

    private static string Percent(float share) => (share * 100).ToString("F0", CultureInfo.InvariantCulture) + "%";

    private static string Counted(float count, string what) =>
        count == 0 ? $"no {what}" : count == 1 ? $"1 {what}" : $"{count:F0} {what}s";

    private static string Ago(float days) => days == 0 ? "today" : days == 1 ? "1 day ago" : $"{days:F0} days ago";
}
