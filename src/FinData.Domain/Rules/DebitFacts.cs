using FinData.Domain.Fraud.Features;
using FinData.Engine.Entities;

namespace FinData.Domain.Rules;

/// <summary>Says that a field can be named in rules.</summary>
/// <param name="name">How rules name it.</param>
/// <param name="type">What it is; the field's own type follows from it, see <see cref="RuleSchema"/>.</param>
/// <param name="meaning">A sentence for those who write rules.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class RuleValueAttribute(string name, RuleType type, string meaning) : Attribute
{
    public string Name => name;
    public RuleType Type => type;
    public string Meaning => meaning;

    /// <summary>The words of a <see cref="RuleType.Choice"/>, in the order of their numbers from 1.</summary>
    public string[] Words { get; init; } = [];
}

/// <summary>What a rule can ask about a debit and its account, as it was before the debit.</summary>
/// <remarks>
/// A number that is not known is NaN. Counts and sums take in the debit that is decided: they are what would be.
/// </remarks>
public struct DebitFacts
{
    /// <summary>When it happens, in milliseconds since 1970: what lists look at for their expiry.</summary>
    public long Time;

    [RuleValue("amount", RuleType.Money, "what the debit takes from the account")]
    public double Amount;

    [RuleValue("hour", RuleType.Number, "the hour of the day in UTC, 0 to 23")]
    public double Hour;

    [RuleValue("weekday", RuleType.Number, "the day of the week in UTC, 1 for Monday to 7")]
    public double Weekday;

    [RuleValue("score", RuleType.Number, "how likely a fraud is, 0 to 1; missing without a model")]
    public double Score;

    [RuleValue("account.balance", RuleType.Money, "what is booked")]
    public double Balance;

    [RuleValue("account.available", RuleType.Money, "what may still be spent: balance and credit line, less holds")]
    public double Available;

    [RuleValue("account.held", RuleType.Money, "what holds have set aside")]
    public double Held;

    [RuleValue("account.debits", RuleType.Number, "how many debits it has had before this one")]
    public double Debits;

    [RuleValue("account.mean", RuleType.Money, "the mean of its debits; missing before the first")]
    public double Mean;

    [RuleValue("account.deviation", RuleType.Money, "the standard deviation of its debits; missing before the second")]
    public double Deviation;

    [RuleValue("account.count_1h", RuleType.Number, "debits in this clock hour, this one included")]
    public double Count1h;

    [RuleValue("account.sum_1h", RuleType.Money, "what they took, this one included")]
    public double Sum1h;

    [RuleValue("account.count_24h", RuleType.Number, "debits in the last 24 clock hours, this one included")]
    public double Count24h;

    [RuleValue("account.sum_24h", RuleType.Money, "what they took, this one included")]
    public double Sum24h;

    [RuleValue("account.idle", RuleType.Duration, "how long nothing has happened to it; missing for a new one")]
    public double Idle;

    [RuleValue("account.usual", RuleType.Money, "what it usually pays at terminals; missing before the first" + Kept)]
    public double Usual;

    [RuleValue("account.count_1d", RuleType.Number, "payments at terminals of 24 hours, this one included" + Kept)]
    public double Count1d;

    [RuleValue("account.count_7d", RuleType.Number, "payments at terminals of 7 days, this one included" + Kept)]
    public double Count7d;

    [RuleValue("account.count_30d", RuleType.Number, "payments at terminals of 30 days, this one included" + Kept)]
    public double Count30d;

    [RuleValue("account.sum_1d", RuleType.Money, "payments at terminals of 24 hours, this one included" + Kept)]
    public double Sum1d;

    [RuleValue("account.sum_7d", RuleType.Money, "payments at terminals of 7 days, this one included" + Kept)]
    public double Sum7d;

    [RuleValue("account.sum_30d", RuleType.Money, "payments at terminals of 30 days, this one included" + Kept)]
    public double Sum30d;

    [RuleValue("account.mean_1d", RuleType.Money,
        "the mean of its payments at terminals of 24 hours before this one; missing without any" + Kept)]
    public double Mean1d;

    [RuleValue("account.mean_7d", RuleType.Money,
        "the mean of its payments at terminals of 7 days before this one; missing without any" + Kept)]
    public double Mean7d;

    [RuleValue("account.mean_30d", RuleType.Money,
        "the mean of its payments at terminals of 30 days before this one; missing without any" + Kept)]
    public double Mean30d;

    [RuleValue("account.deviation_1d", RuleType.Money,
        "the standard deviation of payments at terminals of 24 hours, this one included" + Kept)]
    public double Deviation1d;

    [RuleValue("account.deviation_7d", RuleType.Money,
        "the standard deviation of payments at terminals of 7 days, this one included" + Kept)]
    public double Deviation7d;

    [RuleValue("account.deviation_30d", RuleType.Money,
        "the standard deviation of payments at terminals of 30 days, this one included" + Kept)]
    public double Deviation30d;

    [RuleValue("account.frauds", RuleType.Number, "its confirmed frauds, a label delay old" + Kept)]
    public double AccountFrauds;

    [RuleValue("terminal.count_1d", RuleType.Number,
        "payments at the terminal in a day, up to a label delay ago" + Kept)]
    public double TerminalCount1d;

    [RuleValue("terminal.count_7d", RuleType.Number,
        "payments at the terminal in 7 days, up to a label delay ago" + Kept)]
    public double TerminalCount7d;

