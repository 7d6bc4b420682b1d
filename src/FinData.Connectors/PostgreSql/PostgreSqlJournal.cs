using System.Security.Cryptography;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using Npgsql;
using NpgsqlTypes;

namespace FinData.Connectors.PostgreSql;

/// <summary>A journal on a PostgreSQL server: a schema of its own, of the journal's name.</summary>
/// <remarks>
/// The batches of an append go to the server together, in binary, and are one transaction: one round trip and one
/// flush. The primary key <c>(shard, number)</c> fences. Any number of processes may have it open.
/// </remarks>
public sealed class PostgreSqlJournal : Journal
{
    // Not compressed: batches are appended far more often than read. What that saves the server was not measured.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS identity (
            one boolean PRIMARY KEY CHECK (one), shards int NOT NULL, secret0 bigint NOT NULL, secret1 bigint NOT NULL);
        CREATE TABLE IF NOT EXISTS source (number int PRIMARY KEY, name text NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS batch (
            shard int, number int, tags int NOT NULL, data bytea NOT NULL,
            PRIMARY KEY (shard, number));
        CREATE TABLE IF NOT EXISTS snapshot (shard int, batch int, parts int NOT NULL, PRIMARY KEY (shard, batch));
        CREATE TABLE IF NOT EXISTS snapshot_part (
            shard int, batch int, number int, checksum bigint NOT NULL, data bytea NOT NULL,
            PRIMARY KEY (shard, batch, number));
        ALTER TABLE batch ALTER data SET STORAGE EXTERNAL;
        ALTER TABLE snapshot_part ALTER data SET STORAGE EXTERNAL;
        """;

    private const int ShardsMax = 1024, BatchesPerQuery = 32;

    private readonly PostgreSqlConnections server;
    private readonly PostgreSqlSnapshots snapshots;
    private readonly int[] last;    // By shard: the highest number known to be there; -1 before it was looked up.

    private PostgreSqlJournal(PostgreSqlConnections server, JournalIdentity identity)
    {
        (this.server, Identity, snapshots) = (server, identity, new PostgreSqlSnapshots(server));
        last = new int[identity.Shards];
        Array.Fill(last, -1);
    }

    /// <inheritdoc/>
    public override JournalIdentity Identity { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<int, string> Sources => server
        .Rows("SELECT number, name FROM source", row => (Number: row.GetInt32(0), Name: row.GetString(1)))
        .ToDictionary(s => s.Number, s => s.Name);

    /// <summary>True when the server has a journal of this name.</summary>
    public static bool Exists(JournalAddress address)
    {
        using var server = new PostgreSqlConnections(address);
        return server.Scalar("SELECT to_regclass('identity') IS NOT NULL") is true;
    }

    /// <summary>Deletes the journal of this name, with all that is in its schema.</summary>
    public static void Delete(JournalAddress address)
    {
        using var server = new PostgreSqlConnections(address);
        server.Scalar($"DROP SCHEMA IF EXISTS \"{address.Name}\" CASCADE");
    }

    /// <summary>Opens a journal, or makes it with a number of shards.</summary>
    /// <param name="address">The server and the journal's name.</param>
    /// <param name="shards">How many shards; null for as many as it has.</param>
    /// <param name="shardsOfNew">How many shards a new one gets where <paramref name="shards"/> is null.</param>
    /// <exception cref="JournalException">
    /// It has another number of shards, or the server cannot be reached or refuses it.
    /// </exception>
    public static PostgreSqlJournal Open(JournalAddress address, int? shards = null, int shardsOfNew = 8)
    {
        if ((shards ?? shardsOfNew) is < 1 or > ShardsMax)
            throw new JournalException($"A journal has 1 to {ShardsMax} shards, not {shards ?? shardsOfNew}.");
        var server = new PostgreSqlConnections(address);
        try
        {
            if (server.Scalar("SELECT to_regclass('snapshot_part') IS NOT NULL") is not true)
                server.Scalar("SELECT pg_advisory_xact_lock(hashtext('findata'));" +
                    $"CREATE SCHEMA IF NOT EXISTS \"{address.Name}\";" + Schema);
            var identity = LoadIdentity(server, shards ?? shardsOfNew);
            if (shards is { } wanted && wanted != identity.Shards)
                throw new JournalException($"The journal '{address.Name}' at {address} is divided into " +
                    $"{identity.Shards} shards and cannot be opened with --shards {wanted}. Leave --shards out, " +
                    "or name another journal.");
            return new PostgreSqlJournal(server, identity);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Events and balances for SQL, in the same schema.</summary>
    public ReadModel ReadModel() => new PostgreSqlReadModel(server);

    /// <inheritdoc/>
    public override void Append(IReadOnlyList<Batch> batches)
    {
        try
        {
            foreach (var batch in batches) Follow(batch);
            // In one order by all: two owners who write the same numbers wait for each other, and never in a circle.
            var missing = batches.OrderBy(b => (b.Shard, b.Number)).ToList();
            while (missing.Count > 0 && !TryInsert(missing)) missing.RemoveAll(IsStored);
        }
        catch
        {
            Array.Fill(last, -1);
            throw;
        }
    }

    /// <inheritdoc/>
    public override int LastBatch(int shard) =>
        server.Scalar("SELECT max(number) FROM batch WHERE shard = $1", shard) as int? ?? 0;

    /// <inheritdoc/>
    public override unsafe void Read(int shard, int from, int to, uint tags, Visitor visit)
    {
        var sql = "SELECT number, data FROM batch WHERE shard = $1 AND number BETWEEN $2 AND $3" +
            (tags == 0 ? "" : $" AND tags & {tags} <> 0") + $" ORDER BY number LIMIT {BatchesPerQuery}";
        while (from <= to)
        {
            var rows = server.Rows(sql, row => (Number: row.GetInt32(0), Data: row.GetFieldValue<byte[]>(1)),
                shard, from, to);
            foreach (var (number, data) in rows)
                fixed (byte* at = data)
                    if (!visit(number, at, data.Length)) return;
            if (rows.Count < BatchesPerQuery || rows[^1].Number == int.MaxValue) return;
            from = rows[^1].Number + 1;
        }
    }

    /// <inheritdoc/>
    public override int SourceNumber(string name) => server.Use(connection =>
    {
        using var transaction = connection.BeginTransaction();
        using var command = PostgreSqlConnections.Command(connection, "LOCK TABLE source IN EXCLUSIVE MODE");
        command.ExecuteNonQuery();
        using var insert = PostgreSqlConnections.Command(connection, "INSERT INTO source " +
            "SELECT coalesce(max(number), 0) + 1, $1 FROM source ON CONFLICT (name) DO NOTHING", name);
        insert.ExecuteNonQuery();
        using var select = PostgreSqlConnections.Command(connection, "SELECT number FROM source WHERE name = $1", name);
        var number = (int)select.ExecuteScalar()!;
        transaction.Commit();
        return number;
    });

    /// <inheritdoc/>
    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        snapshots.Save(shard, batch, parts, keep);

    /// <inheritdoc/>
    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue) =>
        snapshots.Load(shard, atMost);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => server.Dispose();

    // A hole would come to light at the next recovery only, when what is missing is long acknowledged.
    private void Follow(Batch batch)
    {
        ref var known = ref last[batch.Shard];
        if (batch.Number > known + 1) known = LastBatch(batch.Shard);
        RequireNoHole(batch, known);
        known = Math.Max(known, batch.Number);
    }

    // Several statements without an explicit transaction, sent together, are one transaction and one round trip.
    private bool TryInsert(List<Batch> batches) => server.Use(connection =>
    {
        using var all = new NpgsqlBatch(connection);
        foreach (var batch in batches)
        {
            var insert = new NpgsqlBatchCommand("INSERT INTO batch VALUES ($1, $2, $3, $4)");
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch.Shard });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch.Number });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)batch.Tags });
            insert.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>>
            {
                TypedValue = new BatchMemory(batch.Data).Memory, NpgsqlDbType = NpgsqlDbType.Bytea,
            });
            all.BatchCommands.Add(insert);
        }
        try
        {
            all.ExecuteNonQuery();
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    });

    // Our own is a success whose answer was lost, another's means that the shard has moved.
    private unsafe bool IsStored(Batch batch)
    {
        var isStored = false;
        Read(batch.Shard, batch.Number, batch.Number, 0, (number, data, length) =>
        {
            if (!batch.Data.Written.SequenceEqual(new ReadOnlySpan<byte>(data, length)))
                throw new JournalFencedException(batch.Shard, number);
            return isStored = true;
        });
        return isStored;
    }

    private static JournalIdentity LoadIdentity(PostgreSqlConnections server, int shardsOfNew)
    {
        var secret = RandomNumberGenerator.GetBytes(16);
        server.Scalar("INSERT INTO identity VALUES (true, $1, $2, $3) ON CONFLICT DO NOTHING", shardsOfNew,
            BitConverter.ToInt64(secret, 0), BitConverter.ToInt64(secret, 8));
        return server.Rows("SELECT shards, secret0, secret1 FROM identity", row =>
            new JournalIdentity(row.GetInt32(0), (ulong)row.GetInt64(1), (ulong)row.GetInt64(2))).Single();
    }
}
