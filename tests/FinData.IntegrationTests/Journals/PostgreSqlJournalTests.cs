using FinData.Connectors;
using FinData.Connectors.PostgreSql;
using FinData.Engine.Journals;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Journals;

[CollectionDefinition("postgresql")]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlServer>;

[Collection("postgresql")]
public sealed class PostgreSqlJournalTests(PostgreSqlServer server)
{
    private static int names;

    public static TheoryData<string> Sentences => ContractSentences.Names;

    private readonly string name = $"journal_{Interlocked.Increment(ref names)}";

    [ServerTheory("postgresql"), MemberData(nameof(Sentences))]
    public void A_journal_on_PostgreSQL_keeps_the_contract(string sentence) =>
        ContractSentences.Run(sentence, shards => PostgreSqlJournal.Open(Address(name), shards));

    [ServerFact("postgresql")]
    public void Many_journals_share_a_server()
    {
        using var one = PostgreSqlJournal.Open(Address(name), 4);
        Assert.False(PostgreSqlJournal.Exists(Address($"{name}_b")));
        using var other = PostgreSqlJournal.Open(Address($"{name}_b"), 2);
        Assert.True(PostgreSqlJournal.Exists(Address($"{name}_b")));
        Assert.NotEqual(one.Identity, other.Identity);
        var error = Assert.Throws<JournalException>(() => PostgreSqlJournal.Open(Address(name), 3));
        Assert.Contains("4 shards", error.Message);
        Assert.Contains("--shards 3", error.Message);
    }

    [ServerFact("postgresql")]
    public void A_wrong_password_is_a_clear_error_that_does_not_tell_it()
    {
        _ = server.Uri;
        var address = JournalAddress.Parse(PostgreSqlServer.UriAt(server.Port, "guess%d"), name, "postgresql");
        var error = Assert.Throws<JournalException>(() => PostgreSqlJournal.Open(address));
        Assert.Contains("refuses the user or the password", error.Message);
        Assert.Contains($"postgresql://findata@127.0.0.1:{server.Port}/postgres", error.Message);
        Assert.DoesNotContain("guess", error.ToString());
        Assert.False(error.IsTransient);
    }

    [Fact]
    public void A_server_that_is_not_there_is_a_clear_error()
    {
        var address = JournalAddress.Parse(PostgreSqlServer.UriAt(1), name, "postgresql");
        var error = Assert.Throws<JournalException>(() => PostgreSqlJournal.Open(address));
        Assert.Contains("cannot be reached", error.Message);
        Assert.DoesNotContain(PostgreSqlServer.Password, error.ToString());
        Assert.True(error.IsTransient);
    }

    private JournalAddress Address(string journal) => JournalAddress.Parse(server.Uri, journal, "postgresql");
}
