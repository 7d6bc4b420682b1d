namespace FinData.Tests.Journals;

public abstract partial class JournalContract
{
    [Fact]
    public void A_journal_shall_not_load_a_snapshot_of_a_shard_that_has_none()
    {
        Save(1, 10, "a");
        Assert.Null(Load(0));
        Assert.Null(Load(2));
    }

    [Fact]
    public void A_journal_shall_not_load_a_snapshot_above_the_bound()
    {
        Save(1, 10, "a");
        Assert.Null(Load(1, 9));
        Assert.Null(Load(1, 0));
        Assert.Null(Load(1, -1));
    }

    [Fact]
    public void A_journal_shall_load_the_most_recent_snapshot()
    {
        foreach (var batch in new[] { 10, 30, 20 }) Save(1, batch, $"at {batch}", keep: 3);
        Save(2, 40, "of another");
        Assert.Equal("30:at 30", Load(1));
        Reopen();
        Assert.Equal("30:at 30", Load(1));
    }

    [Theory]
    [InlineData(30, "30:at 30"), InlineData(29, "20:at 20"), InlineData(20, "20:at 20"), InlineData(10, "10:at 10")]
    public void A_journal_shall_load_the_most_recent_snapshot_at_or_below_an_upper_bound(int atMost, string expected)
    {
        foreach (var batch in new[] { 10, 20, 30 }) Save(1, batch, $"at {batch}", keep: 3);
        Assert.Equal(expected, Load(1, atMost));
    }

    [Fact]
    public void A_journal_shall_save_and_overwrite_a_snapshot_with_the_same_number()
    {
        Save(1, 10, "old", "older");
        Save(1, 10, "new");
        Assert.Equal("10:new", Load(1));
    }

    [Fact]
    public void A_journal_shall_keep_as_many_snapshots_as_it_is_told()
    {
        Save(2, 5, "of another", keep: 1);
        foreach (var batch in new[] { 10, 20, 30, 40 }) Save(1, batch, $"at {batch}", keep: 2);
        Assert.Equal("30:at 30", Load(1, 39));
        Assert.Null(Load(1, 29));
        Save(1, 50, "at 50", keep: 1);
        Assert.Null(Load(1, 49));
        Assert.Equal("50:at 50", Load(1));
        Assert.Equal("5:of another", Load(2));
    }

    [Fact]
    public void A_journal_shall_save_a_snapshot_without_parts()
    {
        Save(1, 10);
        Assert.Equal("10:", Load(1));
    }

    [Fact]
    public void A_journal_shall_save_big_snapshots_in_many_parts()
    {
        var parts = Enumerable.Range(0, 100).Select(i => new byte[i == 50 ? 10 << 20 : 5_000 + i]).ToArray();
        for (var i = 0; i < parts.Length; i++) Array.Fill(parts[i], (byte)i);
        Journal.SaveSnapshot(1, 10, parts.Select(p => (ReadOnlyMemory<byte>)p), 2);
        var loaded = Journal.LoadSnapshot(1)!.Value.Parts.ToArray();
        Assert.Equal(parts.Length, loaded.Length);
        for (var i = 0; i < parts.Length; i++) Assert.True(parts[i].AsSpan().SequenceEqual(loaded[i]), $"part {i}");
    }

    [Fact]
    public void A_journal_shall_save_parts_that_come_in_the_same_memory()
    {
        Journal.SaveSnapshot(1, 10, Parts(), 2);
        Assert.Equal("10:" + string.Join('|', Enumerable.Range(100, 100)), Load(1));

        static IEnumerable<ReadOnlyMemory<byte>> Parts()
        {
            var memory = new byte[3];
            for (var i = 100; i < 200; i++)
            {
                System.Text.Encoding.ASCII.GetBytes($"{i}", memory);
                yield return memory;
            }
        }
    }

    [Fact]
    public void A_journal_shall_save_a_snapshot_whole_or_not_at_all()
    {
        Save(1, 10, "whole");
        Assert.Throws<InvalidOperationException>(() => Journal.SaveSnapshot(1, 20, Broken(), 1));
        Assert.Equal("10:whole", Load(1));
        Reopen();
        Assert.Equal("10:whole", Load(1));
        Save(1, 20, "after", keep: 1);
        Assert.Equal("20:after", Load(1));

        static IEnumerable<ReadOnlyMemory<byte>> Broken()
        {
            for (var i = 0; i < 100; i++) yield return new byte[1000];
            throw new InvalidOperationException("The node is killed.");
        }
    }

    private void Save(int shard, int batch, params string[] parts) => Save(shard, batch, parts, 2);

    private void Save(int shard, int batch, string part, int keep) => Save(shard, batch, [part], keep);

    private void Save(int shard, int batch, string[] parts, int keep) =>
        Journal.SaveSnapshot(shard, batch,
            parts.Select(p => (ReadOnlyMemory<byte>)System.Text.Encoding.ASCII.GetBytes(p)), keep);

    private string? Load(int shard, int atMost = int.MaxValue) => Journal.LoadSnapshot(shard, atMost) is { } snapshot
        ? $"{snapshot.Batch}:{string.Join('|', snapshot.Parts.Select(System.Text.Encoding.ASCII.GetString))}" : null;
}
