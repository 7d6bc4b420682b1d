using System.Data;
using FinData.Engine.Journals;
using Npgsql;

namespace FinData.Connectors.PostgreSql;

/// <summary>Connections to a server, and in words what went wrong with it.</summary>
internal sealed class PostgreSqlConnections : IDisposable
{
    private readonly JournalAddress address;
    private readonly NpgsqlDataSource connections;

    public PostgreSqlConnections(JournalAddress address)
    {
        this.address = address;
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Hosts, Username = address.User, Password = address.Password,
            Database = address.Database ?? "postgres", SearchPath = address.Name, ApplicationName = "findata",
            MaxAutoPrepare = 32, AutoPrepareMinUsages = 2,
            // Whatever the server's defaults are: what was acknowledged is on its disk; and a node that was cut off in
            // the middle of an append is found out within 20 s, not two hours, for which nobody else could write the
            // same batch.
            Options = "-c synchronous_commit=on -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 " +
                "-c tcp_keepalives_count=3 -c tcp_user_timeout=20000",
        };
        try
        {
            foreach (var option in (address.Options ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = option.Split('=', 2);
                settings[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "");
            }
            connections = NpgsqlDataSource.Create(settings);
        }
        catch (ArgumentException e)
        {
            throw new JournalException($"The address of the journal at {address} has an option that cannot be: " +
                $"{e.Message}", false, e);
        }
    }

    /// <summary>Works with a connection; an error is told in words.</summary>
    public T Use<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            using var connection = connections.OpenConnection();
            return work(connection);
        }
        catch (NpgsqlException e)
        {
            throw Error(e);
        }
    }

    /// <summary>The first value that a statement gives; null for none.</summary>
    public object? Scalar(string sql, params object[] parameters) => Use(connection =>
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteScalar();
    });

    /// <summary>Reads rows until there are no more.</summary>
    public List<T> Rows<T>(string sql, Func<NpgsqlDataReader, T> rowOf, params object[] parameters) =>
        Use(connection =>
        {
            using var command = Command(connection, sql, parameters);
            using var row = command.ExecuteReader(CommandBehavior.SequentialAccess);
            var rows = new List<T>();
            while (row.Read()) rows.Add(rowOf(row));
            return rows;
        });

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }

    public void Dispose() => connections.Dispose();

    private JournalException Error(NpgsqlException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Failed($"refuses the user or the password ({e.Message}). Look at FINDATA_JOURNAL_URI.", false, e),
        PostgresErrorCodes.InvalidCatalogName =>
            Failed($"has no such database ({e.Message}). Make it with 'createdb', or name another.", false, e),
        PostgresErrorCodes.InsufficientPrivilege => Failed($"does not let this user do that ({e.Message}). The user " +
            $"needs a schema '{address.Name}' of its own, or the right to make one.", false, e),
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.TooManyConnections =>
            Failed($"has no room left ({e.Message}). Make some; what was acknowledged is safe.", true, e),
        { } state when e is PostgresException && !e.IsTransient && !IsGoingAway(state) =>
            Failed($"cannot do what was asked: {e.Message}", false, e),
        null => Failed($"cannot be reached ({e.InnerException?.Message ?? e.Message}). Look whether it runs and the " +
            "address is right; what was acknowledged is safe.", true, e),
        _ => Failed($"has broken it off ({e.Message}). What was acknowledged is safe.", true, e),
    };

    // Operator intervention: shut down, crashed, or still starting.
    private static bool IsGoingAway(string state) => state.StartsWith("57P", StringComparison.Ordinal);

    private JournalException Failed(string what, bool isTransient, Exception inner) =>
        new($"The PostgreSQL server {address} {what}", isTransient, inner);
}
