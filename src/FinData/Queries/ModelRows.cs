using FinData.Domain.Fraud.Models;

namespace FinData.Queries;

/// <summary>The fraud models of a node.</summary>
/// <param name="Scoring">The name of the model that scores; null when none does.</param>
/// <param name="IsWatching">Whether payments are remembered for features.</param>
/// <param name="IsReadable">False when this program cannot read the model that should score.</param>
/// <param name="Cards">Cards with a past.</param>
/// <param name="Labels">Debits with a label.</param>
/// <param name="Items">All changes, the newest first.</param>
public sealed record ModelList(string? Scoring, bool IsWatching, bool IsReadable, int Cards, int Labels,
    IReadOnlyList<ModelChangeRow> Items);

/// <summary>A change of the model.</summary>
public sealed record ModelChangeRow(int Number, string Change, string Model, string By, DateTimeOffset Time)
{
    /// <summary>The change as a word.</summary>
    public static string WordOf(ModelEventKind kind) => kind.ToString().ToLowerInvariant();
}
