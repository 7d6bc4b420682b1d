using FinData.Domain.Fraud.Features;

namespace FinData.Domain.Fraud.Models;

/// <summary>Why a payment has its score: a part for each feature, which sum to it exactly.</summary>
/// <param name="Score">The score, in parts of <see cref="TreeModel.One"/>.</param>
/// <param name="Average">What it begins with before anything is known of the payment.</param>
/// <param name="Reasons">All features that moved it, the one that moved it most first.</param>
public sealed record Explanation(long Score, long Average, IReadOnlyList<Reason> Reasons)
{
    /// <summary>The score as log-odds.</summary>
    public double LogOdds => TreeModel.LogOddsOf(Score);

    /// <summary>The score as a probability.</summary>
    public double Probability => Odds.ProbabilityOf(LogOdds);

    /// <summary>Explains the score of a row of features.</summary>
    public static Explanation Of(TreeModel model, ReadOnlySpan<float> row)
    {
        var parts = new long[model.Features.Count];
        var score = model.Explain(row, parts);
        var values = row.ToArray();
        var reasons = Enumerable.Range(0, parts.Length).Where(f => parts[f] != 0)
            .OrderByDescending(f => Math.Abs(parts[f])).ThenBy(f => f)
            .Select(f => new Reason((Feature)f, parts[f], ReasonWords.Of((Feature)f, values)));
        return new(score, model.Average, [.. reasons]);
    }
}

/// <summary>What one feature did to a score.</summary>
/// <param name="Feature">What was looked at.</param>
/// <param name="Part">How far it moved the score, in parts; above 0 towards fraud.</param>
/// <param name="Words">What it saw, for a person.</param>
public sealed record Reason(Feature Feature, long Part, string Words);
