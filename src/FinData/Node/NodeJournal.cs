using System.Text;
using FinData.Connectors;
using FinData.Connectors.MongoDb;
using FinData.Connectors.PostgreSql;
using FinData.Connectors.Sqlite;
using FinData.Engine.Journals;

namespace FinData.Node;

/// <summary>What keeps the journal.</summary>
public enum JournalKind
{
    /// <summary>A file in the data folder.</summary>
    Sqlite,

    /// <summary>A schema on a PostgreSQL server.</summary>
    PostgreSql,

    /// <summary>A database on a MongoDB server.</summary>
    MongoDb,
}

/// <summary>Where the journal is.</summary>
/// <remarks>The URI may have a password: it is in no text that is made of this.</remarks>
public sealed record JournalSettings
{
    /// <summary>The variable that holds a server's URI, so that a password stands in no file.</summary>
    public const string UriVariable = "FINDATA_JOURNAL_URI";

    /// <summary>What keeps it (default: SQLite).</summary>
    public JournalKind Kind { get; init; }

    /// <summary>The server; empty for none.</summary>
    public string Uri { get; init; } = "";

    /// <summary>The journal's name on its server (default: findata).</summary>
    public string Name { get; init; } = "findata";

    /// <summary>Whether a server has events and balances for its own tools too (default: no).</summary>
    public bool HasReadModel { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"Kind = {Kind}, Name = {Name}");
        return true;
    }
}

/// <summary>The journal that settings name.</summary>
internal static class NodeJournal
{
    /// <summary>Opens it, or makes it.</summary>
    public static Journal Open(NodeSettings settings) => settings.Journal.Kind switch
    {
        JournalKind.PostgreSql =>
            PostgreSqlJournal.Open(AddressOf(settings.Journal), settings.Shards, settings.ShardsOfNew),
        JournalKind.MongoDb =>
            MongoDbJournal.Open(AddressOf(settings.Journal), settings.Shards, settings.ShardsOfNew),
        _ => SqliteJournal.Open(settings.Data, settings.Shards, settings.ShardsOfNew),
    };

    /// <summary>Stops who would ask a journal that is not there.</summary>
    /// <exception cref="NodeException">There is none.</exception>
    public static void Require(NodeSettings settings)
    {
        var (folder, journal) = (settings.Data, settings.Journal);
        var isThere = journal.Kind switch
        {
            JournalKind.PostgreSql => PostgreSqlJournal.Exists(AddressOf(journal)),
            JournalKind.MongoDb => MongoDbJournal.Exists(AddressOf(journal)),
            _ => SqliteJournal.Exists(folder),
        };
        if (isThere) return;
        throw new NodeException((journal.Kind == JournalKind.Sqlite
            ? $"There is no journal in the data folder '{folder}'. " + (Directory.Exists(folder)
                ? "Where its node keeps the journal on a server, give the node's --config; else name the folder of a " +
                    "node with --data, " : "Name the folder of a node with --data, ")
            : $"There is no journal '{journal.Name}' at {AddressOf(journal)}. Name another with --set journal.name, ") +
            $"or fill this one: findata replay FILE --data {folder}");
    }

    /// <summary>What the journal's server shows to its own tools; null where there is none, or it is off.</summary>
    public static ReadModel? ReadModelOf(Journal journal, JournalSettings settings) => journal switch
    {
        PostgreSqlJournal postgreSql when settings.HasReadModel => postgreSql.ReadModel(),
        MongoDbJournal mongoDb when settings.HasReadModel => mongoDb.ReadModel(),
        _ => null,
    };

    /// <summary>Deletes it with all that it has.</summary>
    public static void Delete(JournalSettings settings)
    {
        if (settings.Kind == JournalKind.PostgreSql) PostgreSqlJournal.Delete(AddressOf(settings));
        if (settings.Kind == JournalKind.MongoDb) MongoDbJournal.Delete(AddressOf(settings));
    }

    private static JournalAddress AddressOf(JournalSettings settings)
    {
        var name = settings.Kind.ToString().ToLowerInvariant();
        if (settings.Uri.Length == 0)
            throw new NodeException($"The journal is on a server (journal.kind={name}), and nobody says on which: " +
                $"set {JournalSettings.UriVariable}={name}://user:password@host/, or leave journal.kind out.");
        return settings.Kind == JournalKind.PostgreSql
            ? JournalAddress.Parse(settings.Uri, settings.Name, "postgresql", "postgres")
            : JournalAddress.Parse(settings.Uri, settings.Name, "mongodb", "mongodb+srv");
    }
}
