using System.Buffers.Binary;
using System.Security.Cryptography;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Connectors.MongoDb;

/// <summary>A journal on a MongoDB server: a database of its own, of the journal's name.</summary>
/// <remarks>
/// A batch is a document of the collection <c>batches</c>, its <c>_id</c> is <c>shard &lt;&lt; 32 | number</c> and
/// fences. An append is one ordered insert of its documents, without a transaction: one of a node that was killed would
/// keep the next owner waiting until the server ends it. Broken off, it has left the documents up to one of them. What
/// a document cannot hold (16 MiB) is in <c>batch_parts</c>, written before under an id of its own content: it counts
/// once the document that names it is there. Any number of processes may have it open.
/// </remarks>
public sealed class MongoDbJournal : Journal
{
    private const int ShardsMax = 1024, BatchesPerQuery = 16;
    private const int BytesPerDocument = 15 << 20;      // Of the 16 MiB, so that there is room for the other fields.

    private readonly JournalAddress address;
    private readonly MongoPool pool;
    private readonly MongoDbSnapshots snapshots;
    private readonly int[] last;    // By shard: the highest number known to be there; -1 before it was looked up.

    private MongoDbJournal(JournalAddress address, MongoPool pool, JournalIdentity identity)
    {
        (this.address, this.pool, Identity, snapshots) = (address, pool, identity, new MongoDbSnapshots(pool));
        last = new int[identity.Shards];
        Array.Fill(last, -1);
    }

