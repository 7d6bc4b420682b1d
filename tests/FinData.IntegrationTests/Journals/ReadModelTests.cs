using System.Globalization;
using System.Text.Json;
using FinData.Connectors.MongoDb;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;
using Npgsql;

namespace FinData.IntegrationTests.Journals;

/// <summary>What a server's own tools find beside the journal.</summary>
[Collection("journal servers")]
public sealed class ReadModelTests(JournalServers servers) : IDisposable
{
    private const int Records = 5_000, Kills = 3, KillAfterMin = 500, KillAfterMax = 3000, BalancesCompared = 300;

    private readonly TestFolder folder = new();
    private readonly string name = servers.NewName();

    private MongoPool? pool;

    public void Dispose()
    {
        pool?.Dispose();
        folder.Dispose();
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task Killed_at_random_moments_it_has_each_event_once_and_the_balances_of_the_journal(string kind)
    {
        var environment = Environment(kind);
        var file = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(Records));
        string[] command = ["replay", file, "--data", folder.Of("data"), "--set", "batch.records-max=500"];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var run = RunningProgram.Start(environment, command);
            // The moment is random, so a delay is what is wanted here; nothing is concluded from it.
            await Task.WhenAny(run.End(), Task.Delay(Random.Shared.Next(KillAfterMin, KillAfterMax)));
            run.Kill();
        }
        (await RunningProgram.Run(environment, command)).Done();

