using System.Globalization;

namespace FinData.Domain;

/// <summary>Who has changed something, by the name that they gave.</summary>
internal static class Person
{
    /// <summary>The most that a name has, in characters.</summary>
    public const int CharsMax = 40;

    /// <summary>Why a name is none; null when it is one.</summary>
    public static string? WhyNot(string name) =>
        name.Length is 0 or > CharsMax || name != name.Trim()
            ? $"A person has a name of 1 to {CharsMax} characters; say who you are, with 'by' or --by."
        // Unseen, they make two people of one, or a line of a report into two.
        : name.Any(c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            ? "A person's name has letters that can be seen, and no control characters." : null;

    /// <summary>Whether two names are one person's: Anna has approved what anna has made.</summary>
    public static bool AreSame(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
