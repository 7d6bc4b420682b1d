using FinData.Connectors;
using FinData.Connectors.MongoDb;
using FinData.Engine.Journals;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Journals;

[CollectionDefinition("mongodb")]
public sealed class MongoDbCollection : ICollectionFixture<MongoDbServer>;

[Collection("mongodb")]
public sealed class MongoDbJournalTests(MongoDbServer server)
{
    private static int names;

    private readonly string name = $"journal_{Interlocked.Increment(ref names)}";

    public static TheoryData<string> Sentences => ContractSentences.Names;

    [ServerTheory("mongodb"), MemberData(nameof(Sentences))]
    public void A_journal_on_MongoDB_keeps_the_contract(string sentence) =>
        ContractSentences.Run(sentence, shards => MongoDbJournal.Open(Address(name), shards));

    [ServerFact("mongodb")]
    public void Many_journals_share_a_server()
    {
        using var one = MongoDbJournal.Open(Address(name), 4);
        Assert.False(MongoDbJournal.Exists(Address($"{name}_b")));
        using var other = MongoDbJournal.Open(Address($"{name}_b"), 2);
        Assert.True(MongoDbJournal.Exists(Address($"{name}_b")));
        Assert.NotEqual(one.Identity, other.Identity);
        var error = Assert.Throws<JournalException>(() => MongoDbJournal.Open(Address(name), 3));
        Assert.Contains("4 shards", error.Message);
        Assert.Contains("--shards 3", error.Message);
    }

    [ServerFact("mongodb")]
    public void A_wrong_password_is_a_clear_error_that_does_not_tell_it()
    {
        _ = server.Uri;
        var address = JournalAddress.Parse(MongoDbServer.UriAt(server.Port, "guess%d"), name, "mongodb");
        var error = Assert.Throws<JournalException>(() => MongoDbJournal.Open(address));
        Assert.Contains("refuses the user or the password", error.Message);
        Assert.Contains($"mongodb://findata@127.0.0.1:{server.Port}", error.Message);
        Assert.DoesNotContain("guess", error.ToString());
        Assert.False(error.IsTransient);
    }

    [ServerFact("mongodb")]
    public void Without_a_login_it_is_a_clear_error()
    {
        _ = server.Uri;
        var address = JournalAddress.Parse($"mongodb://127.0.0.1:{server.Port}", name, "mongodb");
        var error = Assert.Throws<JournalException>(() => MongoDbJournal.Open(address));
        Assert.Contains("Name a user in FINDATA_JOURNAL_URI", error.Message);
        Assert.False(error.IsTransient);
    }

    [ServerFact("mongodb")]
    public void A_server_that_is_not_there_is_a_clear_error()
    {
        var address = JournalAddress.Parse(MongoDbServer.UriAt(1) + "&serverSelectionTimeoutMS=200", name, "mongodb");
        var error = Assert.Throws<JournalException>(() => MongoDbJournal.Open(address));
        Assert.Contains("cannot be reached", error.Message);
        Assert.DoesNotContain(MongoDbServer.Password, error.ToString());
        Assert.True(error.IsTransient);
    }

    private JournalAddress Address(string journal) => JournalAddress.Parse(server.Uri, journal, "mongodb");
}
