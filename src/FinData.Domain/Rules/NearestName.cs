namespace FinData.Domain.Rules;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestName
{
    private const int LengthMax = 64;

    /// <summary>The known name that takes the fewest changes, where these are few; null when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length > LengthMax) return null;
        var nearest = known.Select(name => (Name: name, Changes: Changes(written, name)))
            .OrderBy(c => c.Changes).ThenBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault();
        return nearest.Name is not null && nearest.Changes <= Math.Max(1, written.Length / 3) ? nearest.Name : null;
    }

    /// <summary>The suggestion as the end of a sentence; empty without one.</summary>
    public static string Hint(string written, IEnumerable<string> known) =>
        Of(written, known) is { } name ? $"; did you mean '{name}'?" : ".";

    // Letters put in, left out, replaced, or two neighbours swapped (Damerau's distance, optimal alignment).
    private static int Changes(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        return rows[a.Length, b.Length];
    }
}
