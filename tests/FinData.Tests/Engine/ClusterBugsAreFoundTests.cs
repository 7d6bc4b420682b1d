using FinData.Engine.Journals;

namespace FinData.Tests.Engine;

/// <summary>Bugs put in on purpose between nodes: a simulation that does not find them would prove nothing.</summary>
public class ClusterBugsAreFoundTests
{
    // Not with each: an owner that was robbed must have had something to write, and not every message moves money.
    private const int SeedsTried = 10, FoundAtLeast = 4;

    [Fact]
    public void A_fence_that_is_skipped_is_found() => IsFound(journal => new UnfencedJournal(journal));

    [Fact]
    public void Messages_that_are_taken_twice_are_found() => IsFound(journal => new ForgetfulJournal(journal));

    [Fact]
    public void An_append_that_is_acknowledged_before_it_is_written_is_found() =>
        IsFound(journal => new EarlyJournal(journal));

    [Fact]
    public void Nodes_without_a_bug_are_not_found() =>
        Assert.Equal(0, CountFound(journal => new JournalAlone(journal)));

    private static void IsFound(Func<Journal, Journal> journalOf)
    {
        var found = CountFound(journalOf);
        Assert.True(found >= FoundAtLeast, $"The bug is found with {found} of {SeedsTried} seeds only.");
    }

    private static int CountFound(Func<Journal, Journal> journalOf)
    {
        var found = 0;
        for (var seed = 1UL; seed <= SeedsTried; seed++)
        {
            var load = new BankLoad(seed, isFreeOfOrder: false, count: 600);
            try
            {
                using var cluster = ClusterRun.Rough(seed, nodes: 3, shards: 3, load, journalOf);
                cluster.Check(load.Count);
            }
            catch (Exception)
            {
                found++;
            }
        }
        return found;
    }
}
