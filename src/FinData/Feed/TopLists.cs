using System.Diagnostics;
using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Feed;

/// <summary>
/// The largest balances and the best sellers, looked up by each shard between its batches, slice by slice.
/// </summary>
/// <remarks>Refreshed by one thread; what it gives is replaced whole, so any thread may read it.</remarks>
public sealed class TopLists(ShardRegion shards)
{
    private const int Listed = 10, BalancesListed = 8, SlotsPerSlice = 20_000;

    private readonly List<BalanceSeen>[] balances = new List<BalanceSeen>[shards.Shards.Count];
    private readonly List<ProductSales>[] products = new List<ProductSales>[shards.Shards.Count];
    private readonly Dictionary<string, IReadOnlyList<string>> ranksAtClose = [], ranksBeforeClose = [];
    private int outstanding;
    private long minute, closedMinute, refreshedAt;
    private bool closesMinute;

    /// <summary>The largest balances of customers.</summary>
    public IReadOnlyList<BalanceRow> Balances { get; private set; } = [];

    /// <summary>Best sellers by window, overall and by category.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TopRow>>> Top { get; private set; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TopRow>>>();

    /// <summary>Best sellers by window, overall only.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TopRow>>> TopOverall
    { get; private set; } = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TopRow>>>();

    /// <summary>The categories that occur.</summary>
    public IReadOnlyList<string> Categories { get; private set; } = [];

    /// <summary>Today's sales; null before the first.</summary>
    public SalesFigures? Sales { get; private set; }

    /// <summary>
    /// Takes what the shards have found since the last call and asks anew. Gives the changes of the last hour's top 10.
    /// </summary>
    public IReadOnlyList<RankMove> Refresh()
    {
        if (Volatile.Read(ref outstanding) > 0 || Stopwatch.GetElapsedTime(refreshedAt) < Pause) return [];
        refreshedAt = Stopwatch.GetTimestamp();
        var moves = balances[0] is null ? [] : Merge();
        Volatile.Write(ref outstanding, shards.Shards.Count);
        minute = MinuteRing.MinuteOf(Math.Max(0, shards.Shards.Max(s => s.Time)));
        foreach (var shard in shards.Shards) Ask(shard);
        return moves;
    }

    // A second, and one more for each million entities, so that looking stays a small part of the work.
    private TimeSpan Pause =>
        TimeSpan.FromSeconds(1 + shards.Shards.Sum(s => s.Regions.Sum(r => r.Kinds.Sum(r.CountOf))) / 1_000_000);

    private void Ask(Shard shard)
    {
        var accounts = (AccountRegion)shard.RegionOf((byte)EntityKind.Account);
        var goods = (ProductRegion)shard.RegionOf((byte)EntityKind.Product);
        var largest = new PriorityQueue<BalanceSeen, long>();
        var sold = new List<ProductSales>();
        var (slot, product) = (0, 0);
        shard.Query(() =>
        {
            for (var end = Math.Min(slot + SlotsPerSlice, accounts.Count); slot < end; slot++)
                Look(accounts, slot, largest);
            for (var end = Math.Min(product + SlotsPerSlice, goods.Count); product < end; product++)
                Look(goods, product, sold);
            if (slot < accounts.Count || product < goods.Count) return true;
            balances[shard.Number] = [.. largest.UnorderedItems.Select(i => i.Element)];
            products[shard.Number] = sold;
            Interlocked.Decrement(ref outstanding);
            return false;
        });
    }

    private static void Look(AccountRegion accounts, int slot, PriorityQueue<BalanceSeen, long> largest)
    {
        ref readonly var record = ref accounts.Record(slot);
        if (record.Kind == (byte)EntityKind.Terminal) return;
        var posted = record.State.Posted;
        if (largest.Count == BalancesListed && largest.TryPeek(out _, out var least) && posted <= least) return;
        var account = EventText.IdOf(record.Kind, accounts.NameOf(slot));
        largest.Enqueue(new BalanceSeen(account, posted, record.State.Currency), posted);
        if (largest.Count > BalancesListed) largest.Dequeue();
    }

    private void Look(ProductRegion goods, int slot, List<ProductSales> sold)
    {
        ref readonly var record = ref goods.Record(slot);
        ref readonly var state = ref record.State;
        var upTo = (int)Math.Max(minute, state.Minute);
        var (quantity, revenue) = record.Active == 0 ? (0, 0) : goods.ActiveOf(slot).Hour(upTo, state.Minute);
        var isToday = state.Day == minute / 1440;
        if (quantity == 0 && !isToday) return;
        var texts = goods.Entity.Texts;
        sold.Add(new ProductSales(Encoding.ASCII.GetString(goods.NameOf(slot)),
            Encoding.UTF8.GetString(texts.Read(state.Description, state.DescriptionLength)),
            Encoding.UTF8.GetString(texts.Read(state.Category, state.CategoryLength)), new Currency(state.Currency),
            quantity, revenue, isToday ? state.DayQuantity : 0, isToday ? state.DayRevenue : 0,
            isToday ? state.DaySales : 0));
    }

