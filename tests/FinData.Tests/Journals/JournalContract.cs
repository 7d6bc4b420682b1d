using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Tests.Journals;

/// <summary>
/// What every journal promises. The sentences follow Akka's JournalSpec and SnapshotStoreSpec, for batches.
/// </summary>
public abstract partial class JournalContract : IDisposable
{
    protected const int Shards = 4;

    private Journal? journal;

    protected Journal Journal => journal ??= Open();

    /// <summary>Opens what there is, or makes it with <see cref="Shards"/> shards.</summary>
    protected abstract Journal Open();

    /// <summary>Forgets what is in memory, and opens again what outlives it.</summary>
    protected void Reopen()
    {
        Journal.Dispose();
        journal = null;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => journal?.Dispose();

    [Fact]
    public void A_journal_shall_replay_all_batches_in_order()
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(["1:a", "2:b", "3:c", "4:d", "5:e"], Read(1));
        Reopen();
        Assert.Equal(["1:a", "2:b", "3:c", "4:d", "5:e"], Read(1));
    }

    [Fact]
    public void A_journal_shall_replay_batches_from_a_lower_bound()
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(["3:c", "4:d", "5:e"], Read(1, from: 3));
        Assert.Empty(Read(1, from: 6));
    }

    [Theory]
    [InlineData(2, new[] { "1:a", "2:b" }), InlineData(5, new[] { "1:a", "2:b", "3:c", "4:d", "5:e" })]
    [InlineData(9, new[] { "1:a", "2:b", "3:c", "4:d", "5:e" }), InlineData(0, new string[0])]
    [InlineData(-1, new string[0])]
    public void A_journal_shall_replay_batches_up_to_an_upper_bound(int to, string[] expected)
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(expected, Read(1, to: to));
    }

    [Theory]
    [InlineData(2, 4, new[] { "2:b", "3:c", "4:d" }), InlineData(0, 1, new[] { "1:a" })]
    [InlineData(-7, 2, new[] { "1:a", "2:b" }), InlineData(5, int.MaxValue, new[] { "5:e" })]
    [InlineData(int.MinValue, int.MaxValue, new[] { "1:a", "2:b", "3:c", "4:d", "5:e" })]
    public void A_journal_shall_replay_batches_between_bounds(int from, int to, string[] expected)
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(expected, Read(1, from, to));
    }

    [Fact]
    public void A_journal_shall_replay_a_single_batch_if_the_lower_bound_equals_the_upper_bound()
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(["2:b"], Read(1, from: 2, to: 2));
    }

    [Fact]
    public void A_journal_shall_not_replay_batches_if_the_lower_bound_is_greater_than_the_upper_bound()
    {
        Write(shard: 1, upTo: 5);
        Assert.Empty(Read(1, from: 3, to: 2));
    }

    [Fact]
    public void A_journal_shall_replay_as_many_batches_as_the_visitor_takes()
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(["1:a", "2:b"], Read(1, count: 2));
    }

    [Fact]
    public void A_journal_shall_replay_a_single_batch_if_the_visitor_takes_one()
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(["1:a"], Read(1, count: 1));
        Assert.Equal(["3:c"], Read(1, from: 3, count: 1));
    }

    [Fact]
    public void A_journal_shall_replay_batches_between_bounds_as_far_as_the_visitor_takes_them()
    {
        Write(shard: 1, upTo: 5);
        Assert.Equal(["2:b", "3:c"], Read(1, from: 2, to: 4, count: 2));
        Assert.Equal(["2:b", "3:c", "4:d"], Read(1, from: 2, to: 4, count: 5));
    }

    [Fact]
    public void A_journal_shall_replay_more_batches_than_it_reads_at_once()
    {
        const int batches = 300;
        Journal.Append([.. Enumerable.Range(1, batches)
            .Select(n => TestBatch.Of(1, n, $"t{n}", n % 3 == 0 ? 32u : 1u))]);
        Journal.Append([TestBatch.Of(2, 1, "of another", 32)]);
        Assert.Equal(Enumerable.Range(1, batches).Select(n => $"{n}:t{n}"), Read(1));
        Assert.Equal(Enumerable.Range(1, batches / 3).Select(n => $"{3 * n}:t{3 * n}"), Read(1, tags: 32));
        Assert.Equal(["300:t300"], Read(1, from: 298, tags: 32));
        Assert.Equal(batches, Journal.LastBatch(1));
    }

    [Fact]
    public void A_journal_shall_not_replay_batches_if_the_shard_has_not_yet_written_any()
    {
        Write(shard: 1, upTo: 5);
        Assert.Empty(Read(0));
        Assert.Empty(Read(2));
        Assert.Equal(0, Journal.LastBatch(2));
    }

    [Theory, InlineData(-1), InlineData(Shards), InlineData(int.MaxValue)]
    public void A_journal_shall_not_replay_batches_of_a_shard_that_it_does_not_have(int shard)
    {
        Write(shard: Shards - 1, upTo: 2);
        Write(shard: 0, upTo: 2);
        Assert.Empty(Read(shard));
        Assert.Equal(0, Journal.LastBatch(shard));
        Assert.Null(Journal.LoadSnapshot(shard));
    }

    [Fact]
    public void A_journal_shall_replay_only_batches_with_one_of_the_tags()
    {
        Journal.Append([TestBatch.Of(1, 1, "none"), TestBatch.Of(1, 2, "alert", 32), TestBatch.Of(1, 3, "letter", 64)]);
        Journal.Append([TestBatch.Of(1, 4, "both", 96), TestBatch.Of(1, 5, "other", 1)]);
        Assert.Equal(["2:alert", "4:both"], Read(1, tags: 32));
        Assert.Equal(["2:alert", "3:letter", "4:both"], Read(1, tags: 96));
        Assert.Equal(["3:letter"], Read(1, from: 3, to: 3, tags: 64));
        Assert.Empty(Read(1, tags: 2));
        Assert.Equal(5, Read(1, tags: 0).Count);
    }

    [Fact]
    public void A_journal_shall_keep_the_shards_apart()
    {
        Journal.Append([TestBatch.Of(0, 1, "zero"), TestBatch.Of(3, 1, "three"), TestBatch.Of(0, 2, "more")]);
        Assert.Equal(["1:zero", "2:more"], Read(0));
        Assert.Equal(["1:three"], Read(3));
        Assert.Equal((2, 0, 1), (Journal.LastBatch(0), Journal.LastBatch(1), Journal.LastBatch(3)));
    }

    [Fact]
    public void A_journal_shall_fence_a_number_that_another_has_taken_and_write_nothing_more_of_its_shard()
    {
        Write(shard: 1, upTo: 2);
        Batch[] others = [TestBatch.Of(0, 1, "first"), TestBatch.Of(2, 1, "last")];
        var fenced = Assert.Throws<JournalFencedException>(() => Journal.Append(
            [others[0], TestBatch.Of(1, 2, "another"), TestBatch.Of(1, 3, "and more"), others[1]]));
        Assert.Equal(1, fenced.Shard);
        Assert.Equal(["1:a", "2:b"], Read(1));
        Journal.Append([.. others, TestBatch.Of(1, 3, "c")]);
        Assert.Equal(["1:first"], Read(0));
        Assert.Equal(["1:a", "2:b", "3:c"], Read(1));
        Assert.Equal(["1:last"], Read(2));
    }

    [Fact]
    public void A_journal_shall_fence_batches_that_another_has_written_shorter_or_longer()
    {
        Journal.Append([TestBatch.Of(1, 1, "text")]);
        Assert.Throws<JournalFencedException>(() => Journal.Append([TestBatch.Of(1, 1, "tex")]));
        Assert.Throws<JournalFencedException>(() => Journal.Append([TestBatch.Of(1, 1, "texts")]));
        Assert.Throws<JournalFencedException>(() => Journal.Append([TestBatch.Of(1, 1, "")]));
        Assert.Equal(["1:text"], Read(1));
    }

    [Fact]
    public void A_journal_shall_take_our_own_batch_again_as_a_success()
    {
        Batch[] batches = [TestBatch.Of(1, 1, "a"), TestBatch.Of(1, 2, "b"), TestBatch.Of(2, 1, "x")];
        Journal.Append(batches);
        Journal.Append(batches);
        Journal.Append([batches[1], TestBatch.Of(1, 3, "c")]);
        Assert.Equal(["1:a", "2:b", "3:c"], Read(1));
        Assert.Equal(["1:x"], Read(2));
    }

    [Fact]
    public void A_journal_shall_take_our_own_batch_as_a_success_where_an_earlier_connection_wrote_it()
    {
        Batch[] batches = [TestBatch.Of(1, 1, "a"), TestBatch.Of(2, 1, "x")];
        Journal.Append(batches);
        Reopen();
        Journal.Append([.. batches, TestBatch.Of(2, 2, "y")]);
        Assert.Equal(["1:a"], Read(1));
        Assert.Equal(["1:x", "2:y"], Read(2));
    }

    [Fact]
    public void A_journal_shall_give_a_number_to_one_of_two_owners_and_fence_the_other()
    {
        const int last = 40;
        var owners = new[] { Journal, Open() };
        var won = new int[2][];
        var threads = Enumerable.Range(0, owners.Length).Select(me => new Thread(() => won[me] =
            [.. Enumerable.Range(1, last).Where(n => Wins(owners[me], n, $"of {me}"))])).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (!ReferenceEquals(owners[0], owners[1])) owners[1].Dispose();

        Assert.Equal(Enumerable.Range(1, last), won[0].Concat(won[1]).Order());
        Assert.Equal(Enumerable.Range(1, last).Select(n => $"{n}:of {(won[0].Contains(n) ? 0 : 1)}"), Read(1));

        static bool Wins(Journal journal, int number, string text)
        {
            try
            {
                journal.Append([TestBatch.Of(1, number, text)]);
                return true;
            }
            catch (JournalFencedException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_journal_shall_not_take_a_number_that_leaves_a_hole()
    {
        Write(shard: 1, upTo: 2);
        Assert.Throws<InvariantException>(() => Journal.Append([TestBatch.Of(2, 1, "x"), TestBatch.Of(1, 4, "d")]));
        Assert.Throws<InvariantException>(() => Journal.Append([TestBatch.Of(0, 2, "x")]));
        Assert.Equal((0, 2, 0), (Journal.LastBatch(0), Journal.LastBatch(1), Journal.LastBatch(2)));
        Reopen();
        Assert.Throws<InvariantException>(() => Journal.Append([TestBatch.Of(1, 4, "d")]));
        Journal.Append([TestBatch.Of(1, 3, "c"), TestBatch.Of(1, 4, "d")]);
        Assert.Equal(4, Journal.LastBatch(1));
    }

    [Fact]
    public void A_journal_shall_not_reset_the_highest_number_when_it_is_opened_again()
    {
        Write(shard: 1, upTo: 5);
        Journal.SaveSnapshot(1, 5, [new byte[] { 1 }], 1);
        Reopen();
        Assert.Equal(5, Journal.LastBatch(1));
        Assert.Throws<JournalFencedException>(() => Journal.Append([TestBatch.Of(1, 1, "z")]));
        Assert.Equal(["1:a", "2:b", "3:c", "4:d", "5:e"], Read(1));
    }

    [Fact]
    public void A_journal_shall_give_bytes_back_as_they_were_and_leave_those_handed_in_to_the_caller()
    {
        var big = new string('x', 20 << 20);
        var batch = TestBatch.Of(1, 1, big);
        Journal.Append([batch]);
        batch.Begin(1, 2, 0);
        batch.Data.Write(new byte[100]);
        Assert.Equal([$"1:{big}"], Read(1));
    }

    [Fact]
    public void A_journal_shall_replay_what_is_there_while_others_append()
    {
        const int last = 60;
        var appender = new Thread(() =>
        {
            for (var number = 1; number <= last; number++)
                Journal.Append([TestBatch.Of(1, number, new string('x', number))]);
        });
        _ = Journal;
        appender.Start();
        for (var seen = 0; seen < last;)
        {
            var read = Read(1);
            Assert.True(read.Count >= seen);
            for (var i = 0; i < read.Count; i++) Assert.Equal($"{i + 1}:{new string('x', i + 1)}", read[i]);
            seen = read.Count;
        }
        appender.Join();
    }

    [Fact]
    public void A_journal_shall_give_a_source_its_number_once_and_keep_it()
    {
        Assert.Equal([1, 2, 1], new[] { "file:a", "file:b", "file:a" }.Select(Journal.SourceNumber));
        Reopen();
        Assert.Equal([2, 3, 1], new[] { "file:b", "file:c", "file:a" }.Select(Journal.SourceNumber));
        Assert.Equal(["file:a", "file:b", "file:c"], Journal.Sources.OrderBy(s => s.Key).Select(s => s.Value));
    }

    [Fact]
    public void A_journal_shall_keep_its_identity()
    {
        var before = Journal.Identity;
        Assert.Equal(Shards, before.Shards);
        Assert.NotEqual(0UL, before.Secret0 | before.Secret1);
        Reopen();
        Assert.Equal(before, Journal.Identity);
    }

    private void Write(int shard, int upTo)
    {
        for (var number = 1; number <= upTo; number++)
            Journal.Append([TestBatch.Of(shard, number, ((char)('a' + number - 1)).ToString())]);
    }

    private unsafe List<string> Read(int shard, int from = 1, int to = int.MaxValue, uint tags = 0,
        int count = int.MaxValue)
    {
        var read = new List<string>();
        Journal.Read(shard, from, to, tags, (number, data, length) =>
        {
            read.Add($"{number}:{TestBatch.TextOf(data, length, shard, number)}");
            return read.Count < count;
        });
        return read;
    }
}
