using System.Globalization;
using System.Text;

namespace FinData.Engine.Configuration;

/// <summary>A cursor over one text: its blanks, comments, strings and numbers.</summary>
internal sealed class ConfigReader(string text, string file)
{
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";
    private int index;
    private int line = 1;
    private int lineStart;

    public ConfigPosition Position => new(file, line, index - lineStart + 1);

    public bool AtEnd => index >= text.Length;

    /// <summary>The character under the cursor; NUL at the end.</summary>
    public char Current => Peek(0);

    public bool AtComment => Current == '#' || (Current == '/' && Peek(1) == '/');

    public bool AtUnquoted => !AtEnd && IsUnquoted(Current) && !AtComment;

    /// <summary>What stands under the cursor, as a message names it.</summary>
    public string Found =>
        AtEnd ? "the end of the text" : Current is '\n' or '\r' ? "the end of the line" : $"'{Current}'";

    public ConfigException Error(string problem, string remedy) => new(Position, problem, remedy);

    public void Advance(int count = 1)
    {
        for (; count > 0 && !AtEnd; count--)
        {
            if (text[index++] != '\n') continue;
            line++;
            lineStart = index;
        }
    }

    public bool TryTake(string token)
    {
        if (string.CompareOrdinal(text, index, token, 0, token.Length) != 0) return false;
        Advance(token.Length);
        return true;
    }

    /// <summary>Takes a word that stands alone: not the beginning of a longer unquoted string.</summary>
    public bool TryTakeWord(string word)
    {
        var (start, startLine, startOfLine) = (index, line, lineStart);
        if (TryTake(word) && !AtUnquoted) return true;
        (index, line, lineStart) = (start, startLine, startOfLine);
        return false;
    }

    /// <summary>Takes the blanks up to the next newline, which stays.</summary>
    public string TakeSpace()
    {
        var start = index;
        while (!AtEnd && Current != '\n' && IsBlank(Current)) Advance();
        return text[start..index];
    }

    /// <summary>Skips blanks, newlines and comments; true when a newline was among them.</summary>
    public bool SkipBlank()
    {
        var before = line;
        while (!AtEnd)
        {
            if (IsBlank(Current)) Advance();
            else if (AtComment) SkipLine();
            else break;
        }
        return line > before;
    }

    /// <summary>Takes a run of unquoted characters; a leading number may hold the plus sign of its exponent.</summary>
    public string TakeUnquoted()
    {
        var start = index;
        if (char.IsAsciiDigit(Current) || Current == '-') SkipNumber();
        while (AtUnquoted) Advance();
        return text[start..index];
    }

    /// <summary>Takes a string in quotes: a JSON string, or raw text between three quotes.</summary>
    public string TakeQuoted()
    {
        var opened = Position;
        if (TryTake("\"\"\"")) return TakeRaw(opened);
        Advance();
        var value = new StringBuilder();
        while (Current != '"')
        {
            if (AtEnd || Current is '\n' or '\r')
            {
                throw new ConfigException(opened, "The string that begins here has no closing quote on its line.",
                    "Close it, or use three quotes for text of several lines.");
            }
            if (Current < ' ')
                throw Error($"A quoted string holds control character U+{(int)Current:X4}.", "Write it as \\uXXXX.");
            value.Append(Current == '\\' ? TakeEscape() : Current);
            Advance();
        }
        Advance();
        return value.ToString();
    }

    /// <summary>True for a number as JSON defines it: no plus sign, no leading zero, no bare point.</summary>
    public static bool IsNumber(ReadOnlySpan<char> number)
    {
        if (number is ['-', ..]) number = number[1..];
        var whole = Digits(number);
        if (whole == 0 || (whole > 1 && number[0] == '0')) return false;
        number = number[whole..];
        if (number is ['.', .. var fraction])
        {
            if (Digits(fraction) == 0) return false;
            number = fraction[Digits(fraction)..];
        }
        if (number is ['e' or 'E', .. var exponent])
        {
            if (exponent is ['+' or '-', ..]) exponent = exponent[1..];
            if (Digits(exponent) == 0) return false;
            number = exponent[Digits(exponent)..];
        }
        return number.IsEmpty;

        static int Digits(ReadOnlySpan<char> text)
        {
            var other = text.IndexOfAnyExceptInRange('0', '9');
            return other < 0 ? text.Length : other;
        }
    }

    /// <summary>The white space of HOCON: every Unicode separator, the byte order mark, and the ASCII ones.</summary>
    public static bool IsBlank(char c) =>
        c is (>= '\t' and <= '\r') or (>= '\u001c' and <= '\u001f') or '\ufeff' || char.IsSeparator(c);

    private static bool IsUnquoted(char c) => !IsBlank(c) && !Reserved.Contains(c, StringComparison.Ordinal);

    private char Peek(int offset) => index + offset < text.Length ? text[index + offset] : '\0';

    private void SkipLine()
    {
        while (!AtEnd && Current != '\n') Advance();
    }

    private void SkipNumber()
    {
        var (start, position) = (index, Position);
        var signed = false;
        while (char.IsAsciiDigit(Current) || Current is '.' or '-' or 'e' or 'E' || AtExponentPlus(start))
        {
            signed |= Current == '+';
            Advance();
        }
        if (signed && !IsNumber(text.AsSpan(start, index - start)))
            throw new ConfigException(position, $"'{text[start..index]}' is no number.", "Put quotes around it.");
    }

    private bool AtExponentPlus(int start) =>
        Current == '+' && index > start && text[index - 1] is 'e' or 'E' && char.IsAsciiDigit(Peek(1));

    private string TakeRaw(ConfigPosition opened)
    {
        var start = index;
        var end = text.IndexOf("\"\"\"", index, StringComparison.Ordinal);
        if (end < 0)
            throw new ConfigException(opened, "The text that begins here is not closed.", "Add three quotes.");
        while (end + 3 < text.Length && text[end + 3] == '"') end++;   // Quotes before the last three are text.
        Advance(end + 3 - start);
        return text[start..end];
    }

    private char TakeEscape()
    {
        Advance();
        switch (Current)
        {
            case '"' or '\\' or '/': return Current;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when index + 4 < text.Length && ushort.TryParse(text.AsSpan(index + 1, 4),
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                Advance(4);
                return (char)code;
            default:
                throw Error("A backslash is followed by something that is no escape.",
                    "Write \\\\ for a backslash; the escapes are those of JSON.");
        }
    }
}
