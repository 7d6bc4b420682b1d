namespace FinData.Domain.Fraud.Features;

/// <summary>The names and families of the features, in the order of <see cref="Feature"/>.</summary>
public static class FeatureSet
{
    /// <summary>How many there are.</summary>
    public const int Count = (int)Feature.DaysSinceFraud + 1;

    private static readonly (string Name, string Family)[] all =
    [
        ("amount", "payment"),
        ("hour", "payment"),
        ("weekend", "payment"),
        ("ratio", "habit"),
        ("excess", "habit"),
        ("usual", "habit"),
        ("usual_count", "habit"),
        ("hour_share", "habit"),
        ("weekend_share", "habit"),
        ("count_1h", "windows"),
        ("count_1d", "windows"),
        ("count_7d", "windows"),
        ("count_30d", "windows"),
        ("sum_1h", "windows"),
        ("mean_1d", "windows"),
        ("deviation_1d", "windows"),
        ("mean_7d", "windows"),
        ("deviation_7d", "windows"),
        ("mean_30d", "windows"),
        ("deviation_30d", "windows"),
        ("trend_7d", "windows"),
        ("ratio_30d", "windows"),
        ("hours_since", "windows"),
        ("unusual_7d", "unusual"),
        ("unusual_14d", "unusual"),
        ("top_ratio_14d", "unusual"),
        ("ratio_top_30d", "unusual"),
        ("days_since_unusual", "unusual"),
        ("visits", "novelty"),
        ("card_frauds", "card-frauds"),
        ("days_since_card_fraud", "card-frauds"),
        ("terminal_count_1d", "terminal"),
        ("terminal_risk_1d", "terminal"),
        ("terminal_count_7d", "terminal"),
        ("terminal_risk_7d", "terminal"),
        ("terminal_count_30d", "terminal"),
        ("terminal_risk_30d", "terminal"),
        ("unexplained_7d", "terminal-run"),
        ("unexplained_30d", "terminal-run"),
        ("run_frauds", "terminal-run"),
        ("run_days", "terminal-run"),
        ("run_least_ratio", "terminal-run"),
        ("run_least_amount", "terminal-run"),
        ("days_since_genuine", "terminal-run"),
        ("days_since_fraud", "terminal-run"),
    ];

    /// <summary>The names, as models and commands have them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. all.Select(f => f.Name)];

    /// <summary>The families, in the order in which they are added one after the other.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. all.Select(f => f.Family).Distinct()];

    /// <summary>What a feature belongs to.</summary>
    public static string FamilyOf(Feature feature) => all[(int)feature].Family;
}
