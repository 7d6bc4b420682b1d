using static FinData.Domain.Rules.RuleTyping;

namespace FinData.Domain.Rules;

/// <summary>Reads rules by recursive descent, one method a line of the grammar.</summary>
/// <remarks>
/// <code>
/// rule       = ["rule" name ":"] "when" condition "then" action [text] [ "if" "missing" action ]
/// action     = "approve" | "review" | "decline"
/// condition  = conjunct { "or" conjunct }
/// conjunct   = negation { "and" negation }
/// negation   = "not" negation | comparison
/// comparison = sum [ ("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "=" | "!=") (sum | text)
///                  | ["not"] "in" ( "(" text { "," text } ")" | "list" name ) | "is" ["not"] "missing" ]
/// sum        = product { ("+" | "-") product }
/// product    = factor { ("*" | "/") factor }
/// factor     = number [currency] | duration | "true" | "false" | value | "-" factor | "(" condition ")"
/// </code>
/// </remarks>
internal sealed class RuleParser
{
    public const string Example =
        "Write one such as: rule large: when amount > 5000 EUR then review \"a large amount\"";

    private const int CharsMax = 4000, NodesMax = 256, DepthMax = 32, NameCharsMax = 40, TextsMax = 100;
    private static readonly string[] actions = ["approve", "review", "decline"];

    private readonly string text;
    private readonly RuleLexer lexer;
    private readonly List<string> lists = [];
    private Token current;
    private int ruleStart, lastEnd, nodes, depth;
    private bool isStarted;

    public RuleParser(string text) => (this.text, lexer) = (text, new RuleLexer(text));

    /// <summary>The next rule; null at the end.</summary>
    public Rule? Next()
    {
        if (!isStarted) Advance();
        isStarted = true;
        ruleStart = current.At.Start;
        if (current.Kind == TokenKind.End) return null;
        (nodes, depth) = (0, 0);
        lists.Clear();
        string? name = null;
        if (!current.Is("when"))
        {
            Expect("rule", isDashed: true);
            name = Name("A rule");
            Expect(":");
        }
        Expect("when");
        var condition = Boolean(Condition(), "The condition");
        Expect("then");
        var action = Action();
        var reason = name;
        if (current.Kind == TokenKind.Text) reason = Advance().Text;
        name ??= NameOfReason(reason);
        var missing = RuleAction.Approve;
        if (current.Is("if"))
        {
            Advance();
            Expect("missing");
            missing = Action();
        }
        if (current.Kind != TokenKind.End && !current.Is("rule") && !current.Is("when"))
            throw Problem(current.At, $"A rule ends here, and '{current.Text}' begins none. " + Example);
        var at = new TextSpan(ruleStart, lastEnd - ruleStart);
        if (at.Length > CharsMax) throw Problem(at, $"A rule has {CharsMax} characters at most; this has {at.Length}.");
        return new Rule(name, condition, action, reason ?? name, missing, text.Substring(at.Start, at.Length),
            at, [.. lists.Distinct()]);
    }

    /// <summary>Leaves a rule that cannot be read.</summary>
    public void SkipToRule()
    {
        lexer.SkipToRule(ruleStart);
        isStarted = false;
    }

    private RuleNode Condition() => Chain("or", () => Chain("and", Negation));

    private RuleNode Chain(string word, Func<RuleNode> part)
    {
        var left = part();
        while (current.Is(word))
        {
            Boolean(left, $"What stands before '{word}'");
            Advance();
            var right = Boolean(part(), $"What stands after '{word}'");
            left = Count(new LogicNode(Around(left, right), word == "and", left, right));
        }
        return left;
    }

    private RuleNode Negation()
    {
        if (!current.Is("not")) return Comparison();
        var at = Advance().At;
        using var _ = Deeper();
        var of = Boolean(Negation(), "What stands after 'not'");
        return Count(new NotNode(new TextSpan(at.Start, of.At.Start + of.At.Length - at.Start), of));
    }

    private RuleNode Comparison()
    {
        var left = Sum();
        if (IsComparison(current))
        {
            var sign = Advance();
            var found = current.Kind == TokenKind.Text && sign.Text is "=" or "!="
                ? Negated(sign.Text == "!=", OneOf(left, [current], Upto(left, Advance())))
                : Compare(sign, left, Sum());
            if (IsComparison(current))
                throw Problem(current.At, "Two comparisons are joined by 'and', as in 'hour >= 1 and hour < 5'.");
            return Count(found);
        }
        if (current.Is("is")) return IsMissing(left);
        if (!current.Is("in") && !current.Is("not")) return left;
        var isNot = current.Is("not");
        if (isNot) Advance();
        Expect("in", isDashed: false);
        return Count(Negated(isNot, current.Is("list") ? InList(left) : InTexts(left)));
    }

    private RuleNode IsMissing(RuleNode left)
    {
        Advance();
        var isNot = current.Is("not");
        if (isNot) Advance();
        var last = current;
        Expect("missing");
        if (left is not ValueNode value)
            throw Problem(left.At, "Only a value can be missing; write its name alone, as in 'score is missing'.");
        return Count(Negated(isNot, new MissingNode(Upto(left, last), value)));
    }

    private InListNode InList(RuleNode left)
    {
        if (left is not ValueNode { Type: RuleType.Id } value)
            throw Problem(left.At, $"Lists have ids; this is {NameOf(left.Type)}. Write one of: " + string.Join(", ",
                RuleSchema.Values.Where(v => v.Type == RuleType.Id).Select(v => v.Name)) + ".");
        Advance(isDashed: true);
        var last = current;
        var list = Name("A list");
        lists.Add(list);
        return new InListNode(Upto(left, last), value, list);
    }