    /// <inheritdoc/>
    public override JournalIdentity Identity { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<int, string> Sources
    {
        get
        {
            using var client = pool.Take();
            return SourcesOf(client);
        }
    }

    /// <summary>True when the server has a journal of this name.</summary>
    public static bool Exists(JournalAddress address)
    {
        using var pool = MongoPool.Open(address);
        using var client = pool.Take();
        return LoadIdentity(client) is not null;
    }

    /// <summary>Deletes the journal of this name, with all that is in its database.</summary>
    public static void Delete(JournalAddress address)
    {
        using var pool = MongoPool.Open(address);
        using var client = pool.Take();
        using var command = new BsonWriter();
        command.Begin().Int32("dropDatabase"u8, 1).End();
        client.Run(command);
    }

    /// <summary>Opens a journal, or makes it with a number of shards.</summary>
    /// <param name="address">The server and the journal's name.</param>
    /// <param name="shards">How many shards; null for as many as it has.</param>
    /// <param name="shardsOfNew">How many shards a new one gets where <paramref name="shards"/> is null.</param>
    /// <exception cref="JournalException">
    /// It has another number of shards, or the server cannot be reached or refuses it, or the driver is missing.
    /// </exception>
    public static MongoDbJournal Open(JournalAddress address, int? shards = null, int shardsOfNew = 8)
    {
        if ((shards ?? shardsOfNew) is < 1 or > ShardsMax)
            throw new JournalException($"A journal has 1 to {ShardsMax} shards, not {shards ?? shardsOfNew}.");
        var pool = MongoPool.Open(address);
        try
        {
            using var client = pool.Take();
            var identity = LoadIdentity(client) ?? Make(client, shards ?? shardsOfNew);
            if (shards is { } wanted && wanted != identity.Shards)
                throw new JournalException($"The journal '{address.Name}' at {address} is divided into " +
                    $"{identity.Shards} shards and cannot be opened with --shards {wanted}. Leave --shards out, " +
                    "or name another journal.");
            return new MongoDbJournal(address, pool, identity);
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <summary>Events and balances for MongoDB's own tools, in the same database.</summary>
    public ReadModel ReadModel() => new MongoDbReadModel(pool);

    /// <inheritdoc/>
    public override void Append(IReadOnlyList<Batch> batches)
    {
        try
        {
            foreach (var batch in batches) Follow(batch);
            using var client = pool.Take();
            // In the order of their numbers, and none after one that is taken: so there is never a hole.
            var missing = batches.ToList();
            while (missing.Count > 0 && !TryInsert(client, missing)) missing.RemoveAll(b => IsStored(client, b));
        }
        catch
        {
            Array.Fill(last, -1);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Numbers have no hole, so the last one is found by looking whether some are there: a range would be read whole by
    /// servers that sort after reading.
    /// </remarks>
    public override int LastBatch(int shard)
    {
        if (shard < 0 || shard >= Identity.Shards) return 0;
        using var client = pool.Take();
        var (has, step) = (0, 1);
        while (Has(client, shard, has + step)) (has, step) = (has + step, step * 2);
        while (step > 1)
        {
            step /= 2;
            if (Has(client, shard, has + step)) has += step;
        }
        return has;
    }

    /// <inheritdoc/>
    public override void Read(int shard, int from, int to, uint tags, Visitor visit)
    {
        if (shard < 0 || shard >= Identity.Shards || from > to) return;
        using var client = pool.Take();
        var count = BatchesPerQuery;
        for (long first = Math.Max(from, 1); first <= to && count == BatchesPerQuery; first += count)
        {
            var end = (int)Math.Min(to, first + count - 1);
            (count, var goesOn) = ReadSome(client, shard, (int)first, end, tags, visit);
            if (!goesOn) return;
        }
    }

    /// <inheritdoc/>
    public override int SourceNumber(string name)
    {
        using var client = pool.Take();
        while (true)
        {
            var sources = SourcesOf(client);
            foreach (var (number, known) in sources)
                if (known == name) return number;
            using var source = new BsonWriter();
            source.Begin().Int32("_id"u8, sources.Count + 1).Text("name"u8, name).End();
            client.TryInsert("sources", source);
        }
    }

    /// <inheritdoc/>
    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        snapshots.Save(shard, batch, parts, keep);

    /// <inheritdoc/>
    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue) =>
        snapshots.Load(shard, atMost);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => pool.Dispose();

    private static long Id(int shard, int number) => (long)shard << 32 | (uint)number;

    // A hole would come to light at the next recovery only, when what is missing is long acknowledged.
    private void Follow(Batch batch)
    {
        ref var known = ref last[batch.Shard];
        if (batch.Number > known + 1) known = LastBatch(batch.Shard);
        RequireNoHole(batch, known);
        known = Math.Max(known, batch.Number);
    }

    private static bool TryInsert(MongoClient client, List<Batch> batches)
    {
        using var documents = new BsonWriter();
        foreach (var batch in batches)
        {
            var data = batch.Data.Written;
            var parts = (data.Length - 1) / BytesPerDocument;
            var hash = parts == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(data));
            for (var part = 1; part <= parts; part++)
                InsertPart(client, hash, part, data[(part * BytesPerDocument)..]);
            documents.Begin().Int64("_id"u8, Id(batch.Shard, batch.Number)).Int32("shard"u8, batch.Shard)
                .Int32("number"u8, batch.Number).Int32("tags"u8, (int)batch.Tags).Int32("events"u8, batch.Frames)
                .Int32("parts"u8, parts).Int64("hash"u8, hash)
                .Binary("data"u8, data[..Math.Min(data.Length, BytesPerDocument)]).End();
        }
        return client.TryInsert("batches", documents);
    }

    // One that is there already is the same: an earlier try has written it.
    private static void InsertPart(MongoClient client, long hash, int part, ReadOnlySpan<byte> data)
    {
        using var document = new BsonWriter();
        PartId(document.Begin(), hash, part)
            .Binary("data"u8, data[..Math.Min(data.Length, BytesPerDocument)]).End();
        client.TryInsert("batch_parts", document);
    }

    private static BsonWriter PartId(BsonWriter document, long hash, int part) =>
        document.Begin("_id"u8).Int64("hash"u8, hash).Int32("part"u8, part).End();

    // Our own is a success whose answer was lost, another's means that the shard has moved.
    private unsafe bool IsStored(MongoClient client, Batch batch)
    {
        var (count, _) = ReadSome(client, batch.Shard, batch.Number, batch.Number, 0, (number, data, length) =>
            batch.Data.Written.SequenceEqual(new ReadOnlySpan<byte>(data, length)) ? true
                : throw new JournalFencedException(batch.Shard, number));
        return count > 0;
    }

    // How many of the numbers are there, and whether the visitor wants more.
    private static unsafe (int Count, bool GoesOn) ReadSome(MongoClient client, int shard, int from, int to, uint tags,
        Visitor visit)
    {
        using var query = new BsonWriter();
        query.Begin().Begin("_id"u8).BeginArray("$in"u8);
        for (var i = 0; i <= to - from; i++) query.Item(i, Id(shard, from + i));
        query.End().End().End();
        query.Begin().Begin("sort"u8).Int32("_id"u8, 1).End().End();
        var (count, goesOn) = (0, true);
        client.Find("batches", query, document =>
        {
            count++;
            if (tags != 0 && ((uint)document.Int32("tags"u8) & tags) == 0) return true;
            var (number, parts) = (document.Int32("number"u8), document.Int32("parts"u8));
            var data = document.Binary("data"u8);
            fixed (byte* at = data)
                goesOn = parts == 0 ? visit(number, at, data.Length)
                    : VisitWhole(client, number, parts, document.Int64("hash"u8), data, visit);
            return goesOn;
        });
        return (count, goesOn);
    }

    private static unsafe bool VisitWhole(MongoClient client, int number, int parts, long hash,
        ReadOnlySpan<byte> first, Visitor visit)
    {
        using var whole = new NativeBuffer(first.Length * (parts + 1));
        whole.Write(first);
        for (var part = 1; part <= parts; part++)
        {
            using var query = new BsonWriter();
            PartId(query.Begin(), hash, part).End();
            query.Begin().End();
            client.Find("batch_parts", query, document =>
            {
                whole.Write(document.Binary("data"u8));
                return false;
            });
        }
        return visit(number, whole.Start, whole.Length);
    }

    private static bool Has(MongoClient client, int shard, int number)
    {
        using var query = new BsonWriter();
        query.Begin().Int64("_id"u8, Id(shard, number)).End();
        query.Begin().Begin("projection"u8).Int32("_id"u8, 1).End().End();
        var has = false;
        client.Find("batches", query, _ =>
        {
            has = true;
            return false;
        });
        return has;
    }

    private static Dictionary<int, string> SourcesOf(MongoClient client)
    {
        using var all = new BsonWriter();
        all.Begin().End().Begin().End();
        var sources = new Dictionary<int, string>();
        client.Find("sources", all, document =>
        {
            sources.Add(document.Int32("_id"u8), document.Text("name"u8));
            return true;
        });
        return sources;
    }

    private static JournalIdentity? LoadIdentity(MongoClient client)
    {
        using var all = new BsonWriter();
        all.Begin().End().Begin().End();
        JournalIdentity? identity = null;
        client.Find("identity", all, document =>
        {
            identity = new JournalIdentity(document.Int32("shards"u8), (ulong)document.Int64("secret0"u8),
                (ulong)document.Int64("secret1"u8));
            return false;
        });
        return identity;
    }

    // Identity is written last: where it is, all else is. Of two who make the journal one takes what is the other's.
    private static JournalIdentity Make(MongoClient client, int shards)
    {
        using var command = new BsonWriter();
        foreach (var collection in (string[])["batches", "batch_parts", "snapshots"])
        {
            command.Clear();
            command.Begin().Text("create"u8, collection).End();
            client.Run(command, MongoError.NamespaceExists);
        }
        Index(client, "sources", "name"u8, isUnique: true);
        Index(client, "snapshot_parts", "shard"u8, isUnique: false);
        var secret = RandomNumberGenerator.GetBytes(16);
        using var identity = new BsonWriter();
        identity.Begin().Int32("_id"u8, 1).Int32("shards"u8, shards)
            .Int64("secret0"u8, BitConverter.ToInt64(secret, 0)).Int64("secret1"u8, BitConverter.ToInt64(secret, 8))
            .End();
        client.TryInsert("identity", identity);
        return LoadIdentity(client)!;
    }

    private static void Index(MongoClient client, string collection, ReadOnlySpan<byte> field, bool isUnique)
    {
        using var command = new BsonWriter();
        command.Begin().Text("createIndexes"u8, collection).BeginArray("indexes"u8).Begin("0"u8)
            .Begin("key"u8).Int32(field, 1).End().Text("name"u8, "by_field").Bool("unique"u8, isUnique).End().End()
            .End();
        client.Run(command);
    }
}
