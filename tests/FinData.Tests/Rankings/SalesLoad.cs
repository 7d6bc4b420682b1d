using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.TestKit;

namespace FinData.Tests.Rankings;

/// <summary>A sale of the tests; the category is empty for some products.</summary>
internal sealed record TestSale(string Id, long Time, string Product, string Category, int Quantity);

/// <summary>Some hours of a small shop, in as many sources as a topic has partitions, each in order of time.</summary>
internal sealed class SalesLoad
{
    private const long Start = 1_767_225_600_000, Minute = 60_000;     // 2026-01-01T00:00:00Z

    /// <summary>Sales that a seed makes up.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="sources">How many sources.</param>
    /// <param name="count">How many sales.</param>
    /// <param name="isSteady">Whether all sales of a product name the same category.</param>
    public SalesLoad(ulong seed, int sources = 3, int count = 300, bool isSteady = true)
    {
        var chance = new Chance(seed);
        var (parts, time) = (Enumerable.Range(0, sources).Select(_ => new List<TestSale>()).ToList(), Start);
        for (var i = 0; i < count; i++)
        {
            // A long silence now and then, so that the window empties.
            time += chance.OneIn(150) ? 70 * Minute : chance.OneIn(40) ? 9 * Minute : chance.Below(30_000);
            var number = Math.Min(chance.Below(30), chance.Below(30));
            var kind = (isSteady ? number : i) % 5;
            var category = kind == 4 ? "" : $"c{kind}";
            parts[number % sources].Add(new TestSale($"s{i}", time, $"p{number:00}", category, 1 + chance.Below(4)));
        }
        // All sources pass the last minute.
        for (var source = 0; source < sources; source++)
            parts[source].Add(new TestSale($"end{source}", time + 2 * Minute, $"p{source:00}", $"c{source}", 1));
        Sources = parts;
        LastMinute = (int)((time + 2 * Minute) / Minute) - 1;
    }

    public IReadOnlyList<IReadOnlyList<TestSale>> Sources { get; }

    /// <summary>The last minute that is over for all sources.</summary>
    public int LastMinute { get; }

    public IReadOnlyList<Source> Open(ShardRegion shards) =>
        [.. Sources.Select((sales, i) => new SalesSource(shards, $"sales-{i}", sales))];

    /// <summary>The sources of one shard, with its sales alone.</summary>
    public IReadOnlyList<Source> OpenFor(ShardRegion shards, int shard) =>
        [.. Sources.Select((sales, i) => new SalesSource(shards, $"sales-{i}", sales, shard))];

    private sealed class SalesSource : Source
    {
        private readonly IReadOnlyList<TestSale> sales;
        private readonly SourceWriter writer;
        private readonly CommandWriter commands;
        private long watermark = long.MinValue;
        private readonly int? only;
        private int next;

        public SalesSource(ShardRegion shards, string name, IReadOnlyList<TestSale> sales, int? only = null)
        {
            (Name, this.sales, this.only) = (name, sales, only);
            writer = new SourceWriter(shards, shards.Journal.SourceNumber(name), only);
            commands = new CommandWriter(shards.Map);
            IsEnded = writer.Taken == long.MaxValue;
            if (!IsEnded) writer.Flush(long.MinValue, watermark);
        }

        public override string Name { get; }

        public override bool Step()
        {
            for (var written = 0; next < sales.Count && written < 7; next++)
            {
                var sale = sales[next];
                watermark = sale.Time;
                if (next + 1 <= writer.Taken) continue;
                var record = new SaleRecord
                {
                    Id = Encoding.ASCII.GetBytes(sale.Id), Time = sale.Time, Quantity = sale.Quantity, Price = 1_000,
                    Product = Encoding.ASCII.GetBytes(sale.Product), Category = Encoding.ASCII.GetBytes(sale.Category),
                };
                var shard = commands.ShardOf(in record);
                if (only is not null && only != shard) continue;
                commands.Write(writer.For(shard), in record,
                    new CommandWriter.Origin(next + 1, false, 0), (uint)PayloadHash.Of(in record), default);
                written++;
            }
            IsEnded = next == sales.Count;
            writer.Flush(next, watermark, IsEnded);
            return true;
        }

        protected override void Dispose(bool disposing) { }
    }
}
