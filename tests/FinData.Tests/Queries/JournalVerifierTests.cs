using System.Buffers.Binary;
using FinData.Connectors.Sqlite;
using FinData.Domain.Accounts;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using FinData.Engine.Shards;
using FinData.Node;
using FinData.Queries.Verification;
using FinData.Tests.Records;
using FinData.Topologies;
using Microsoft.Data.Sqlite;

namespace FinData.Tests.Queries;

/// <summary>A journal that someone or something has changed: what is wrong is found and named.</summary>
public sealed unsafe class JournalVerifierTests : IDisposable
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
            Seal(bytes);
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

    [Theory, InlineData(2), InlineData(6)]
    public void Another_number_of_shards_than_it_was_written_for_is_found_and_no_node_takes_it(int shards)
    {
        Run($"UPDATE identity SET shards = {shards}", 1, null);
        var report = Verify();
        Assert.Equal(Enumerable.Range(0, Math.Min(3, shards)), report.Damaged.Select(d => d.Shard));
        Assert.All(report.Damaged, d => Assert.Contains("another number of shards", d.What));
        Assert.Contains("another number of shards", Assert.Throws<JournalCorruptException>(Open).Message);
    }

    [Fact]
    public void Another_secret_than_it_was_written_with_is_found_and_no_node_takes_it()
    {
        Run("UPDATE identity SET secret1 = secret1 + 1", 1, null);
        Assert.Equal(3, Verify().Damaged.Count);
        Assert.Contains("another secret", Assert.Throws<JournalCorruptException>(Open).Message);
    }

    [Theory, InlineData(0), InlineData(-120), InlineData(100_000)]
    public void A_number_of_shards_that_cannot_be_is_named(int shards)
    {
        Run($"UPDATE identity SET shards = {shards}", 1, null);
        Assert.StartsWith($"The journal says that it has {shards} shards, and 1 to 1024 can be",
            Assert.Throws<JournalDamagedException>(Open).Message);
    }

    [Fact]
    public void A_journal_whose_first_batches_do_not_tell_what_it_is_yet_is_read_as_before()
    {
        Change(1, bytes =>
        {
            Array.Clear(bytes, sizeof(BatchHeader) - 32, 32);
            Seal(bytes);
        });
        // The second one names the first by its bytes.
        Assert.Equal((1, 1), (Assert.Single(Verify().Damaged).Shard, Verify().Damaged[0].Batch));
        Open();
    }

    [Fact]
    public void Batches_that_are_cut_off_before_a_snapshot_are_missed_and_no_node_goes_on_without_them()
    {
        var (shard, batch) = NewestSnapshot();
        Run($"DELETE FROM batch WHERE id >= {((long)shard << 32) + batch} AND id < {(shard + 1L) << 32}", 1, null);
        var damage = Assert.Single(Verify().Damaged);
        Assert.Equal((shard, batch - 1), (damage.Shard, damage.Batch));
        var says = $"The journal of shard {shard} ends with batch {batch - 1}, and its snapshot was taken after " +
            $"batch {batch}: ";
        Assert.StartsWith(says, damage.What);
        Assert.StartsWith(says, Assert.Throws<JournalDamagedException>(Open).Message);
    }

    [Fact]
    public void A_batch_that_is_missing_is_named_to_who_wants_to_go_on()
    {
        File.Delete(Path.Combine(data, "snapshots.db"));
        Run("DELETE FROM batch WHERE id = $id", 2, null);
        Assert.Equal("Batch 2 of shard 1 in the journal is damaged: it is missing. Restore the journal from a " +
            "backup; 'findata journal verify' names every damaged batch.",
            Assert.Throws<JournalCorruptException>(Open).Message);
    }

    // Which shards have one depends on how fast the machine was.
    private (int Shard, int Batch) NewestSnapshot()
    {
        using var journal = SqliteJournal.Open(data);
        return Enumerable.Range(0, journal.Identity.Shards)
            .Select(shard => (shard, Batch: journal.LoadSnapshot(shard)?.Batch ?? 0)).MaxBy(s => s.Batch);
    }

    private void Open() => FinDataNode.Open(node.Settings with { Shards = null }, "node").Dispose();

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

    private static void Seal(byte[] bytes) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4),
        Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)));

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
