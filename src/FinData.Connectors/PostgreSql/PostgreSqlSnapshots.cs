using FinData.Engine.Journals;
using FinData.Engine.Memory;
using Npgsql;
using NpgsqlTypes;

namespace FinData.Connectors.PostgreSql;

/// <summary>Snapshots on the server; each is one transaction with a binary copy of its parts.</summary>
internal sealed class PostgreSqlSnapshots(PostgreSqlConnections server)
{
    public void Save(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep) =>
        server.Use(connection => Save(connection, shard, batch, parts, keep));

    private static int Save(NpgsqlConnection connection, int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts,
        int keep)
    {
        using var transaction = connection.BeginTransaction();
        Run(connection, "DELETE FROM snapshot WHERE shard = $1 AND batch = $2", shard, batch);
        Run(connection, "DELETE FROM snapshot_part WHERE shard = $1 AND batch = $2", shard, batch);
        var count = Copy(connection, shard, batch, parts);
        Run(connection, "INSERT INTO snapshot VALUES ($1, $2, $3)", shard, batch, count);
        foreach (var table in (string[])["snapshot", "snapshot_part"])
            Run(connection, $"DELETE FROM {table} WHERE shard = $1 AND batch < (SELECT min(batch) FROM " +
                "(SELECT batch FROM snapshot WHERE shard = $1 ORDER BY batch DESC LIMIT $2) kept)", shard, keep);
        transaction.Commit();
        return count;
    }

    public (int Batch, IEnumerable<byte[]> Parts)? Load(int shard, int atMost)
    {
        var found = server.Rows("SELECT batch, parts FROM snapshot WHERE shard = $1 AND batch <= $2 " +
            "ORDER BY batch DESC LIMIT 1", row => (Batch: row.GetInt32(0), Parts: row.GetInt32(1)), shard, atMost);
        return found is [var (batch, parts)] ? (batch, Parts(shard, batch, parts)) : null;
    }

    private IEnumerable<byte[]> Parts(int shard, int batch, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var found = server.Rows("SELECT checksum, data FROM snapshot_part " +
                "WHERE shard = $1 AND batch = $2 AND number = $3",
                row => (Checksum: row.GetInt64(0), Data: row.GetFieldValue<byte[]>(1)), shard, batch, number);
            if (found is not [var (checksum, data)] || Crc32C.Compute(data) != checksum)
                throw new JournalException($"Part {number} of the snapshot of shard {shard} at batch {batch} is " +
                    "damaged. Delete the rows of the journal's tables snapshot and snapshot_part: recovery from the " +
                    "journal alone takes longer and gives the same state.");
            yield return data;
        }
    }

    private static int Copy(NpgsqlConnection connection, int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        using var rows = connection.BeginBinaryImport("COPY snapshot_part FROM STDIN BINARY");
        var number = 0;
        foreach (var part in parts)
        {
            rows.StartRow();
            rows.Write(shard, NpgsqlDbType.Integer);
            rows.Write(batch, NpgsqlDbType.Integer);
            rows.Write(number++, NpgsqlDbType.Integer);
            rows.Write((long)Crc32C.Compute(part.Span), NpgsqlDbType.Bigint);
            rows.Write(part, NpgsqlDbType.Bytea);
        }
        rows.Complete();
        return number;
    }

    private static void Run(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        using var command = PostgreSqlConnections.Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }
}
