using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    private const long MillisecondsADay = 86_400_000;

    /// <inheritdoc/>
    public override async Task<TopProducts> TopAsync(string window, string category, int count,
        CancellationToken stop = default)
    {
        QueryBounds.OneOf("window", window, QueryBounds.Windows);
        QueryBounds.Count(count);
        QueryBounds.Require(category.Length <= QueryBounds.SearchCharsMax, "category is longer than any there is.");
        var now = await ProductTimeAsync(stop);
        var best = new ProductsFound[shards.Shards.Count];
        await EachShardAsync(shard =>
        {
            var found = best[shard.Number] = new ProductsFound(window, category, now);
            return Slices(RegionOf(shard), found.Look);
        }, stop);
        var rows = best.SelectMany(b => b.Sold).OrderByDescending(p => p.Quantity)
            .ThenBy(p => p.Code, StringComparer.Ordinal).Take(count);
        return new TopProducts(
            [.. rows.Select((p, i) =>
                new TopRow(i + 1, 0, p.Code, p.Description, p.Category, p.Quantity, ProductMoney.Format(p.Revenue)))],
            [.. best.SelectMany(b => b.Categories).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public override async Task<ProductDetail> ProductAsync(string code, CancellationToken stop = default)
    {
        var names = EntityIdText.Product(code);
        var now = await ProductTimeAsync(stop);
        foreach (var name in names)
            if (await FindAsync(name, now, stop) is { } found) return found;
        throw NoProduct(code);
    }

    private static QueryException NoProduct(string code) => new(QueryFailure.NotFound, $"There is no product '" +
        $"{Encoding.ASCII.GetString(EntityIdText.Product(code)[0])}' with a sale here. The best sellers and the " +
            "export of products have the codes there are.");

    private async Task<ProductDetail?> FindAsync(byte[] name, long now, CancellationToken stop)
    {
        var shard = shards.Shards[shards.Map.ShardOf(name)];
        ProductDetail? found = null;
        await ReadAsync(shard, () =>
        {
            var region = RegionOf(shard);
            var slot = region.Find(shards.Map.Hasher.Hash((byte)EntityKind.Product, name));
            if (slot >= 0) found = DetailOf(region, slot, now);
            return false;
        }, stop);
        return found;
    }

    private static ProductRegion RegionOf(Shard shard) => (ProductRegion)shard.RegionOf((byte)EntityKind.Product);

    private static Func<bool> Slices(ProductRegion region, Action<ProductRegion, int> look)
    {
        var slot = 0;
        return () =>
        {
            for (var end = Math.Min(slot + SlotsPerSlice, region.Count); slot < end; slot++) look(region, slot);
            return slot < region.Count;
        };
    }

    // A node without sources (posted sales only) has no watermark: its time is that of the latest sale.
    private async Task<long> ProductTimeAsync(CancellationToken stop)
    {
        if (NewestTime > 0) return NewestTime;
        var latest = new long[shards.Shards.Count];
        await EachShardAsync(shard => Slices(RegionOf(shard), (region, slot) =>
            latest[shard.Number] = Math.Max(latest[shard.Number], region.Record(slot).State.LastTime)), stop);
        return latest.Max();
    }

    private static ProductDetail DetailOf(ProductRegion region, int slot, long now)
    {
        ref readonly var record = ref region.Record(slot);
        ref readonly var product = ref record.State;
        ref readonly var minutes = ref region.ActiveOf(slot);
        var texts = region.Entity.Texts;
        var isToday = product.Day == now / MillisecondsADay;
        var hour = new List<MinuteFigures>();
        var newest = MinuteRing.MinuteOf(now);
        for (var minute = Math.Max(0, newest - MinuteRing.Minutes + 1); minute <= newest; minute++)
        {
            var (quantity, revenue) = minutes.At(minute, product.Minute);
            hour.Add(new MinuteFigures(DateTimeOffset.FromUnixTimeSeconds(minute * 60L), quantity,
                ProductMoney.Format(revenue)));
        }
        return new ProductDetail(Encoding.ASCII.GetString(region.NameOf(slot)),
            Encoding.UTF8.GetString(texts.Read(product.Description, product.DescriptionLength)),
            Encoding.UTF8.GetString(texts.Read(product.Category, product.CategoryLength)),
            product.Currency == 0 ? null : new Currency(product.Currency).ToString(), product.Quantity,
            ProductMoney.Format(product.Revenue),
            new SoldFigures(isToday ? product.DayQuantity : 0, ProductMoney.Format(isToday ? product.DayRevenue : 0)),
            hour);
    }

    /// <summary>What a shard sold in a window.</summary>
    private sealed class ProductsFound(string window, string category, long now)
    {
        private readonly byte[] wanted = Encoding.UTF8.GetBytes(category);

        public List<(string Code, string Description, string Category, long Quantity, long Revenue)> Sold { get; } = [];

        public HashSet<string> Categories { get; } = [];

        public void Look(ProductRegion region, int slot)
        {
            ref readonly var product = ref region.Record(slot).State;
            var texts = region.Entity.Texts;
            var own = texts.Read(product.Category, product.CategoryLength);
            var name = Encoding.UTF8.GetString(own);
            if (name.Length > 0) Categories.Add(name);
            if (wanted.Length > 0 && !own.SequenceEqual(wanted)) return;
            var (quantity, revenue) = window == "1h"
                ? region.ActiveOf(slot).Hour(MinuteRing.MinuteOf(now), product.Minute)
                : product.Day == now / MillisecondsADay ? (product.DayQuantity, product.DayRevenue) : (0, 0);
            if (quantity <= 0) return;
            Sold.Add((Encoding.ASCII.GetString(region.NameOf(slot)),
                Encoding.UTF8.GetString(texts.Read(product.Description, product.DescriptionLength)), name, quantity,
                revenue));
        }
    }
}
