using System.Text;
using FinData.Engine.Entities;

namespace FinData.Domain.Products;

/// <summary>
/// Units sold in the hour up to the last closed minute, of the products of some categories, and the sales after it.
/// </summary>
/// <remarks>
/// <code>
///  sale ─► its minute's list ─┬─ when the minute closes: added to the product's total
///                             └─ sixty minutes later: taken off, and the list is gone
/// </code>
/// So a minute's end costs as much as it had sales, and no product has a ring of its own here. One thread: the shard's.
/// </remarks>
public sealed class RankingBoard
{
    private const int Minutes = MinuteRing.Minutes;

    private readonly Dictionary<EntityKey, Ranked> products = [];
    private readonly List<Ranked> byNumber = [];
    private readonly Dictionary<string, Scope> scopes = new(StringComparer.Ordinal);
    private readonly List<Scope> touched = [];
    private readonly SortedDictionary<int, List<Sold>> sales = [];
    private readonly List<RankingStep> steps = [];
    private int done, listed;

    /// <summary>The last minute that was closed; one before all times at first.</summary>
    public int Closed { get; private set; } = -1;

    /// <summary>Saved with the shard's snapshots.</summary>
    public SnapshotPart Part => new BytesPart(Save, Load);

    /// <summary>Counts a sale in a minute that is not closed.</summary>
    /// <param name="key">Product and category together.</param>
    /// <param name="product">The product's name.</param>
    /// <param name="category">Its category; empty for none, which has no ranking of its own.</param>
    /// <param name="minute">In minutes since 1970, after <see cref="Closed"/>.</param>
    /// <param name="quantity">Units.</param>
    public void Count(EntityKey key, ReadOnlySpan<byte> product, ReadOnlySpan<byte> category, int minute, long quantity)
    {
        if (!products.TryGetValue(key, out var ranked))
            ranked = Add(key, Encoding.UTF8.GetString(product), Encoding.UTF8.GetString(category));
        if (!sales.TryGetValue(minute, out var list)) sales.Add(minute, list = []);
        list.Add(new Sold(ranked.Number, quantity));
    }

    /// <summary>What is still to be told of the minute that was closed last; false when all is.</summary>
    public bool TryStep(out RankingStep step)
    {
        step = done < steps.Count ? steps[done] : default;
        return done < steps.Count;
    }

    /// <summary>A step was written down.</summary>
    public void Take() => done++;

    /// <summary>The next minute whose end is worth looking at, as far as time has come; false for none.</summary>
    public bool TryNext(int upTo, out int minute)
    {
        // While the window holds anything every minute counts; then the next one with sales.
        minute = listed > 0 ? Closed + 1 : sales.Keys.FirstOrDefault(m => m > Closed, int.MaxValue);
        return minute <= upTo;
    }

    /// <summary>Closes a minute: its sales enter the hour, those of an hour ago leave it.</summary>
    public void Close(int minute)
    {
        Fold(minute, 1);
        Fold(minute - Minutes, -1);
        // A leap over an empty window leaves no list behind; nor does a sale that came for a minute leapt over.
        while (sales.Count > 0 && sales.Keys.First() is var oldest && oldest <= minute - Minutes) sales.Remove(oldest);
        Closed = minute;
        steps.Clear();
        done = 0;
        foreach (var scope in touched)
        {
            var before = scope.Top;
            scope.Rank();
            scope.IsTouched = false;
            if (scope.Name.Length > 0) RankingStep.Entered(steps, scope.Name, before, scope.Top);
        }
        touched.Clear();
        var best = new List<RankedProduct>(RankedProduct.Listed);
        foreach (var scope in scopes.Values)
            foreach (var product in scope.Top) RankedProduct.Place(best, product.Name, product.Quantity);
        foreach (var product in best)
            steps.Add(new RankingStep(RankingEventKind.Offered, "", product.Name, 0, product.Quantity));
    }

    private void Fold(int minute, int sign)
    {
        if (!sales.TryGetValue(minute, out var list)) return;
        foreach (var (number, quantity) in list) Change(byNumber[number], sign * quantity);
    }

    private void Change(Ranked ranked, long quantity)
    {
        var before = ranked.Total;
        ranked.Total += quantity;
        if (before == 0 && ranked.Total != 0)
        {
            ranked.Scope.List(ranked);
            listed++;
        }
        else if (before != 0 && ranked.Total == 0)
        {
            ranked.Scope.Unlist(ranked);
            listed--;
        }
        if (ranked.Scope.IsTouched) return;
        ranked.Scope.IsTouched = true;
        touched.Add(ranked.Scope);
    }

    private Ranked Add(EntityKey key, string product, string category)
    {
        if (!scopes.TryGetValue(category, out var scope)) scopes.Add(category, scope = new Scope(category));
        var ranked = new Ranked(byNumber.Count, key, product, scope);
        byNumber.Add(ranked);
        products.Add(key, ranked);
        return ranked;
    }

    private byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(Closed);
        to.Write(byNumber.Count);
        foreach (var ranked in byNumber)
        {
            to.Write(ranked.Key.High);
            to.Write(ranked.Key.Low);
            to.Write(ranked.Name);
            to.Write(ranked.Scope.Name);
            to.Write(ranked.Total);
        }
        to.Write(sales.Count);
        foreach (var (minute, list) in sales)
        {
            to.Write(minute);
            to.Write(list.Count);
            foreach (var (number, quantity) in list)
            {
                to.Write(number);
                to.Write(quantity);
            }
        }
        to.Flush();
        return bytes.ToArray();
    }

    private void Load(byte[] saved)
    {
        using var from = new BinaryReader(new MemoryStream(saved));
        Closed = from.ReadInt32();
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var key = new EntityKey(from.ReadUInt64(), from.ReadUInt64());
            Change(Add(key, from.ReadString(), from.ReadString()), from.ReadInt64());
        }
        foreach (var scope in touched) scope.Rank();
        touched.ForEach(scope => scope.IsTouched = false);
        touched.Clear();
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var list = new List<Sold>();
            sales.Add(from.ReadInt32(), list);
            for (var count = from.ReadInt32(); count > 0; count--)
                list.Add(new Sold(from.ReadInt32(), from.ReadInt64()));
        }
    }

    private readonly record struct Sold(int Product, long Quantity);

    private sealed class Ranked(int number, EntityKey key, string name, Scope scope)
    {
        public int Number => number;
        public EntityKey Key => key;
        public string Name => name;
        public Scope Scope => scope;
        public long Total { get; set; }
        public int Place { get; set; }
    }

    // The products of a category that have sales in the window, and the ten best of them.
    private sealed class Scope(string name)
    {
        private readonly List<Ranked> listed = [];

        public string Name => name;
        public List<RankedProduct> Top { get; private set; } = [];
        public bool IsTouched { get; set; }

        public void List(Ranked ranked)
        {
            ranked.Place = listed.Count;
            listed.Add(ranked);
        }

        public void Unlist(Ranked ranked)
        {
            var last = listed[^1];
            listed[ranked.Place] = last;
            last.Place = ranked.Place;
            listed.RemoveAt(listed.Count - 1);
        }

        public void Rank()
        {
            Top = new List<RankedProduct>(RankedProduct.Listed + 1);
            foreach (var ranked in listed)
            {
                if (Top.Count == RankedProduct.Listed && ranked.Total < Top[^1].Quantity) continue;
                RankedProduct.Place(Top, ranked.Name, ranked.Total);
            }
        }
    }
}
