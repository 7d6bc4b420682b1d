using Npgsql;
using NpgsqlTypes;

namespace FinData.Connectors.PostgreSql;

/// <summary>The tables <c>events</c> and <c>balances</c> beside the journal's; a write is one transaction.</summary>
internal sealed class PostgreSqlReadModel : ReadModel
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS events (
            shard int, batch int, index int, entity text NOT NULL, kind text NOT NULL, time timestamptz NOT NULL,
            amount numeric NOT NULL, balance numeric, currency text NOT NULL, transaction text, other text, reason text,
            PRIMARY KEY (shard, batch, index));
        CREATE TABLE IF NOT EXISTS balances (
            entity text PRIMARY KEY, balance numeric NOT NULL, currency text NOT NULL, time timestamptz NOT NULL,
            batch int NOT NULL);
        CREATE TABLE IF NOT EXISTS read_position (shard int PRIMARY KEY, batch int NOT NULL);
        """;

    private readonly PostgreSqlConnections server;

    public PostgreSqlReadModel(PostgreSqlConnections server)
    {
        this.server = server;
        server.Scalar(Schema);
    }

    public override int LastBatch(int shard) =>
        server.Scalar("SELECT batch FROM read_position WHERE shard = $1", shard) as int? ?? 0;

    public override void Write(int shard, int upTo, IReadOnlyList<EventRow> events) => server.Use(connection =>
    {
        using var transaction = connection.BeginTransaction();
        // Another that writes the same waits here, and finds it written.
        Run(connection, "INSERT INTO read_position VALUES ($1, 0) ON CONFLICT DO NOTHING", shard);
        using var select = PostgreSqlConnections.Command(connection,
            "SELECT batch FROM read_position WHERE shard = $1 FOR UPDATE", shard);
        var last = (int)select.ExecuteScalar()!;
        if (last >= upTo) return 0;
        var missing = events.Where(e => e.Batch > last).ToList();
        Copy(connection, shard, missing);
        WriteBalances(connection, [.. Newest(missing)]);
        var written = Run(connection, "UPDATE read_position SET batch = $2 WHERE shard = $1", shard, upTo);
        transaction.Commit();
        return written;
    });

    private static void Copy(NpgsqlConnection connection, int shard, List<EventRow> events)
    {
        using var rows = connection.BeginBinaryImport("COPY events FROM STDIN BINARY");
        foreach (var e in events)
        {
            rows.StartRow();
            rows.Write(shard, NpgsqlDbType.Integer);
            rows.Write(e.Batch, NpgsqlDbType.Integer);
            rows.Write(e.Index, NpgsqlDbType.Integer);
            rows.Write(e.Entity, NpgsqlDbType.Text);
            rows.Write(e.Kind, NpgsqlDbType.Text);
            rows.Write(TimeOf(e), NpgsqlDbType.TimestampTz);
            rows.Write(e.Amount, NpgsqlDbType.Numeric);
            if (e.Balance is { } balance) rows.Write(balance, NpgsqlDbType.Numeric);
            else rows.WriteNull();
            rows.Write(e.Currency, NpgsqlDbType.Text);
            rows.Write(e.Transaction, NpgsqlDbType.Text);
            rows.Write(e.Other, NpgsqlDbType.Text);
            rows.Write(e.Reason, NpgsqlDbType.Text);
        }
        rows.Complete();
    }

    private static void WriteBalances(NpgsqlConnection connection, EventRow[] newest) => Run(connection,
        "INSERT INTO balances SELECT * FROM unnest($1, $2, $3, $4, $5) " +
        "ON CONFLICT (entity) DO UPDATE SET balance = excluded.balance, currency = excluded.currency, " +
        "time = excluded.time, batch = excluded.batch WHERE balances.batch < excluded.batch",
        newest.Select(e => e.Entity).ToArray(), newest.Select(e => e.Balance!.Value).ToArray(),
        newest.Select(e => e.Currency).ToArray(), newest.Select(TimeOf).ToArray(),
        newest.Select(e => e.Batch).ToArray());

    private static DateTime TimeOf(EventRow e) => DateTimeOffset.FromUnixTimeMilliseconds(e.Time).UtcDateTime;

    private static int Run(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        using var command = PostgreSqlConnections.Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }
}