    private List<RankMove> Merge()
    {
        Balances = [.. balances.SelectMany(b => b).OrderByDescending(b => b.Posted).Take(BalancesListed)
            .Select(b => (b.Account, b.Posted, Currency: new Currency(b.Currency)))
            .Select(b => new BalanceRow(b.Account, b.Currency.ToString(), MoneyText.Format(b.Posted, b.Currency)))];
        var all = products.SelectMany(p => p).ToList();
        Categories = [.. all.Select(p => p.Category).Where(c => c.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        Sales = all.Count == 0 ? null : SalesOf(all);
        var moves = new List<RankMove>();
        closesMinute = minute > closedMinute;
        closedMinute = minute;
        var hour = Scopes(all, p => p.HourQuantity, p => p.HourRevenue, moves);
        var today = Scopes(all, p => p.DayQuantity, p => p.DayRevenue, null);
        Top = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TopRow>>>
        {
            ["1h"] = hour, ["today"] = today,
        };
        TopOverall = Top.ToDictionary(w => w.Key, w => (IReadOnlyDictionary<string, IReadOnlyList<TopRow>>)w.Value
            .Where(s => s.Key == "all").ToDictionary(s => s.Key, s => s.Value));
        return moves;
    }

    private Dictionary<string, IReadOnlyList<TopRow>> Scopes(List<ProductSales> all, Func<ProductSales, long> quantity,
        Func<ProductSales, long> revenue, List<RankMove>? moves)
    {
        var scopes = new Dictionary<string, IReadOnlyList<TopRow>>
        {
            ["all"] = Best("all", all, quantity, revenue, moves),
        };
        foreach (var category in all.Where(p => p.Category.Length > 0).GroupBy(p => p.Category))
            scopes[category.Key] = Best(category.Key, category, quantity, revenue, moves);
        return scopes;
    }

    private List<TopRow> Best(string scope, IEnumerable<ProductSales> some, Func<ProductSales, long> quantity,
        Func<ProductSales, long> revenue, List<RankMove>? moves)
    {
        var best = some.Where(p => quantity(p) > 0).OrderByDescending(quantity)
            .ThenBy(p => p.Product, StringComparer.Ordinal).Take(Listed).ToList();
        if (moves is null) return [.. best.Select((p, i) => Row(p, i + 1, 0, quantity(p), revenue(p)))];
        var ranks = best.Select(p => p.Product).ToList();
        if (closesMinute)
        {
            if (ranksAtClose.TryGetValue(scope, out var earlier)) ranksBeforeClose[scope] = earlier;
            ranksAtClose[scope] = ranks;
        }
        var before = ranksBeforeClose.GetValueOrDefault(scope);
        if (before is not null && closesMinute)
            moves.AddRange(Ranking.Changes(before, ranks).Select(c => new RankMove(
                $"{scope}/{minute}/{c.Product}/{c.Kind}", EventText.TimeOf(minute * 60_000), scope, c.Product,
                some.FirstOrDefault(p => p.Product == c.Product)?.Description ?? "", c.Kind, c.Rank, c.From)));
        return [.. best.Select((p, i) => Row(p, i + 1, MoveOf(before, p.Product, i), quantity(p), revenue(p)))];
    }

    private static object MoveOf(IReadOnlyList<string>? before, string product, int index)
    {
        if (before is null) return 0;
        var at = before.ToList().IndexOf(product);
        return at < 0 ? "new" : at - index;
    }

    private static TopRow Row(ProductSales p, int rank, object move, long quantity, long revenue) =>
        new(rank, move, p.Product, p.Description, p.Category, quantity, ProductMoney.Format(revenue));

    private static SalesFigures SalesOf(List<ProductSales> all)
    {
        var (revenue, sales) = (all.Sum(p => p.DayRevenue), all.Sum(p => p.DaySales));
        return new SalesFigures(all[0].Currency.ToString(), ProductMoney.Format(revenue), all.Sum(p => p.DayQuantity),
            ProductMoney.Format(sales == 0 ? 0 : revenue / sales / 10 * 10));
    }

    private sealed record BalanceSeen(string Account, long Posted, ushort Currency);

    private sealed record ProductSales(string Product, string Description, string Category, Currency Currency,
        long HourQuantity, long HourRevenue, long DayQuantity, long DayRevenue, long DaySales);
}
