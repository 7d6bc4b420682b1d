using System.Runtime.InteropServices;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using Microsoft.Data.Sqlite;

namespace FinData.Connectors.Sqlite;

/// <summary>
/// Snapshots of an embedded node, block by block, in a file of their own; a snapshot counts once its last row is there.
/// </summary>
internal sealed class SqliteSnapshots(string file) : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS snapshot (
            shard INTEGER, batch INTEGER, parts INTEGER NOT NULL, PRIMARY KEY (shard, batch));
        CREATE TABLE IF NOT EXISTS part (
            shard INTEGER, batch INTEGER, number INTEGER, checksum INTEGER NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY (shard, batch, number));
        """;
    private const int PartsPerCommit = 32;      // Eight MiB: a snapshot never holds much in the log.

    private readonly Lock gate = new();
    private SqliteConnection? connection;

    private SqliteConnection Connection
    {
        get
        {
            if (connection is null)
            {
                connection = SqliteFile.Open(file, readOnly: false);
                SqliteFile.Run(connection, Schema, file);
            }
            return connection;
        }
    }

    public void Save(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep)
    {
        lock (gate)
        {
            Delete(shard, "batch = $batch", batch);
            var number = 0;
            using var next = parts.GetEnumerator();
            for (var isMore = next.MoveNext(); isMore;)
            {
                using var transaction = SqliteFile.Begin(Connection, file);
                for (var left = PartsPerCommit; left > 0 && isMore; left--, isMore = next.MoveNext())
                    Run("INSERT INTO part VALUES ($shard, $batch, $number, $checksum, $data)",
                        ("$shard", shard), ("$batch", batch), ("$number", number++),
                        ("$checksum", (long)Crc32C.Compute(next.Current.Span)), ("$data", WholeArray(next.Current)));
                SqliteFile.Commit(transaction, file);
            }
            Run("INSERT INTO snapshot VALUES ($shard, $batch, $parts)",
                ("$shard", shard), ("$batch", batch), ("$parts", number));
            var oldest = Run("SELECT min(batch) FROM " +
                "(SELECT batch FROM snapshot WHERE shard = $shard ORDER BY batch DESC LIMIT $keep)",
                ("$shard", shard), ("$keep", keep));
            Delete(shard, "batch < $batch", (int)(long)oldest!);
        }
    }

    public (int Batch, IEnumerable<byte[]> Parts)? Load(int shard, int atMost)
    {
        if (!File.Exists(file)) return null;
        lock (gate)
        {
            using var command = Command("SELECT batch, parts FROM snapshot " +
                "WHERE shard = $shard AND batch <= $batch ORDER BY batch DESC LIMIT 1",
                ("$shard", shard), ("$batch", atMost));
            using var row = SqliteFile.Query(command, file);
            if (!SqliteFile.Next(row, file)) return null;
            var (batch, parts) = (row.GetInt32(0), row.GetInt32(1));
            return (batch, Parts(shard, batch, parts));
        }
    }

    public void Dispose() => connection?.Dispose();

    private IEnumerable<byte[]> Parts(int shard, int batch, int count)
    {
        for (var number = 0; number < count; number++)
        {
            byte[] data;
            lock (gate)
            {
                using var command = Command("SELECT checksum, data FROM part " +
                    "WHERE shard = $shard AND batch = $batch AND number = $number",
                    ("$shard", shard), ("$batch", batch), ("$number", number));
                using var row = SqliteFile.Query(command, file);
                var found = SqliteFile.Next(row, file);
                data = found ? (byte[])row[1] : [];
                if (!found || Crc32C.Compute(data) != row.GetInt64(0))
                    throw new JournalException(
                        $"Part {number} of the snapshot of shard {shard} at batch {batch} in '{file}' is damaged. " +
                        "Delete that file: recovery from the journal alone takes longer and gives the same state.");
            }
            yield return data;
        }
    }

    private static byte[] WholeArray(ReadOnlyMemory<byte> part) =>
        MemoryMarshal.TryGetArray(part, out var array) && array.Count == array.Array!.Length ? array.Array
            : part.ToArray();

    private void Delete(int shard, string which, int batch)
    {
        using var transaction = SqliteFile.Begin(Connection, file);
        foreach (var table in (string[])["snapshot", "part"])
            Run($"DELETE FROM {table} WHERE shard = $shard AND {which}", ("$shard", shard), ("$batch", batch));
        SqliteFile.Commit(transaction, file);
    }

    private object? Run(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return SqliteFile.Scalar(command, file);
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