    private RuleNode InTexts(RuleNode left)
    {
        var texts = new List<Token>();
        if (!current.Is("(")) throw Expected("'list' and its name, or texts in parentheses");
        do
        {
            Advance();
            if (current.Kind != TokenKind.Text) throw Expected("a text in double quotes");
            if (texts.Count == TextsMax)
                throw Problem(current.At, $"There are more than {TextsMax} texts here; make them a list.");
            texts.Add(Advance());
        }
        while (current.Is(","));
        var last = current;
        Expect(")");
        return OneOf(left, texts, Upto(left, last));
    }

    private RuleNode Sum() => Operation(["+", "-"], () => Operation(["*", "/"], Factor));

    private RuleNode Operation(string[] signs, Func<RuleNode> part)
    {
        var left = part();
        while (current.Kind == TokenKind.Symbol && signs.Contains(current.Text))
            left = Count(Arithmetic(Advance(), left, part()));
        return left;
    }

    private RuleNode Factor()
    {
        var first = current;
        switch (first.Kind)
        {
            case TokenKind.Number:
                Advance();
                if (current.Kind != TokenKind.Word || current.Text is not [>= 'A' and <= 'Z', _, _])
                    return Count(new NumberNode(RuleType.Number, first.At, first.Value));
                var currency = Currency(current);
                return Count(new NumberNode(RuleType.Money, Between(first, Advance()), first.Value, currency.Packed));
            case TokenKind.Duration:
                Advance();
                return Count(new NumberNode(RuleType.Duration, first.At, first.Value));
            case TokenKind.Text:
                throw Problem(first.At, "A text stands after what it is compared with, as in 'currency = \"EUR\"'.");
            case TokenKind.Word: return Count(Word());
        }
        if (!first.Is("-") && !first.Is("(")) throw Expected("a value, a number or a parenthesis");
        Advance();
        using var _ = Deeper();
        if (first.Is("("))
        {
            var inner = Condition();
            Expect(")");
            return inner;
        }
        var of = Factor();
        return Count(Arithmetic(first, new NumberNode(of.Type, first.At, 0), of));
    }

    private RuleNode Word()
    {
        var word = Advance();
        if (word.Text is "true" or "false")
            return new TruthNode(word.At, word.Text == "true" ? Truth.True : Truth.False);
        return RuleSchema.Find(word.Text) is { } value ? new ValueNode(word.At, value)
            : throw Problem(word.At, $"There is no value '{word.Text}'" +
                NearestName.Hint(word.Text, RuleSchema.Values.Select(v => v.Name)));
    }

    private RuleAction Action()
    {
        var number = Array.IndexOf(actions, current.Text);
        if (current.Kind != TokenKind.Word || number < 0)
            throw Problem(current.At, $"'{current.Text}' is nothing that a rule can do" +
                $"{NearestName.Hint(current.Text, actions)} Write approve, review or decline.");
        Advance();
        return (RuleAction)(number + 1);
    }

    private string Name(string whose)
    {
        if (current.Kind != TokenKind.Word || current.Text.Contains('.', StringComparison.Ordinal)
            || current.Text.Length > NameCharsMax)
            throw Problem(current.At, $"{whose} has a name of letters, digits and dashes, of {NameCharsMax} " +
                "characters at most, such as unusual-amount.");
        return Advance().Text;
    }

    // "Unusual amount!" names the rule unusual-amount.
    private string NameOfReason(string? reason)
    {
        var words = new string([.. (reason ?? "").Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c)
            : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', words.SkipWhile(word => !char.IsAsciiLetter(word[0])));
        return name.Length is > 0 and <= NameCharsMax ? name
            : throw Problem(new TextSpan(ruleStart, lastEnd - ruleStart), "A rule without a name is named by its " +
                "reason, and this one has none that will do. " + Example);
    }

    private void Expect(string what, bool isDashed = false)
    {
        if (!current.Is(what)) throw Expected($"'{what}'");
        Advance(isDashed);
    }

    private RuleSyntaxException Expected(string what)
    {
        var hint = current.Kind == TokenKind.Word && what.StartsWith('\'')
            && NearestName.Of(current.Text, [what.Trim('\'')]) is { } near ? $" Did you mean '{near}'?"
            : what == "'rule'" ? " " + Example : "";
        var found = current.Kind == TokenKind.End ? "the text ends" : $"there is '{current.Text}'";
        return Problem(current.At, $"Here {what} is expected, and {found}.{hint}");
    }

    // Gives the token that was current.
    private Token Advance(bool isDashed = false)
    {
        var before = current;
        lastEnd = before.At.Start + before.At.Length;
        current = lexer.Next(isDashed);
        return before;
    }

    private RuleNode Count(RuleNode node) => ++nodes <= NodesMax ? node
        : throw Problem(node.At, $"A rule has {NodesMax} parts at most; make two rules of it.");

    private Depth Deeper() => ++depth <= DepthMax ? new Depth(this)
        : throw Problem(current.At, $"Parentheses and 'not' go {DepthMax} deep at most.");

    private static RuleNode Negated(bool isNot, RuleNode node) => isNot ? new NotNode(node.At, node) : node;

    private static TextSpan Upto(RuleNode left, Token last) =>
        new(left.At.Start, last.At.Start + last.At.Length - left.At.Start);

    private static TextSpan Between(Token first, Token last) =>
        new(first.At.Start, last.At.Start + last.At.Length - first.At.Start);

    private static bool IsComparison(Token t) =>
        t.Kind == TokenKind.Symbol && t.Text is "<" or "<=" or ">" or ">=" or "=" or "!=";

    private readonly struct Depth(RuleParser parser) : IDisposable
    {
        public void Dispose() => parser.depth--;
    }
}
