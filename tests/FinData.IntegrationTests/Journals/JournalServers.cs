using FinData.Connectors;
using FinData.Connectors.MongoDb;
using FinData.Connectors.PostgreSql;
using FinData.Engine.Journals;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Journals;

/// <summary>Servers that journals are on, shared by a collection; each is started when it is needed.</summary>
public sealed class JournalServers : IDisposable
{
    public const string PostgreSql = "postgresql", MongoDb = "mongodb";

    private readonly PostgreSqlServer postgreSql = new();
    private readonly MongoDbServer mongoDb = new();
    private int names;

    public Toxiproxy Toxiproxy { get; } = new();

    public Server Of(string kind) => kind == PostgreSql ? postgreSql : mongoDb;

    /// <summary>A name that no other journal has.</summary>
    public string NewName() => $"journal_{Interlocked.Increment(ref names)}";

    /// <summary>The address of a server; by way of another port, with another password, with more options.</summary>
    public string Uri(string kind, int? port = null, string? password = null, string options = "")
    {
        Of(kind).Start();
        return kind == PostgreSql
            ? PostgreSqlServer.UriAt(port ?? postgreSql.Port, password ?? PostgreSqlServer.Password) +
                (options == "" ? "" : $"?{options}")
            : MongoDbServer.UriAt(port ?? mongoDb.Port, password ?? MongoDbServer.Password) +
                (options == "" ? "" : $"&{options}");
    }

    public static JournalAddress Address(string kind, string uri, string name) => JournalAddress.Parse(uri, name, kind);

    public Journal Open(string kind, string name, int? shards = 4) => Open(kind, Uri(kind), name, shards);

    public static Journal Open(string kind, string uri, string name, int? shards = 4) => kind == PostgreSql
        ? PostgreSqlJournal.Open(Address(kind, uri, name), shards)
        : MongoDbJournal.Open(Address(kind, uri, name), shards);

    /// <summary>What tells the program that its journal is there.</summary>
    public Dictionary<string, string> Environment(string kind, string name) => new()
    {
        ["FINDATA__JOURNAL__KIND"] = kind, ["FINDATA__JOURNAL__NAME"] = name, ["FINDATA_JOURNAL_URI"] = Uri(kind),
    };

    public void Dispose()
    {
        Toxiproxy.Dispose();
        mongoDb.Dispose();
        postgreSql.Dispose();
    }
}

[CollectionDefinition("journal servers")]
public sealed class JournalServersCollection : ICollectionFixture<JournalServers>;
