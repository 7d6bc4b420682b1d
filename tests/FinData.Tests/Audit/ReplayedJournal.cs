using System.Buffers.Binary;
using System.Numerics;
using FinData.Domain.Accounts;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using FinData.Engine.Shards;
using FinData.Tests.Engine;

namespace FinData.Tests.Audit;

/// <summary>A whole journal decided again.</summary>
internal sealed record ReplayedJournal(long Decided, long Untold, IReadOnlyList<ReplayDifference> Found)
{
    public static ReplayedJournal Of(Journal journal, Func<ShardMap, Region[]> regions)
    {
        using var shards = new ShardRegion(journal, regions, new ShardOptions(), TimeProvider.System);
        var found = new List<ReplayDifference>();
        var (decided, untold) = (0L, 0L);
        foreach (var shard in shards.Shards)
        {
            using var replay = new ShardReplay(shards, shard.Number) { Found = found.Add };
            while (replay.Step()) { }
            (decided, untold) = (decided + replay.Decided, untold + replay.Untold);
        }
        return new ReplayedJournal(decided, untold, found);
    }

    public void AssertEqual() => Assert.True(Found.Count == 0, string.Join('\n', Found.Take(5).Select(d =>
        $"{d.Shard}/{d.Batch}/{d.Frame} {d.Kind}:{d.Name} {d.Id}: {string.Join(", ", d.Fields)}")));
}

/// <summary>A journal in which one account's event says something else, with a checksum that fits.</summary>
internal sealed unsafe class PlantedJournal(Journal inner, int shard, int batch, int frame,
    PlantedJournal.Plant plant) : JournalAlone(inner)
{
    /// <summary>Changes an event.</summary>
    public delegate void Plant(ref EventHeader header, ref AccountEvent body);

    public override void Read(int from, int first, int to, uint tags, Visitor visit) =>
        base.Read(from, first, to, tags, (number, data, length) =>
        {
            if (from != shard || number != batch) return visit(number, data, length);
            var copy = new ReadOnlySpan<byte>(data, length).ToArray();
            fixed (byte* at = copy)
            {
                var e = EventFrame.At((EventHeader*)(at + sizeof(BatchHeader)), frame);
                var body = EventFrame.Body<AccountEvent>(e);
                plant(ref *e, ref body);
                Put(e, (ulong*)&body);
                BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(length - 4),
                    Crc32C.Compute(copy.AsSpan(0, length - 4)));
                return visit(number, at, length);
            }
        });

    // Into the words that the frame has.
    private static void Put(EventHeader* e, ulong* body)
    {
        var to = (ulong*)(e + 1);
        var words = e->BodyWords & ~EventFrame.Sparse;
        if ((e->BodyWords & EventFrame.Sparse) == 0) new ReadOnlySpan<ulong>(body, words).CopyTo(new(to, words));
        else
            for (var (there, next) = (*to, 1); there != 0; there &= there - 1)
                to[next++] = body[BitOperations.TrailingZeroCount(there)];
    }
}
