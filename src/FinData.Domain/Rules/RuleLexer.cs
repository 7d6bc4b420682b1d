using System.Globalization;

namespace FinData.Domain.Rules;

internal enum TokenKind { End, Word, Number, Duration, Text, Symbol }

/// <summary>A word, number, text or sign of a rule; <see cref="Value"/> is a number, or milliseconds.</summary>
internal readonly record struct Token(TokenKind Kind, TextSpan At, string Text, double Value = 0)
{
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol && Text == text;
}

/// <summary>Takes a text apart into tokens, one at a time; white space and comments from # to the line's end are
/// passed over.</summary>
internal sealed class RuleLexer(string text)
{
    private const int NumberCharsMax = 20, TextCharsMax = 200;

    private int at;

    /// <summary>The next token; with <paramref name="isDashed"/> a word may have dashes, as rules' names do.</summary>
    public Token Next(bool isDashed = false)
    {
        SkipBlank();
        if (at == text.Length) return new Token(TokenKind.End, new TextSpan(at, 0), "the end");
        var start = at;
        var c = text[at];
        if (IsLetter(c))
        {
            while (at < text.Length && (IsLetter(text[at]) || char.IsAsciiDigit(text[at]) || text[at] == '.'
                || isDashed && text[at] == '-')) at++;
            return new Token(TokenKind.Word, From(start), text[start..at]);
        }
        if (char.IsAsciiDigit(c)) return Number(start);
        if (c == '"') return Quoted(start);
        at += "<>!".Contains(c, StringComparison.Ordinal) && at + 1 < text.Length && text[at + 1] == '=' ? 2 : 1;
        var sign = text[start..at];
        if (!"< <= > >= = != + - * / ( ) , :".Split(' ').Contains(sign))
            throw Problem(start, $"'{sign}' means nothing in a rule." + sign switch
            {
                "&" => " Write 'and'.",
                "|" => " Write 'or'.",
                "!" => " Write 'not'.",
                "'" => " Write texts in double quotes.",
                _ => "",
            });
        return new Token(TokenKind.Symbol, From(start), sign);
    }

    /// <summary>Goes on where the next rule after a place begins: with the word at the begin of a line.</summary>
    public void SkipToRule(int after)
    {
        at = after;
        while (at < text.Length)
        {
            var line = text.IndexOf('\n', at);
            at = line < 0 ? text.Length : line + 1;
            if (text.AsSpan(at).TrimStart(" \t").StartsWith("rule ")) return;
        }
    }

    private Token Number(int start)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]);) at++;
        if (at - start > NumberCharsMax)
            throw Problem(start, $"A number has {NumberCharsMax} digits at most.");
        var value = double.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture);
        var unit = at;
        while (at < text.Length && (IsLetter(text[at]) || text[at] == '.')) at++;
        if (at == unit) return new Token(TokenKind.Number, From(start), text[start..at], value);
        double milliseconds = text[unit..at] switch
        {
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => throw Problem(unit, $"'{text[unit..at]}' is no unit of time. Write s, m, h or d, as in 24h; " +
                "a currency stands apart, as in 100 EUR."),
        };
        return new Token(TokenKind.Duration, From(start), text[start..at], value * milliseconds);
    }

    private Token Quoted(int start)
    {
        var end = text.AsSpan(start + 1).IndexOfAny('"', '\n');
        at = end < 0 ? text.Length : start + 1 + end;
        if (at == text.Length || text[at] == '\n') throw Problem(start, "The text has no closing quote in its line.");
        at++;
        if (at - start - 2 > TextCharsMax) throw Problem(start, $"A text has {TextCharsMax} characters at most.");
        return new Token(TokenKind.Text, From(start), text[(start + 1)..(at - 1)]);
    }

    private void SkipBlank()
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '#') at = text.IndexOf('\n', at) is var line and >= 0 ? line : text.Length;
            if (at == text.Length || !char.IsWhiteSpace(text[at])) return;
        }
    }

    private TextSpan From(int start) => new(start, at - start);

    private RuleSyntaxException Problem(int start, string message) =>
        new(new RuleProblem(new TextSpan(start, Math.Max(1, at - start)), message));

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_';
}
