using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Exports;

/// <summary>The products that sold most units on each event day.</summary>
internal sealed class TopByDay
{
    private readonly SortedDictionary<long, Dictionary<string, (long Quantity, Int128 Revenue)>> days = [];

    public void Add(Journal journal, Shard shard, CancellationToken stop) =>
        SoldEvents.Each(journal, shard, (long time, string product, in ProductEvent sale, ReadOnlySpan<byte> _) =>
        {
            var day = time / TimeText.DayMilliseconds;
            if (!days.TryGetValue(day, out var products)) days[day] = products = [];
            var (quantity, revenue) = products.GetValueOrDefault(product);
            products[product] = (quantity + sale.Quantity, revenue + sale.Revenue);
        }, stop);

    public IEnumerable<string> Lines(int count) =>
    [
        CsvText.Line("day", "rank", "product", "quantity", "revenue"),
        .. days.SelectMany(d => d.Value.OrderByDescending(p => p.Value.Quantity).ThenBy(p => p.Key, StringComparer.Ordinal).Take(count)
            .Select((p, i) => CsvText.Line(TimeText.FormatDay(d.Key * TimeText.DayMilliseconds), $"{i + 1}", p.Key,
                $"{p.Value.Quantity}", ProductMoney.Format(p.Value.Revenue)))),
    ];
}