        var verified = (await RunningProgram.Run(environment, "journal", "verify", "--data", folder.Of("data"),
            "--json")).Done();
        Assert.Equal(JsonDocument.Parse(verified).RootElement.GetProperty("events").GetInt64(), Events(kind));
        await AssertBalances(kind, environment);
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task Switched_off_there_is_none_and_switched_on_again_it_has_all(string kind)
    {
        var environment = Environment(kind);
        string[] command = ["replay", CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(100)), "--data",
            folder.Of("data")];
        (await RunningProgram.Run(environment, [.. command, "--set", "journal.read-model=off"])).Done();
        var without = Tables(kind);
        Assert.DoesNotContain("events", without);
        Assert.DoesNotContain("balances", without);
        (await RunningProgram.Run(environment, command)).Done();
        Assert.Contains("events", Tables(kind));
        Assert.Equal(200, Events(kind));
        await AssertBalances(kind, environment);
    }

    [ServerTheory("postgresql", "mongodb"), InlineData("postgresql"), InlineData("mongodb")]
    public async Task A_shop_s_sales_are_in_it_and_the_rankings_that_follow_from_them_are_not(string kind)
    {
        var environment = Environment(kind);
        string[] command = ["simulate", "--accounts", "200", "--records", "5000", "--data", folder.Of("data")];
        (await RunningProgram.Run(environment, command)).Done();
        var day = (await DataFolder.Export(environment, folder.Of("data"), "sales")).Split('\n')[1].Split(',');
        Assert.Equal(long.Parse(day[2], CultureInfo.InvariantCulture), Events(kind, "product"));
        Assert.Equal(Events(kind), Events(kind, "account") + Events(kind, "terminal") + Events(kind, "product"));
        await AssertBalances(kind, environment);
    }

    [ServerFact("mongodb")]
    public async Task A_document_has_named_fields()
    {
        var environment = Environment(JournalServers.MongoDb);
        var file = CardFile.Write(folder.Of("cards.csv"),
            ["7,2018-04-01T00:00:31Z,596,3156,57.16,0,0", "8,2018-04-01T00:00:32Z,596,3156,1.00,0,0"]);
        (await RunningProgram.Run(environment, "replay", file, "--data", folder.Of("data"))).Done();
        using var filter = new BsonWriter();
        filter.Begin().Text("transaction"u8, "card:7").Text("entity"u8, "card:596").Text("kind"u8, "paid")
            .Time("time"u8, DateTimeOffset.Parse("2018-04-01T00:00:31Z", CultureInfo.InvariantCulture)
                .ToUnixTimeMilliseconds())
            .Text("currency"u8, "EUR").Text("other"u8, "terminal:3156").End().Begin().End();
        Assert.Equal(1, Count("events", filter));

        // Whole numbers as bounds: what an exact decimal number is does not follow from how we write one.
        filter.Clear();
        filter.Begin().Text("transaction"u8, "card:7").Begin("amount"u8).Int64("$gt"u8, -58).Int64("$lt"u8, -57).End()
            .Text("entity"u8, "card:596").End().Begin().End();
        Assert.Equal(1, Count("events", filter));
        filter.Clear();
        filter.Begin().Text("_id"u8, "terminal:3156").Begin("balance"u8).Int64("$gt"u8, 58).Int64("$lt"u8, 59).End()
            .End().Begin().End();
        Assert.Equal(1, Count("balances", filter));
    }

    private async Task AssertBalances(string kind, Dictionary<string, string> environment)
    {
        var lines = (await DataFolder.Export(environment, folder.Of("data"), "balances")).Split('\n')[1..];
        Assert.Equal(lines.Count(l => l.Length > 0), Balances(kind));
        Assert.All(lines.Take(BalancesCompared).Select(l => l.Split(',')), l => Assert.True(
            HasBalance(kind, l[1], decimal.Parse(l[3], CultureInfo.InvariantCulture)), $"{l[1]} has not {l[3]}"));
    }

    private Dictionary<string, string> Environment(string kind) =>
        new(servers.Environment(kind, name)) { ["FINDATA__JOURNAL__READ_MODEL"] = "on" };

    private long Events(string kind) => kind == JournalServers.PostgreSql
        ? (long)Scalar($"SELECT count(*) FROM {name}.events")! : Count("events");

    private long Events(string kind, string entities)
    {
        if (kind == JournalServers.PostgreSql)
            return (long)Scalar($"SELECT count(*) FROM {name}.events WHERE entity LIKE '{entities}:%'")!;
        using var filter = new BsonWriter();
        filter.Begin().Begin("entity"u8).Text("$gte"u8, $"{entities}:").Text("$lt"u8, $"{entities};").End().End()
            .Begin().End();
        return Count("events", filter);
    }

    private long Balances(string kind) => kind == JournalServers.PostgreSql
        ? (long)Scalar($"SELECT count(*) FROM {name}.balances")! : Count("balances");

    private bool HasBalance(string kind, string account, decimal balance)
    {
        if (kind == JournalServers.PostgreSql)
            return Scalar($"SELECT balance FROM {name}.balances WHERE entity = '{account}'") is decimal found
                && found == balance;
        using var filter = new BsonWriter();
        filter.Begin().Text("_id"u8, account).Decimal("balance"u8, balance).End().Begin().End();
        return Count("balances", filter) == 1;
    }

    private List<string> Tables(string kind)
    {
        if (kind == JournalServers.PostgreSql)
            return [.. ((string[])Scalar(
                $"SELECT array_agg(tablename::text) FROM pg_tables WHERE schemaname = '{name}'")!)];
        return [.. ((string[])["events", "balances"]).Where(c => Count(c) > 0)];
    }

    private long Count(string collection)
    {
        using var all = new BsonWriter();
        all.Begin().End().Begin().Begin("projection"u8).Int32("_id"u8, 1).End().End();
        return Count(collection, all);
    }

    private long Count(string collection, BsonWriter filterAndOptions)
    {
        // One for the whole test: a login takes a while.
        pool ??= MongoPool.Open(JournalServers.Address(JournalServers.MongoDb, servers.Uri(JournalServers.MongoDb),
            name));
        using var client = pool.Take();
        long count = 0;
        client.Find(collection, filterAndOptions, _ => ++count > 0);
        return count;
    }

    private object? Scalar(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = servers.Of(JournalServers.PostgreSql).Port, Database = "postgres",
            Username = PostgreSqlServer.User, Password = PostgreSqlServer.Password, Pooling = false,
        }.ToString());
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
