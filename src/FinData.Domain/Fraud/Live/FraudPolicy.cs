namespace FinData.Domain.Fraud.Live;

/// <summary>What the bank has settled for fraud scores.</summary>
public sealed record FraudPolicy
{
    /// <summary>From a payment to when its label counts for scores (default: 7 days). Fixed with the journal.</summary>
    public TimeSpan LabelDelay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>From which probability on the reasons are kept with the decision (default: 0.01).</summary>
    public double ReasonsFrom { get; init; } = 0.01;

    /// <summary>How far behind its source's time a record still counts where it belongs (default: 24 hours).</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromHours(24);
}
