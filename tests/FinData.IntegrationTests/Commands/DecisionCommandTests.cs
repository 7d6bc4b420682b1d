using System.Buffers.Binary;
using System.Text.Json;
using FinData.Engine.Memory;
using FinData.IntegrationTests.Running;
using Microsoft.Data.Sqlite;

namespace FinData.IntegrationTests.Commands;

/// <summary>What was decided is shown and decided again by the real program, also after a kill.</summary>
public sealed class DecisionCommandTests : IDisposable
{
    private const string Text = "rule large: when amount > 100 EUR then decline \"too large\"\n";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Decisions_of_a_node_that_was_killed_are_shown_and_come_out_the_same()
    {
        var file = folder.Write("one.rules", Text);
        using (var node = await RunningNode.Start(folder.Of("data")))
        {
            foreach (var json in (string[])[Record("o1", "open", "\"currency\":\"EUR\""),
                Record("d1", "deposit", "\"amount\":\"1000.00\""), Record("w1", "withdrawal", "\"amount\":\"200.00\"")])
                Assert.Equal(200, (await node.Post(json)).Status);
            (await Findata("rule", "add", file, "--by", "anna")).Done();
            (await Findata("rule", "promote", "large", "--to", "active", "--by", "anna")).Done();
            (await Findata("rule", "approve", "large", "--by", "boris")).Done();
            await node.Post(Record("w2", "withdrawal", "\"amount\":\"200.00\""));
            var shown = (await Findata("decision", "show", "w2")).Done();
            Assert.Contains("Declined by rule 'large' version 1 (too large).", shown);
            Assert.Contains("large v1 decided (in active, made by anna, approved by boris):", shown);
            Assert.Contains("1 equal bit for bit", (await Findata("decision", "replay", "w2")).Done());
            Assert.Contains(" 0 different", (await Findata("decision", "replay", "--all")).Done());
            node.Program.Kill();
        }
        var decision = Parsed(await Findata("decision", "show", "w1", "--json"));
        Assert.Equal("800.00", decision.GetProperty("after").GetProperty("posted").GetString());
        var report = Parsed(await Findata("decision", "replay", "--all", "--json"));
        Assert.Equal(report.GetProperty("decisions").GetInt64(), report.GetProperty("equal").GetInt64());
        Assert.True(report.GetProperty("equal").GetInt64() > 4);
    }

    [Fact]
    public async Task A_balance_that_was_changed_in_the_file_is_found_though_its_checksum_fits()
    {
        (await Findata("simulate", "--accounts", "50", "--records", "3000", "--shards", "2")).Done();
        var alerts = Parsed(await Findata("alert", "list", "--limit", "1", "--json"));
        var transaction = alerts.GetProperty("items")[0].GetProperty("transaction").GetString()!;
        var decision = Parsed(await Findata("decision", "show", transaction, "--json"));
        var place = decision.GetProperty("place");
        var (shard, batch) = (place.GetProperty("shard").GetInt32(), place.GetProperty("batch").GetInt32());
        Change(shard, batch, place.GetProperty("index").GetInt32());

        var ended = await Findata("decision", "replay", "--all");

        Assert.Equal(3, ended.Code);
        Assert.Contains($"{transaction} of ", ended.Output);
        Assert.Contains($"shard/batch/index {shard}/{batch}/", ended.Output);
        Assert.Contains("Balance: was ", ended.Output);
        Assert.Equal(3, (await Findata("decision", "replay", transaction)).Code);
    }

    private Task<Ended> Findata(params string[] words) =>
        RunningProgram.Run([.. words, "--data", folder.Of("data")]);

    private static JsonElement Parsed(Ended ended) => JsonDocument.Parse(ended.Done()).RootElement;

    private static string Record(string id, string type, string more) =>
        $$"""{"id":"{{id}}","ts":"2026-01-01T00:00:00Z","type":"{{type}}","account":"account:a",{{more}}}""";

    // The format is that of ARCHITECTURE.md: a head of 88 bytes, frames with their length first, a checksum at the end.
    private void Change(int shard, int batch, int index)
    {
        const int Head = 88, FrameHead = 40, Balance = 16;
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder.Of("data"), "journal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.Parameters.AddWithValue("$id", ((long)shard << 32) + batch);
        command.CommandText = "SELECT data FROM batch WHERE id = $id";
        var bytes = (byte[])command.ExecuteScalar()!;
        var at = Head;
        for (; index > 0; index--) at += BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        bytes[at + FrameHead + Balance] ^= 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4),
            Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)));
        command.CommandText = "UPDATE batch SET data = $data WHERE id = $id";
        command.Parameters.AddWithValue("$data", bytes);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
