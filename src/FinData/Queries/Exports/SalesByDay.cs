using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Exports;

/// <summary>Sales by event day, and the rows of those days that could not be sold.</summary>
internal sealed unsafe class SalesByDay
{
    private const string RetailFormat = "retail";

    private readonly SortedDictionary<long, Figures> days = [];

    public void Add(Journal journal, Shard shard, CancellationToken stop)
    {
        JournalFrames.Each(journal, shard.Number, 1, shard.LastCommitted, EventFlags.None, (e, _, _) =>
        {
            if (e->Kind == (byte)EntityKind.Product) Take(e);
            else if ((e->Flags & EventFlags.DeadLetter) != 0 && IsRetail(e)) For(e->Time).Rows++;
        }, stop);
    }

    public IEnumerable<string> Lines() =>
    [
        CsvText.Line("day", "rows", "rows_kept", "units", "revenue"),
        .. days.Select(d => CsvText.Line(TimeText.FormatDay(d.Key * TimeText.DayMilliseconds), $"{d.Value.Rows}", $"{d.Value.Kept}",
            $"{d.Value.Units}", ProductMoney.Format(d.Value.Revenue))),
    ];

    private void Take(EventHeader* e)
    {
        var day = For(e->Time);
        day.Rows++;
        var sale = EventFrame.Body<ProductEvent>(e);
        if (sale.Kind != ProductEventKind.Sold) return;
        day.Kept++;
        day.Units += sale.Quantity;
        day.Revenue += sale.Revenue;
    }

    private Figures For(long time)
    {
        var day = time / TimeText.DayMilliseconds;
        if (!days.TryGetValue(day, out var figures)) days[day] = figures = new Figures();
        return figures;
    }

    private static bool IsRetail(EventHeader* e)
    {
        Span<byte> format = stackalloc byte[RetailFormat.Length];
        System.Text.Encoding.ASCII.GetBytes(RetailFormat, format);
        return e->Time > 0 && EventFrame.Other(e).SequenceEqual(format);
    }

    private sealed class Figures
    {
        public long Rows, Kept, Units;
        public Int128 Revenue;
    }
}
