using System.Security.Cryptography;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FinData.Connectors.Sqlite;

/// <summary>
/// The journal of an embedded node: one SQLite file in the data folder, every commit synced before it returns.
/// </summary>
/// <remarks>
/// Write-ahead log with <c>synchronous=FULL</c>; pages of 64 KiB, since batches are large (a third of the CPU of 4 KiB
/// pages). Snapshots are in a file of their own, so that they never wait for a commit nor a commit for them.
/// </remarks>
public sealed unsafe class SqliteJournal : Journal
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS identity (
            shards INTEGER NOT NULL, secret0 INTEGER NOT NULL, secret1 INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS source (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY, tags INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS batch_alert ON batch (id) WHERE tags & 32 != 0;
        CREATE INDEX IF NOT EXISTS batch_dead_letter ON batch (id) WHERE tags & 64 != 0;
        CREATE INDEX IF NOT EXISTS batch_differs ON batch (id) WHERE tags & 128 != 0;
        """;

    private readonly string file;
    private readonly SqliteConnection writer;
    private readonly SqliteSnapshots snapshots;
    private readonly Lock reading = new();
    private sqlite3_stmt insert = null!, begin = null!, commit = null!, rollback = null!;
    private readonly int[] last;    // By shard: the highest number known to be there; -1 before it was looked up.

    private SqliteJournal(string folder, SqliteConnection writer, JournalIdentity identity)
    {
        (file, this.writer, Identity) = (Path.Combine(folder, FileName), writer, identity);
        snapshots = new SqliteSnapshots(Path.Combine(folder, "snapshots.db"));
        last = new int[identity.Shards];
        Array.Fill(last, -1);
    }

    /// <summary>The journal's file in a data folder.</summary>
    public const string FileName = "journal.db";

    /// <inheritdoc/>
    public override JournalIdentity Identity { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<int, string> Sources
    {
        get
        {
            using var connection = SqliteFile.Open(file, readOnly: true);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT number, name FROM source";
            using var row = SqliteFile.Query(command, file);
            var sources = new Dictionary<int, string>();
            while (SqliteFile.Next(row, file)) sources.Add(row.GetInt32(0), row.GetString(1));
            return sources;
        }
    }

    /// <summary>True when a folder has a journal.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Opens the journal of a folder, or makes it with a number of shards.</summary>
    /// <param name="folder">The data folder; made when it is missing.</param>
    /// <param name="shards">How many shards; null for as many as it has.</param>
    /// <param name="shardsOfNew">How many shards a new one gets where <paramref name="shards"/> is null.</param>
    /// <exception cref="JournalException">
    /// The folder belongs to another number of shards, or the file is no journal.
    /// </exception>
    public static SqliteJournal Open(string folder, int? shards = null, int shardsOfNew = 8)
    {
        if ((shards ?? shardsOfNew) is < 1 or > JournalIdentity.ShardsMax)
            throw new JournalException(
                $"A data folder has 1 to {JournalIdentity.ShardsMax} shards, not {shards ?? shardsOfNew}.");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        var writer = SqliteFile.Open(file, readOnly: false);
        try
        {
            SqliteFile.Run(writer, Schema, file);
            var identity = LoadIdentity(writer, file) ?? MakeIdentity(writer, shards ?? shardsOfNew, file);
            if (shards is { } wanted && wanted != identity.Shards)
                throw new JournalException(
                    $"The data folder '{folder}' is divided into {identity.Shards} shards and cannot be opened " +
                    $"with --shards {wanted}. Leave --shards out, or name another folder with --data.");
            return new SqliteJournal(folder, writer, identity).Prepare();
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Append(IReadOnlyList<Batch> batches)
    {
        // A file without a name goes on taking writes, and is gone with its process.
        if (!File.Exists(file))
            throw new JournalException($"'{file}' was moved away or deleted while it is in use: nothing more is " +
                $"decided. Move it back with '{FileName}-wal', and it goes on; where it was deleted, stop and " +
                "restore a backup.", isTransient: true);
        try
        {
            foreach (var batch in batches) Follow(batch);
            SqliteFile.Step(begin, writer, file);
            foreach (var batch in batches) Insert(batch);
            SqliteFile.Step(commit, writer, file);
        }
        catch
        {
            Array.Fill(last, -1);
            // After a full disk SQLite has rolled back by itself; then there is nothing to roll back.
            if (raw.sqlite3_get_autocommit(writer.Handle) == 0) SqliteFile.Step(rollback, writer, file);
            throw;
        }
    }

    /// <inheritdoc/>
    public override int LastBatch(int shard)
    {
        using var connection = SqliteFile.Open(file, readOnly: true);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(id) FROM batch WHERE id BETWEEN $from AND $to";
        command.Parameters.AddWithValue("$from", Id(shard, 0));
        command.Parameters.AddWithValue("$to", Id(shard, int.MaxValue));
        return SqliteFile.Scalar(command, file) is long id ? (int)(id & int.MaxValue) : 0;
    }

    /// <inheritdoc/>
    public override void Read(int shard, int from, int to, uint tags, Visitor visit)
    {
        if (from > to) return;
        using var connection = SqliteFile.Open(file, readOnly: true);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, data FROM batch WHERE id BETWEEN $from AND $to" +
            (tags == 0 ? "" : $" AND tags & {tags} != 0") + " ORDER BY id";
        command.Parameters.AddWithValue("$from", Id(shard, Math.Max(from, 1)));
        command.Parameters.AddWithValue("$to", Id(shard, to));
        using var row = SqliteFile.Query(command, file);
        while (SqliteFile.Next(row, file))
        {
            var data = raw.sqlite3_column_blob(row.Handle!, 1);
            fixed (byte* at = data)
                if (!visit((int)(row.GetInt64(0) & int.MaxValue), at, data.Length)) return;
        }
    }

    /// <inheritdoc/>
    public override int SourceNumber(string name)
    {
        lock (reading)
        {
            using var connection = SqliteFile.Open(file, readOnly: false);
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO source (name) VALUES ($name) ON CONFLICT (name) DO NOTHING;" +
                "SELECT number FROM source WHERE name = $name";
            command.Parameters.AddWithValue("$name", name);
            return (int)(long)SqliteFile.Scalar(command, file)!;
        }
    }

    /// <inheritdoc/>
    public override void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        snapshots.Save(shard, batch, parts, keep);

    /// <inheritdoc/>
    public override (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue) =>
        snapshots.Load(shard, atMost);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var statement in (sqlite3_stmt[])[insert, begin, commit, rollback]) statement?.Dispose();
        writer.Dispose();
        snapshots.Dispose();
    }

    private static long Id(int shard, int number) => (long)shard << 32 | (uint)number;

    private SqliteJournal Prepare()
    {
        insert = SqliteFile.Prepare(writer, "INSERT INTO batch (id, tags, data) VALUES (?, ?, ?)", file);
        begin = SqliteFile.Prepare(writer, "BEGIN IMMEDIATE", file);
        commit = SqliteFile.Prepare(writer, "COMMIT", file);
        rollback = SqliteFile.Prepare(writer, "ROLLBACK", file);
        return this;
    }

    // A hole would come to light at the next recovery only, when what is missing is long acknowledged.
    private void Follow(Batch batch)
    {
        ref var known = ref last[batch.Shard];
        if (batch.Number > known + 1) known = LastBatch(batch.Shard);
        RequireNoHole(batch, known);
        known = Math.Max(known, batch.Number);
    }

    private void Insert(Batch batch)
    {
        raw.sqlite3_bind_int64(insert, 1, Id(batch.Shard, batch.Number));
        raw.sqlite3_bind_int64(insert, 2, batch.Tags);
        raw.sqlite3_bind_blob(insert, 3, batch.Data.Written);
        var result = raw.sqlite3_step(insert);
        raw.sqlite3_reset(insert);
        if (result == raw.SQLITE_DONE) return;
        if (result == raw.SQLITE_CONSTRAINT)
        {
            if (IsStored(batch)) return;    // Our own: the answer to the first try was lost.
            throw new JournalFencedException(batch.Shard, batch.Number);
        }
        throw SqliteFile.Error(writer, result, file);
    }

    private bool IsStored(Batch batch)
    {
        var same = false;
        Read(batch.Shard, batch.Number, batch.Number, 0, (_, data, length) =>
        {
            same = batch.Data.Written.SequenceEqual(new ReadOnlySpan<byte>(data, length));
            return false;
        });
        return same;
    }

    private static JournalIdentity? LoadIdentity(SqliteConnection connection, string file)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT shards, secret0, secret1 FROM identity";
        using var row = SqliteFile.Query(command, file);
        return SqliteFile.Next(row, file)
            ? new JournalIdentity(row.GetInt32(0), (ulong)row.GetInt64(1), (ulong)row.GetInt64(2))
            : null;
    }

    private static JournalIdentity MakeIdentity(SqliteConnection connection, int shards, string file)
    {
        var secret = RandomNumberGenerator.GetBytes(16);
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO identity VALUES ($shards, $secret0, $secret1)";
        command.Parameters.AddWithValue("$shards", shards);
        command.Parameters.AddWithValue("$secret0", BitConverter.ToInt64(secret, 0));
        command.Parameters.AddWithValue("$secret1", BitConverter.ToInt64(secret, 8));
        SqliteFile.Scalar(command, file);
        return LoadIdentity(connection, file)!;
    }
}
