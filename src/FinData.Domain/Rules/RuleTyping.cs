using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Domain.Rules;

/// <summary>What fits together in a condition.</summary>
internal static class RuleTyping
{
    /// <summary>A type as messages name it.</summary>
    public static string NameOf(RuleType type) => type switch
    {
        RuleType.Number => "a number",
        RuleType.Money => "an amount of money",
        RuleType.Duration => "a duration",
        RuleType.Boolean => "a yes or no",
        RuleType.Currency => "a currency",
        RuleType.Choice => "one of a few words",
        _ => "an id",
    };

    /// <summary>True for what is compared with texts and lists only.</summary>
    public static bool IsClosed(RuleType type) => type is RuleType.Currency or RuleType.Choice or RuleType.Id;

    public static RuleNode Arithmetic(Token sign, RuleNode left, RuleNode right)
    {
        RequireNumeric(left);
        RequireNumeric(right);
        var (l, r) = (left.Type, right.Type);
        RuleType? type = sign.Text switch
        {
            "*" => l == RuleType.Number ? r : r == RuleType.Number ? l : null,
            "/" => r == RuleType.Number ? l : l == r ? RuleType.Number : null,
            _ => l == r ? l : null,
        };
        if (type is { } fits) return new ArithmeticNode(fits, Around(left, right), sign.Text[0], left, right);
        throw Problem(sign.At, $"'{sign.Text}' does not go with {NameOf(l)} on the left and {NameOf(r)} on the right."
            + CurrencyHint(left, right));
    }

    public static RuleNode Compare(Token sign, RuleNode left, RuleNode right)
    {
        RequireNumeric(left);
        RequireNumeric(right);
        if (left.Type == right.Type) return new CompareNode(Around(left, right), sign.Text, left, right);
        throw Problem(sign.At, $"'{sign.Text}' compares {NameOf(left.Type)} with {NameOf(right.Type)}."
            + CurrencyHint(left, right));
    }

    /// <summary>A currency, choice or id that is one of some texts.</summary>
    public static RuleNode OneOf(RuleNode left, IReadOnlyList<Token> texts, TextSpan at)
    {
        if (left is not ValueNode { Value: var value } node || !IsClosed(left.Type))
            throw Problem(texts[0].At, $"A text is compared with {Names(v => IsClosed(v.Type))}; " +
                $"this is {NameOf(left.Type)}.");
        return value.Type == RuleType.Id ? new OneOfNode(at, node, [], [.. texts.Select(Id)])
            : new OneOfNode(at, node, [.. texts.Select(t => CodeOf(value, t))], []);
    }

    public static RuleNode Boolean(RuleNode node, string what) => node.Type == RuleType.Boolean ? node
        : throw Problem(node.At, $"{what} is {NameOf(node.Type)}; compare it with something, as in 'hour < 6'.");

    public static Currency Currency(Token word) =>
        Money.Currency.TryParse(Encoding.ASCII.GetBytes(word.Text), out var currency) ? currency
            : throw Problem(word.At, $"'{word.Text}' is no currency of ISO 4217; use one such as EUR.");

    public static TextSpan Around(RuleNode left, RuleNode right) =>
        new(left.At.Start, right.At.Start + right.At.Length - left.At.Start);

    public static RuleSyntaxException Problem(TextSpan at, string message) => new(new RuleProblem(at, message));

    private static void RequireNumeric(RuleNode node)
    {
        if (node.Type is RuleType.Number or RuleType.Money or RuleType.Duration) return;
        throw Problem(node.At, node.Type == RuleType.Boolean
            ? "This is a yes or no: write it alone, or with 'not' before it."
            : $"This is {NameOf(node.Type)}: compare it with a text by = or !=, or use 'in'.");
    }

    private static string CurrencyHint(RuleNode left, RuleNode right) =>
        (left.Type, right.Type) is (RuleType.Money, RuleType.Number) or (RuleType.Number, RuleType.Money)
            ? " An amount has its currency, as in 5000 EUR." : "";

    private static int CodeOf(RuleValue value, Token text)
    {
        if (value.Type == RuleType.Currency) return Currency(text).Packed;
        var number = value.Words.ToList().IndexOf(text.Text) + 1;
        return number > 0 ? number : throw Problem(text.At, $"{value.Name} is never '{text.Text}'" +
            $"{NearestName.Hint(text.Text, value.Words)} It is one of: {string.Join(", ", value.Words)}.");
    }

    private static RuleId Id(Token text)
    {
        var bytes = Encoding.ASCII.GetBytes(text.Text);
        if (EntityName.TryParse(bytes, EntityKind.None, out var kind, out var name) && kind != EntityKind.None)
            return new RuleId((byte)kind, Encoding.ASCII.GetString(name));
        throw Problem(text.At, $"'{text.Text}' is no id; write kind and name, such as card:596 or terminal:3156.");
    }

    private static string Names(Func<RuleValue, bool> which) =>
        string.Join(", ", RuleSchema.Values.Where(which).Select(v => v.Name));
}
