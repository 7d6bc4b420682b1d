using FinData.Connectors.MongoDb;
using FinData.Connectors.PostgreSql;
using FinData.Engine.Journals;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Journals;

[Collection("journal servers")]
public sealed class ServerJournalTests(JournalServers servers)
{
    private readonly string name = servers.NewName();

    public static TheoryData<string> Sentences => ContractSentences.Names;

    [ServerTheory("postgresql"), MemberData(nameof(Sentences))]
    public void A_journal_on_PostgreSQL_keeps_the_contract(string sentence) =>
        ContractSentences.Run(sentence, shards => servers.Open(JournalServers.PostgreSql, name, shards));

    [ServerTheory("mongodb"), MemberData(nameof(Sentences))]
    public void A_journal_on_MongoDB_keeps_the_contract(string sentence) =>
        ContractSentences.Run(sentence, shards => servers.Open(JournalServers.MongoDb, name, shards));

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public void Many_journals_share_a_server(string kind)
    {
        using var one = servers.Open(kind, name);
        Assert.False(Exists(kind, $"{name}_b"));
        using var other = servers.Open(kind, $"{name}_b", 2);
        Assert.True(Exists(kind, $"{name}_b"));
        Assert.NotEqual(one.Identity, other.Identity);
        var error = Assert.Throws<JournalException>(() => servers.Open(kind, name, 3));
        Assert.Contains("4 shards", error.Message);
        Assert.Contains("--shards 3", error.Message);
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public void A_journal_that_is_deleted_is_gone(string kind)
    {
        JournalIdentity identity;
        using (var journal = servers.Open(kind, name)) identity = journal.Identity;
        var address = JournalServers.Address(kind, servers.Uri(kind), name);
        if (kind == JournalServers.PostgreSql) PostgreSqlJournal.Delete(address);
        else MongoDbJournal.Delete(address);
        Assert.False(Exists(kind, name));
        using var anew = servers.Open(kind, name);
        Assert.NotEqual(identity, anew.Identity);
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public void A_wrong_password_is_a_clear_error_that_does_not_tell_it(string kind)
    {
        var uri = servers.Uri(kind, password: "guess%d");
        var error = Assert.Throws<JournalException>(() => JournalServers.Open(kind, uri, name));
        Assert.Contains("refuses the user or the password", error.Message);
        Assert.Contains($"{kind}://findata@127.0.0.1:{servers.Of(kind).Port}", error.Message);
        Assert.DoesNotContain("guess", error.ToString());
        Assert.False(error.IsTransient);
    }

    [ServerFact("mongodb")]
    public void Without_a_login_it_is_a_clear_error()
    {
        servers.Of(JournalServers.MongoDb).Start();
        var uri = $"mongodb://127.0.0.1:{servers.Of(JournalServers.MongoDb).Port}";
        var error = Assert.Throws<JournalException>(() => JournalServers.Open(JournalServers.MongoDb, uri, name));
        Assert.Contains("Name a user in FINDATA_JOURNAL_URI", error.Message);
        Assert.False(error.IsTransient);
    }

    [ServerTheory("postgresql", "mongodb")]
    [InlineData("postgresql", ""), InlineData("mongodb", "serverSelectionTimeoutMS=200")]
    public void A_server_that_is_not_there_is_a_clear_error(string kind, string options)
    {
        var uri = servers.Uri(kind, port: 1, options: options);
        var error = Assert.Throws<JournalException>(() => JournalServers.Open(kind, uri, name));
        Assert.Contains("cannot be reached", error.Message);
        Assert.DoesNotContain("p@ss", error.ToString());
        Assert.DoesNotContain("p%40ss", error.ToString());
        Assert.True(error.IsTransient);
    }

    private bool Exists(string kind, string journal)
    {
        var address = JournalServers.Address(kind, servers.Uri(kind), journal);
        return kind == JournalServers.PostgreSql ? PostgreSqlJournal.Exists(address) : MongoDbJournal.Exists(address);
    }
}
