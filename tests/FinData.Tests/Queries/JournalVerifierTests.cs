using System.Buffers.Binary;
using FinData.Connectors.Sqlite;
using FinData.Domain.Accounts;
using FinData.Engine.Memory;
using FinData.Engine.Shards;
using FinData.Queries.Verification;
using FinData.Tests.Records;
using FinData.Topologies;
using Microsoft.Data.Sqlite;

namespace FinData.Tests.Queries;

/// <summary>A journal that someone or something has changed: what is wrong is found and named.</summary>
public sealed class JournalVerifierTests : IDisposable
{
    private const int Rows = 20_000;

    private readonly TestFolder folder = new();
    private readonly FileNode node;
    private readonly string data;

    public JournalVerifierTests()
    {
        File.WriteAllLines(folder.File("cards.csv"), [CsvRecordReaderTests.CardHeader, .. Enumerable.Range(0, Rows)
            .Select(i => $"{i},{TimeOf(i)},{i % 91},{i % 7},1.{i % 100:D2},0,0")]);
        var limits = new ShardOptions { BatchRecordsMax = 512, SnapshotEvents = 3_000 };
        node = new FileNode([folder.File("cards.csv")], limits: limits);
        data = node.Settings.Data;
        node.Node.Dispose();
    }

    public void Dispose()
    {
        node.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_whole_journal_is_whole_and_its_snapshots_give_the_same_state()
    {
        var report = Verify();
        Assert.Empty(report.Damaged);
        Assert.Equal((3, 2L * Rows, true), (report.Shards, report.Events, report.Snapshots > 0));
        Assert.Equal(32, report.StateHash!.Length);
    }

    [Theory, InlineData(0), InlineData(100), InlineData(-1)]
    public void One_flipped_bit_is_found_in_the_batch_that_has_it(int place)
    {
        Change(2, bytes => bytes[place < 0 ? ^1 : place] ^= 4);
        var damage = Assert.Single(Verify().Damaged);
        Assert.Equal((1, 2), (damage.Shard, damage.Batch));
        Assert.Contains("Batch 2 of shard 1", damage.What);
    }

    [Fact]
    public void A_change_with_a_fitting_checksum_breaks_the_chain()
    {
        Change(2, bytes =>
        {
            bytes[200] ^= 1;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4),
                Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)));
        });
        var damage = Assert.Single(Verify().Damaged);
        Assert.Equal((1, 2), (damage.Shard, damage.Batch));
    }

    [Fact]
    public void A_missing_batch_is_found()
    {
        Run("DELETE FROM batch WHERE id = $id", 2, null);
        var damage = Assert.Single(Verify().Damaged);
        Assert.Equal((1, 2, "Batch 2 of shard 1 is missing."), (damage.Shard, damage.Batch, damage.What));
    }

    [Fact]
    public void Every_damaged_batch_is_named()
    {
        Change(2, bytes => bytes[150] ^= 1);
        Change(4, bytes => bytes[150] ^= 1);
        var report = Verify();
        Assert.Equal([2, 4], report.Damaged.Select(d => d.Batch));
        Assert.False(report.IsWhole);
        Assert.Null(report.StateHash);
    }

    private VerificationReport Verify()
    {
        using var journal = SqliteJournal.Open(data);
        return new JournalVerifier(journal, map => FinDataTopology.Regions(map, new AccountPolicy()),
            node.Settings.Limits).Verify();
    }

    private void Change(int number, Action<byte[]> change)
    {
        var bytes = (byte[])Run("SELECT data FROM batch WHERE id = $id", number, null)!;
        change(bytes);
        Run("UPDATE batch SET data = $data WHERE id = $id", number, bytes);
    }

    private static string TimeOf(int second) =>
        $"2018-04-01T{second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2}Z";

    // A batch of shard 1.
    private object? Run(string sql, int number, byte[]? bytes)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(data, SqliteJournal.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", (1L << 32) + number);
        if (bytes is not null) command.Parameters.AddWithValue("$data", bytes);
        return command.ExecuteScalar();
    }
}
