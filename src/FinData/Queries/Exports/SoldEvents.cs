using System.Text;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Exports;

/// <summary>All sales of a shard's journal, in its order.</summary>
internal static unsafe class SoldEvents
{
    /// <summary>Gets one sale: when, of which product, how much; the description is valid during the call.</summary>
    public delegate void Visitor(long time, string product, in ProductEvent sale, ReadOnlySpan<byte> description);

    public static void Each(Journal journal, Shard shard, Visitor visit, CancellationToken stop)
    {
        var names = new List<string>();
        JournalFrames.Each(journal, shard.Number, 1, shard.LastCommitted, EventFlags.None, (e, _, _) =>
        {
            if (e->Kind != (byte)EntityKind.Product) return;
            // Slots are given in the order of opening.
            if ((e->Flags & EventFlags.Opens) != 0) names.Add(Encoding.ASCII.GetString(EventFrame.Name(e)));
            var sale = EventFrame.Body<ProductEvent>(e);
            if (sale.Kind == ProductEventKind.Sold) visit(e->Time, names[e->Slot], in sale, EventFrame.Note(e));
        }, stop);
    }
}
