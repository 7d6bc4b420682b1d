using System.Text;
using FinData.Domain.Products;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Exports;

/// <summary>Every product's sales in all, under the description that most of them have.</summary>
internal sealed class ProductTotals
{
    private readonly SortedDictionary<string, Figures> products = new(StringComparer.Ordinal);

    public void Add(Journal journal, Shard shard, CancellationToken stop) =>
        SoldEvents.Each(journal, shard, (long _, string product, in ProductEvent sale, ReadOnlySpan<byte> description) =>
        {
            if (!products.TryGetValue(product, out var figures)) products[product] = figures = new Figures();
            figures.Quantity += sale.Quantity;
            figures.Revenue += sale.Revenue;
            if (!description.IsEmpty) figures.Count(description);
        }, stop);

    public IEnumerable<string> Lines() =>
    [
        CsvText.Line("product", "description", "quantity", "revenue"),
        .. products.Select(p => CsvText.Line(p.Key, p.Value.Description, $"{p.Value.Quantity}", ProductMoney.Format(p.Value.Revenue))),
    ];

    private sealed class Figures
    {
        private readonly Dictionary<string, int> descriptions = [];

        public long Quantity;
        public Int128 Revenue;

        public string Description => descriptions.OrderByDescending(d => d.Value).ThenBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => d.Key).FirstOrDefault("");

        public void Count(ReadOnlySpan<byte> description)
        {
            var text = Encoding.UTF8.GetString(description);
            descriptions[text] = descriptions.GetValueOrDefault(text) + 1;
        }
    }
}
