using FinData.Engine.Journals;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FinData.Connectors.Sqlite;

/// <summary>Opens SQLite files as a journal needs them, and says in words what went wrong with which file.</summary>
internal static class SqliteFile
{
    private const int CorruptPage = raw.SQLITE_CORRUPT, NotADatabase = raw.SQLITE_NOTADB;

    static SqliteFile() => Batteries_V2.Init();

    public static SqliteConnection Open(string file, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            Run(connection, readOnly
                ? "PRAGMA busy_timeout=10000; PRAGMA mmap_size=0"
                // A checkpoint each 64 MiB: seldom enough that pages are copied once, often enough for a small log.
                : "PRAGMA page_size=65536; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; " +
                    "PRAGMA busy_timeout=10000; PRAGMA wal_autocheckpoint=1024",
                file);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Error(e, file);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Run(SqliteConnection connection, string sql, string file)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Scalar(command, file);
    }

    public static object? Scalar(SqliteCommand command, string file)
    {
        try
        {
            return command.ExecuteScalar();
        }
        catch (SqliteException e)
        {
            throw Error(e, file);
        }
    }

    public static SqliteDataReader Query(SqliteCommand command, string file)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (SqliteException e)
        {
            throw Error(e, file);
        }
    }

    public static bool Next(SqliteDataReader reader, string file)
    {
        try
        {
            return reader.Read();
        }
        catch (SqliteException e)
        {
            throw Error(e, file);
        }
    }

    public static SqliteTransaction Begin(SqliteConnection connection, string file)
    {
        try
        {
            return connection.BeginTransaction();
        }
        catch (SqliteException e)
        {
            throw Error(e, file);
        }
    }

    public static void Commit(SqliteTransaction transaction, string file)
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw Error(e, file);
        }
    }

    public static sqlite3_stmt Prepare(SqliteConnection connection, string sql, string file)
    {
        var result = raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement);
        return result == raw.SQLITE_OK ? statement : throw Error(connection, result, file);
    }

    public static void Step(sqlite3_stmt statement, SqliteConnection connection, string file)
    {
        var result = raw.sqlite3_step(statement);
        var error = result == raw.SQLITE_DONE ? null : Error(connection, result, file);
        raw.sqlite3_reset(statement);
        if (error is not null) throw error;
    }

    public static JournalException Error(SqliteConnection connection, int result, string file) =>
        Error(result & 0xff, raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), file, null);

    private static JournalException Error(SqliteException e, string file) =>
        Error(e.SqliteErrorCode, e.Message, file, e);

    private static JournalException Error(int code, string message, string file, Exception? inner) => code switch
    {
        raw.SQLITE_FULL => new JournalException(
            $"The disk of '{file}' is full: nothing more can be decided until there is room. " +
            "Free some space; what was acknowledged is safe, and the same command goes on from there.", true, inner),
        raw.SQLITE_IOERR => new JournalException(
            $"'{file}' could not be read or written ({message}). Look at the disk's health " +
            "and room; what was acknowledged is safe.", true, inner),
        raw.SQLITE_BUSY =>
            new JournalException($"'{file}' is locked by another program. Stop the other one, or wait.", true, inner),
        CorruptPage or NotADatabase => new JournalDamagedException(
            $"'{file}' is damaged or no FinData file ({message}). Restore it from a backup.", inner),
        raw.SQLITE_CANTOPEN =>
            new JournalException($"'{file}' cannot be opened: look at the folder and its permissions.", false, inner),
        raw.SQLITE_READONLY =>
            new JournalException($"'{file}' cannot be written: look at its permissions.", false, inner),
        _ => new JournalException($"'{file}': {message} (SQLite error {code}).", false, inner),
    };
}
