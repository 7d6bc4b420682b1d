namespace FinData.Domain.Products;

/// <summary>What changes from one top list to the next.</summary>
public static class Ranking
{
    /// <summary>A change of one product's place.</summary>
    /// <param name="Product">The product.</param>
    /// <param name="Kind"><c>entered</c>, <c>left</c> or <c>moved</c>.</param>
    /// <param name="Rank">Its place now, from 1; null when it has left.</param>
    /// <param name="From">Its place before; null when it has entered.</param>
    public readonly record struct Change(string Product, string Kind, int? Rank, int? From);

    /// <summary>
    /// Who entered and who left, the newcomers first by their place; moves within the list are not told.
    /// </summary>
    public static IEnumerable<Change> Changes(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        for (var i = 0; i < now.Count; i++)
            if (!before.Contains(now[i])) yield return new Change(now[i], "entered", i + 1, null);
        for (var i = 0; i < before.Count; i++)
            if (!now.Contains(before[i])) yield return new Change(before[i], "left", null, i + 1);
    }
}