    [RuleValue("terminal.count_30d", RuleType.Number,
        "payments at the terminal in 30 days, up to a label delay ago" + Kept)]
    public double TerminalCount30d;

    [RuleValue("terminal.frauds_1d", RuleType.Number, "confirmed frauds among those of a day" + Kept)]
    public double TerminalFrauds1d;

    [RuleValue("terminal.frauds_7d", RuleType.Number, "confirmed frauds among those of 7 days" + Kept)]
    public double TerminalFrauds7d;

    [RuleValue("terminal.frauds_30d", RuleType.Number, "confirmed frauds among those of 30 days" + Kept)]
    public double TerminalFrauds30d;

    [RuleValue("terminal.risk_1d", RuleType.Number, "the share of frauds in a day, up to a label delay ago" + Kept)]
    public double TerminalRisk1d;

    [RuleValue("terminal.risk_7d", RuleType.Number, "the share of frauds in 7 days, up to a label delay ago" + Kept)]
    public double TerminalRisk7d;

    [RuleValue("terminal.risk_30d", RuleType.Number, "the share of frauds in 30 days, up to a label delay ago" + Kept)]
    public double TerminalRisk30d;

    [RuleValue("account", RuleType.Id, "the account, such as card:596")]
    public EntityKey Account;

    [RuleValue("other", RuleType.Id, "the terminal or account that gets the money; missing without one")]
    public EntityKey Other;

    [RuleValue("currency", RuleType.Currency, "the account's currency")]
    public ushort Currency;

    [RuleValue("type", RuleType.Choice, "what the debit is", Words = ["withdrawal", "payment", "transfer"])]
    public byte Type;

    [RuleValue("account.is_new", RuleType.Boolean, "whether it has had no debit before")]
    public Truth IsNew;

    [RuleValue("terminal.is_new", RuleType.Boolean, "whether the account has not paid at the terminal before" + Kept)]
    public Truth IsTerminalNew;

    private const string Kept = "; missing where payments are not remembered for scores";

    /// <summary>Takes over what is remembered of card and terminal.</summary>
    /// <param name="row">The payment's features; empty where nothing is remembered.</param>
    /// <param name="unit">Of a feature's amount, in main units of the currency.</param>
    internal void Remember(ReadOnlySpan<float> row, double unit)
    {
        if (row.Length == 0)
        {
            Usual = AccountFrauds = Count1d = Count7d = Count30d = Sum1d = Sum7d = Sum30d = double.NaN;
            Mean1d = Mean7d = Mean30d = Deviation1d = Deviation7d = Deviation30d = double.NaN;
            TerminalCount1d = TerminalCount7d = TerminalCount30d = double.NaN;
            TerminalFrauds1d = TerminalFrauds7d = TerminalFrauds30d = double.NaN;
            TerminalRisk1d = TerminalRisk7d = TerminalRisk30d = double.NaN;
            IsTerminalNew = Truth.Unknown;
            return;
        }
        Usual = row[(int)Feature.UsualCount] == 0 ? double.NaN : row[(int)Feature.Usual] * unit;
        var amount = row[(int)Feature.Amount] * unit;
        // Of a first payment there is no usual amount, and ratios to it are 1: it is its own mean, without deviation.
        var (usual, deviates) = double.IsNaN(Usual) ? (amount, 0) : (Usual, Usual);
        var minor = unit / 100;
        (Count1d, Sum1d, Mean1d) = Window(row[(int)Feature.Count1d], row[(int)Feature.Mean1d] * usual, amount, minor);
        (Count7d, Sum7d, Mean7d) = Window(row[(int)Feature.Count7d], row[(int)Feature.Mean7d] * unit, amount, minor);
        (Count30d, Sum30d, Mean30d) =
            Window(row[(int)Feature.Count30d], row[(int)Feature.Mean30d] * unit, amount, minor);
        Deviation1d = row[(int)Feature.Deviation1d] * deviates;
        Deviation7d = row[(int)Feature.Deviation7d] * deviates;
        Deviation30d = row[(int)Feature.Deviation30d] * deviates;
        AccountFrauds = row[(int)Feature.CardFrauds];
        (TerminalCount1d, TerminalRisk1d) = (row[(int)Feature.TerminalCount1d], row[(int)Feature.TerminalRisk1d]);
        (TerminalCount7d, TerminalRisk7d) = (row[(int)Feature.TerminalCount7d], row[(int)Feature.TerminalRisk7d]);
        (TerminalCount30d, TerminalRisk30d) = (row[(int)Feature.TerminalCount30d], row[(int)Feature.TerminalRisk30d]);
        // A share as it is kept has less digits than the counts it was made of.
        TerminalFrauds1d = Math.Round(TerminalCount1d * TerminalRisk1d);
        TerminalFrauds7d = Math.Round(TerminalCount7d * TerminalRisk7d);
        TerminalFrauds30d = Math.Round(TerminalCount30d * TerminalRisk30d);
        IsTerminalNew = row[(int)Feature.Visits] == 0 ? Truth.True : Truth.False;
    }

    // Count and sum with this payment, and the mean of those before it. A mean as it is kept has less digits than the
    // sum it was made of, which is one of minor units.
    private static (double Count, double Sum, double Mean) Window(double earlier, double mean, double amount,
        double minor)
    {
        var sum = Math.Round(mean * (earlier + 1) / minor) * minor;
        return (earlier + 1, sum, earlier == 0 ? double.NaN : (sum - amount) / earlier);
    }
}
