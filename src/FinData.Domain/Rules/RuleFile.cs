namespace FinData.Domain.Rules;

/// <summary>The rules of a text, and what is wrong in it.</summary>
/// <param name="Rules">Those that could be read, in their order.</param>
/// <param name="Problems">One for each rule that could not.</param>
public sealed record RuleFile(IReadOnlyList<Rule> Rules, IReadOnlyList<RuleProblem> Problems)
{
    /// <summary>What a file may have at most.</summary>
    public const int CharsMax = 1 << 20, RulesMax = 1000, ProblemsMax = 20;

    /// <summary>Reads a text; it never throws, whatever the text.</summary>
    public static RuleFile Read(string text)
    {
        if (text.Length > CharsMax)
            return new RuleFile([],
                [new RuleProblem(new TextSpan(0, 1), $"A file has {CharsMax} characters at most.")]);
        var (rules, problems) = (new List<Rule>(), new List<RuleProblem>());
        var names = new HashSet<string>(StringComparer.Ordinal);
        var parser = new RuleParser(text);
        while (problems.Count < ProblemsMax)
        {
            try
            {
                if (parser.Next() is not { } rule) break;
                if (!names.Add(rule.Name))
                    throw RuleTyping.Problem(rule.At, $"There is a rule '{rule.Name}' above already.");
                if (rules.Count == RulesMax)
                    throw RuleTyping.Problem(rule.At, $"A file has {RulesMax} rules at most.");
                rules.Add(rule);
            }
            catch (RuleSyntaxException e)
            {
                problems.Add(e.Problem);
                parser.SkipToRule();
            }
        }
        if (rules.Count == 0 && problems.Count == 0)
            problems.Add(new RuleProblem(new TextSpan(0, 1), "There is no rule in it. " + RuleParser.Example));
        return new RuleFile(rules, problems);
    }
}
