using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.Tests.Engine;

/// <summary>Bugs put in on purpose: a simulation that does not find them would prove nothing.</summary>
public class BugsAreFoundTests
{
    private const int SeedsTried = 10, FoundAtLeast = 8;

    [Fact]
    public void A_journal_that_acknowledges_before_it_has_written_is_found() =>
        IsFound((seed, load) => BankRun.Rough(seed, 3, load.Open,
            identity => new EarlyJournal(new MemoryJournal(identity))));

    [Fact]
    public void A_journal_that_writes_a_batch_twice_is_found() =>
        IsFound((seed, load) => BankRun.Rough(seed, 3, load.Open,
            identity => new RepeatingJournal(new MemoryJournal(identity))));

    [Fact]
    public void A_journal_that_swaps_batches_is_found() =>
        IsFound((seed, load) => BankRun.Rough(seed, 3, load.Open,
            identity => new SwappingJournal(new MemoryJournal(identity))));

    [Fact]
    public void A_source_that_skips_positions_after_a_crash_is_found() =>
        IsFound((seed, load) => BankRun.Rough(seed, 3, shards => Skipping(shards, load)));

    [Fact]
    public void A_node_without_a_bug_is_not_found() =>
        Assert.Equal(0, CountFound((seed, load) => BankRun.Rough(seed, 3, load.Open,
            identity => new JournalAlone(new MemoryJournal(identity)))));

    private static void IsFound(Func<ulong, BankLoad, BankRun> start)
    {
        var found = CountFound(start);
        Assert.True(found >= FoundAtLeast, $"The bug is found with {found} of {SeedsTried} seeds only.");
    }

    private static int CountFound(Func<ulong, BankLoad, BankRun> start)
    {
        var found = 0;
        for (var seed = 1UL; seed <= SeedsTried; seed++)
        {
            var load = new BankLoad(seed, isFreeOfOrder: false);
            try
            {
                using var run = start(seed, load);
                run.Check(load.Count);
            }
            catch (Exception)
            {
                found++;
            }
        }
        return found;
    }

    private static IReadOnlyList<Source> Skipping(ShardRegion shards, BankLoad load) =>
        [.. Enumerable.Range(0, 2).Select(source => new SkippingSource(shards, $"bank-{source}", load.Of(source), 5))];
}
