using FinData.Connectors.PostgreSql;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;
using FinData.Tests.Journals;

namespace FinData.IntegrationTests.Journals;

/// <summary>
/// What happens to appends when the server or the way to it fails; the appender tries again as a node does.
/// </summary>
[Collection("journal servers")]
public sealed class ServerFaultTests(JournalServers servers)
{
    private const int Kills = 3;

    private readonly string name = servers.NewName();

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task A_killed_server_loses_nothing_that_was_acknowledged_and_has_nothing_twice(string kind)
    {
        using var journal = servers.Open(kind, name);
        var (acknowledged, stop) = (0, false);
        var appender = Task.Factory.StartNew(() =>
        {
            for (var number = 1; !Volatile.Read(ref stop); number++)
            {
                var text = $"batch {number}";
                Append(journal, [TestBatch.Of(0, number, text), TestBatch.Of(3, number, text)]);
                Volatile.Write(ref acknowledged, number);
            }
        }, TaskCreationOptions.LongRunning);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Volatile.Read(ref acknowledged);
            await Until.True(() => Volatile.Read(ref acknowledged) > before + 20 || appender.IsCompleted, "appends");
            servers.Of(kind).Kill();
            servers.Of(kind).Start();
        }
        var after = Volatile.Read(ref acknowledged);
        await Until.True(() => Volatile.Read(ref acknowledged) > after || appender.IsCompleted, "appends go on");
        Volatile.Write(ref stop, true);
        await appender.WaitAsync(Until.Patience);

        foreach (var shard in (int[])[0, 3])
            Assert.Equal(Enumerable.Range(1, acknowledged).Select(n => $"batch {n}"), Texts(kind, shard));
    }

    // Seconds and milliseconds. What they do cannot be seen on one machine: its kernel answers for who is gone.
    [ServerTheory("postgresql")]
    [InlineData("tcp_keepalives_idle", "5"), InlineData("tcp_keepalives_interval", "5")]
    [InlineData("tcp_keepalives_count", "3"), InlineData("tcp_user_timeout", "20000")]
    public void A_server_looks_soon_whether_a_node_is_still_there(string setting, string value)
    {
        using var server = new PostgreSqlConnections(JournalServers.Address(JournalServers.PostgreSql,
            servers.Uri(JournalServers.PostgreSql), name));
        Assert.Equal(value, server.Scalar($"SHOW {setting}"));
    }

    [ServerTheory("postgresql", "mongodb", "toxiproxy"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task A_lost_answer_is_a_success_when_it_is_asked_for_again(string kind)
    {
        var uri = servers.Uri(kind, port: await Before(kind),
            options: kind == JournalServers.MongoDb ? "serverSelectionTimeoutMS=2000" : "");
        using var journal = JournalServers.Open(kind, uri, name);
        Batch[] first = [TestBatch.Of(1, 1, "a"), TestBatch.Of(2, 1, "x")], second = [TestBatch.Of(1, 2, "b")];
        journal.Append(first);

        await servers.Toxiproxy.Poison(name, "limit_data", "downstream", new { bytes = 1 });
        var error = Assert.Throws<JournalException>(() => journal.Append(second));
        Assert.True(error.IsTransient, error.Message);
        Assert.Contains("cannot be reached", error.Message);
        Assert.Equal(["a", "b"], Texts(kind, 1));

        await servers.Toxiproxy.Heal(name);
        Append(journal, second);
        Append(journal, [TestBatch.Of(1, 3, "c"), TestBatch.Of(2, 2, "y")]);
        Assert.Equal(["a", "b", "c"], Texts(kind, 1));
        Assert.Equal(["x", "y"], Texts(kind, 2));
    }

    [ServerTheory("postgresql", "mongodb", "toxiproxy")]
    [InlineData("postgresql", "Command Timeout=2&Cancellation Timeout=-1&Timeout=2")]
    [InlineData("mongodb", "socketTimeoutMS=2000&connectTimeoutMS=2000&serverSelectionTimeoutMS=4000")]
    public async Task A_way_on_which_nothing_comes_through_is_given_up_and_goes_on_when_it_is_mended(string kind,
        string options)
    {
        using var journal = JournalServers.Open(kind, servers.Uri(kind, await Before(kind), options: options), name);
        Batch[] first = [TestBatch.Of(1, 1, "a"), TestBatch.Of(2, 1, "x")];
        Batch[] second = [TestBatch.Of(1, 2, "b"), TestBatch.Of(2, 2, "y")];
        journal.Append(first);

        await servers.Toxiproxy.Poison(name, "timeout", "upstream", new { timeout = 0 });
        Assert.True(Assert.Throws<JournalException>(() => journal.Append(second)).IsTransient);
        Assert.Equal(["a"], Texts(kind, 1));

        await servers.Toxiproxy.Heal(name);
        Append(journal, second);
        Assert.Equal(["a", "b"], Texts(kind, 1));
        Assert.Equal(["x", "y"], Texts(kind, 2));
    }

    private async Task<int> Before(string kind)
    {
        servers.Of(kind).Start();
        return await servers.Toxiproxy.Before(name, servers.Of(kind).Port);
    }

    // As the committer of a node does it.
    private static void Append(Journal journal, Batch[] batches)
    {
        for (var end = DateTime.UtcNow + Until.Patience; ;)
        {
            try
            {
                journal.Append(batches);
                return;
            }
            catch (JournalException e) when (e.IsTransient && DateTime.UtcNow < end)
            {
                Thread.Sleep(50);
            }
        }
    }

    private unsafe List<string> Texts(string kind, int shard)
    {
        using var journal = servers.Open(kind, name);
        var texts = new List<string>();
        journal.Read(shard, 1, int.MaxValue, 0, (number, data, length) =>
        {
            texts.Add(TestBatch.TextOf(data, length, shard, number));
            return true;
        });
        Assert.Equal(texts.Count, journal.LastBatch(shard));
        return texts;
    }
}
