namespace FinData.Domain.Fraud;

/// <summary>The rules that can raise an alert on a debit. The bits stand in every journal.</summary>
[Flags]
public enum AlertRules : byte
{
    None = 0,

    /// <summary>Far above this account's habit.</summary>
    UnusualAmount = 1,

    /// <summary>Many debits within a clock hour.</summary>
    Velocity = 2,

    /// <summary>Above a fixed amount.</summary>
    AmountLimit = 4,

    /// <summary>A fraud score from a probability on.</summary>
    FraudScore = 8,

    /// <summary>A rule of the bank has held it until somebody has looked.</summary>
    Review = 16,
}

/// <summary>
/// The first alert rules, in one place. Evaluated on an accepted debit, before the account's state takes it in; one
/// that is held for review is an alert by that.
/// </summary>
public sealed record AlertPolicy
{
    /// <summary>Deviations above the mean of earlier debits (default: more than 4).</summary>
    public double Deviations { get; init; } = 4;

    /// <summary>Debits before there is a habit to deviate from (default: 10).</summary>
    public int DebitsMin { get; init; } = 10;

    /// <summary>Debits in the event's clock hour, this one included (default: more than 10).</summary>
    public int Velocity { get; init; } = 10;

    /// <summary>Minor units; null is off (default).</summary>
    public long? AmountLimit { get; init; }

    /// <summary>How likely a fraud the model must say it is (default: from 0.5 on).</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Which rules a debit sets off, and the figures they looked at.</summary>
    /// <param name="debits">The account's earlier debits.</param>
    /// <param name="amount">In minor units; the habit is kept in hundredths, to be the same everywhere.</param>
    /// <param name="velocity">Debits in the clock hour, this one included.</param>
    /// <param name="probability">How likely a fraud is; NaN without a score.</param>
    /// <param name="deviations">How far above the mean; 0 while there is no habit.</param>
    public AlertRules Evaluate(in Moments debits, long amount, int velocity, double probability,
        out double deviations)
    {
        deviations = debits.Count >= DebitsMin ? debits.DeviationsOf(amount / 100.0) : 0;
        var raised = AlertRules.None;
        if (deviations > Deviations) raised |= AlertRules.UnusualAmount;
        if (velocity > Velocity) raised |= AlertRules.Velocity;
        if (amount > AmountLimit) raised |= AlertRules.AmountLimit;
        if (probability >= Probability) raised |= AlertRules.FraudScore;
        return raised;
    }

    /// <summary>A rule's name, as exports and pages show it.</summary>
    public static string NameOf(AlertRules rule) => rule switch
    {
        AlertRules.UnusualAmount => "unusual-amount",
        AlertRules.Velocity => "velocity",
        AlertRules.AmountLimit => "amount-limit",
        AlertRules.FraudScore => "fraud-score",
        AlertRules.Review => "review",
        _ => rule.ToString(),
    };

    /// <summary>The rules of a set, one by one.</summary>
    public static IEnumerable<AlertRules> Each(AlertRules rules)
    {
        for (var bit = 1; bit <= (int)AlertRules.Review; bit <<= 1)
            if (((int)rules & bit) != 0) yield return (AlertRules)bit;
    }
}
