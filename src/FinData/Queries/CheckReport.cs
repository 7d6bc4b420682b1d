using FinData.Domain.Rules;

namespace FinData.Queries;

/// <summary>What a text of rules holds, and what is wrong in it.</summary>
public sealed record CheckReport(IReadOnlyList<CheckedRule> Rules, IReadOnlyList<ProblemRow> Problems)
{
    /// <summary>A text that was read.</summary>
    public static CheckReport Of(RuleFile read, string text) => new(
        [.. read.Rules.Select(r => new CheckedRule(r.Name, Word(r.Action), r.Reason, Word(r.Missing)))],
        [.. read.Problems.Select(p => ProblemRow.Of(p, text))]);

    private static string Word(RuleAction action) => action.ToString().ToLowerInvariant();
}

/// <summary>A rule that could be read.</summary>
public sealed record CheckedRule(string Name, string Action, string Reason, string Missing);

/// <summary>What is wrong in a text of rules, and where: line and column from 1.</summary>
public sealed record ProblemRow(int Line, int Column, int Length, string Message)
{
    /// <summary>A problem with its place in the text.</summary>
    public static ProblemRow Of(RuleProblem problem, string text)
    {
        var (line, column) = problem.PlaceIn(text);
        return new ProblemRow(line, column, problem.At.Length, problem.Message);
    }
}
