namespace FinData.Domain.Products;

/// <summary>A product's place by what was sold of it: more units first, then the smaller id.</summary>
/// <param name="Name">The product's id without its kind.</param>
/// <param name="Quantity">Units in the window.</param>
public readonly record struct RankedProduct(string Name, long Quantity)
{
    /// <summary>How many a ranking lists.</summary>
    public const int Listed = 10;

    /// <summary>Puts a product into a list of the best, best first, where it belongs there.</summary>
    public static void Place(List<RankedProduct> best, string name, long quantity)
    {
        var at = best.Count;
        while (at > 0 && IsBefore(name, quantity, best[at - 1])) at--;
        if (at == Listed) return;
        if (best.Count == Listed) best.RemoveAt(Listed - 1);
        best.Insert(at, new RankedProduct(name, quantity));
    }

    private static bool IsBefore(string name, long quantity, in RankedProduct other) =>
        quantity > other.Quantity || quantity == other.Quantity && string.CompareOrdinal(name, other.Name) < 0;
}

/// <summary>What is to be written down after a minute was closed.</summary>
/// <param name="Kind">Entered or Offered.</param>
/// <param name="Scope">The category, or <c>all</c>; empty with an offer.</param>
/// <param name="Product">The product.</param>
/// <param name="Rank">From 1, of one that entered.</param>
/// <param name="Quantity">Units in the hour up to the minute's end.</param>
public readonly record struct RankingStep(RankingEventKind Kind, string Scope, string Product, byte Rank, long Quantity)
{
    /// <summary>Those of a new list that were not in the one of the minute before.</summary>
    public static void Entered(List<RankingStep> to, string scope, List<RankedProduct> before, List<RankedProduct> now)
    {
        for (var i = 0; i < now.Count; i++)
        {
            var name = now[i].Name;
            if (!before.Exists(b => b.Name == name))
                to.Add(new RankingStep(RankingEventKind.Entered, scope, name, (byte)(i + 1), now[i].Quantity));
        }
    }
}
