using System.Globalization;
using System.Text;
using FinData.Engine.Diagnostics;

namespace FinData.Domain.Rules;

/// <summary>A stretch of a text: where it begins and how long it is, in characters.</summary>
public readonly record struct TextSpan(int Start, int Length);

/// <summary>What is wrong with a rule: which stretch of its text, why, and what to write instead.</summary>
public sealed record RuleProblem(TextSpan At, string Message)
{
    /// <summary>Line and column of its first character, both from 1.</summary>
    public (int Line, int Column) PlaceIn(string text)
    {
        var before = text.AsSpan(0, Math.Min(At.Start, text.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    /// <summary>The problem as people see it: file, line and column, the line itself, a mark below it.</summary>
    /// <remarks>
    /// <code>
    /// fraud.rules:2:8: There is no value 'amuont'; did you mean 'amount'?
    ///   2 |   when amuont &gt; 5000 EUR
    ///     |        ^^^^^^
    /// </code>
    /// </remarks>
    public string Picture(string file, string text)
    {
        var (line, column) = PlaceIn(text);
        var shown = text.Split('\n')[line - 1].TrimEnd('\r');
        var number = line.ToString(CultureInfo.InvariantCulture);
        // A tab stays one, so that the mark is below what it means whatever a tab's width.
        var indent = new StringBuilder();
        foreach (var c in shown.AsSpan(0, Math.Min(column - 1, shown.Length))) indent.Append(c == '\t' ? '\t' : ' ');
        var length = Math.Max(1, Math.Min(At.Length, shown.Length - column + 1));
        return $"{file}:{number}:{column}: {Message}\n  {number} | {shown}\n" +
            $"  {new string(' ', number.Length)} | {indent}{new string('^', length)}";
    }
}

/// <summary>A rule cannot be read; thrown within the reader only, which gives the problem as a value.</summary>
internal sealed class RuleSyntaxException(RuleProblem problem) : FinDataException(problem.Message)
{
    public RuleProblem Problem => problem;
}
