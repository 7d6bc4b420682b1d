using FinData.Engine.Journals;
using FinData.Engine.Memory;

namespace FinData.Connectors.MongoDb;

/// <summary>
/// Snapshots on the server, a document for each part; a snapshot counts once its own document is there, the last one.
/// </summary>
internal sealed class MongoDbSnapshots(MongoPool pool)
{
    private const int BytesPerInsert = 8 << 20;

    public void Save(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep)
    {
        using var client = pool.Take();
        Delete(client, shard, "$eq"u8, batch);
        using var some = new BsonWriter();
        var count = 0;
        foreach (var part in parts)
        {
            Id(some.Begin(), shard, batch, count++).Int32("shard"u8, shard).Int32("batch"u8, batch)
                .Int64("checksum"u8, Crc32C.Compute(part.Span)).Binary("data"u8, part.Span).End();
            if (some.Length < BytesPerInsert) continue;
            client.TryInsert("snapshot_parts", some);
            some.Clear();
        }
        if (some.Count > 0) client.TryInsert("snapshot_parts", some);
        some.Clear();
        some.Begin().Begin("_id"u8).Int32("shard"u8, shard).Int32("batch"u8, batch).End().Int32("shard"u8, shard)
            .Int32("batch"u8, batch).Int32("parts"u8, count).End();
        client.TryInsert("snapshots", some);
        var kept = All(client, shard).Take(keep).ToList();
        if (kept.Count > 0) Delete(client, shard, "$lt"u8, kept[^1].Batch);
    }

    public (int Batch, IEnumerable<byte[]> Parts)? Load(int shard, int atMost)
    {
        using var client = pool.Take();
        foreach (var (batch, parts) in All(client, shard))
            if (batch <= atMost) return (batch, Parts(shard, batch, parts));
        return null;
    }

    private IEnumerable<byte[]> Parts(int shard, int batch, int count)
    {
        for (var number = 0; number < count; number++)
            yield return Part(shard, batch, number) ?? throw new JournalException(
                $"Part {number} of the snapshot of shard {shard} at batch {batch} is damaged. Drop the journal's " +
                "collections snapshots and snapshot_parts: recovery from the journal alone takes longer and gives " +
                "the same state.");
    }

    private byte[]? Part(int shard, int batch, int number)
    {
        using var client = pool.Take();
        using var query = new BsonWriter();
        Id(query.Begin(), shard, batch, number).End();
        query.Begin().End();
        byte[]? data = null;
        client.Find("snapshot_parts", query, document =>
        {
            var found = document.Binary("data"u8);
            if (Crc32C.Compute(found) == document.Int64("checksum"u8)) data = found.ToArray();
            return false;
        });
        return data;
    }

    // The newest first.
    private static List<(int Batch, int Parts)> All(MongoClient client, int shard)
    {
        using var query = new BsonWriter();
        query.Begin().Int32("shard"u8, shard).End().Begin().End();
        var all = new List<(int Batch, int Parts)>();
        client.Find("snapshots", query, document =>
        {
            all.Add((document.Int32("batch"u8), document.Int32("parts"u8)));
            return true;
        });
        return [.. all.OrderByDescending(s => s.Batch)];
    }

    // Its own document first: without it the parts count for nothing.
    private static void Delete(MongoClient client, int shard, ReadOnlySpan<byte> compare, int batch)
    {
        using var filter = new BsonWriter();
        filter.Begin().Int32("shard"u8, shard).Begin("batch"u8).Int32(compare, batch).End().End();
        client.Delete("snapshots", filter);
        client.Delete("snapshot_parts", filter);
    }

    private static BsonWriter Id(BsonWriter document, int shard, int batch, int number) => document.Begin("_id"u8)
        .Int32("shard"u8, shard).Int32("batch"u8, batch).Int32("part"u8, number).End();
}
