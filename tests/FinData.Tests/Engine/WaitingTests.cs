using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Tests.Engine;

/// <summary>What waits for a shard is counted.</summary>
public sealed class WaitingTests
{
    [Fact]
    public void A_stretch_without_records_is_something_to_do_and_no_record_that_waits()
    {
        using var journal = new MemoryJournal(new JournalIdentity(1, 3, 4));
        using var shards = new ShardRegion(journal, _ => [], new ShardOptions(), TimeProvider.System);
        void deliver(int source, int records)
        {
            var chunk = shards.Map.TakeChunk();
            (chunk.Source, chunk.Count) = (source, records);
            shards.Deliver(0, chunk);
        }
        deliver(source: 0, records: 0);
        Assert.Equal((1, 0), (shards.Shards[0].Waiting, shards.Shards[0].WaitingRecords));
        deliver(source: 1, records: 3);
        // Commands that somebody waits for an answer to have a limit of their own.
        deliver(source: -1, records: 5);
        Assert.Equal((2, 3), (shards.Shards[0].Waiting, shards.Shards[0].WaitingRecords));
    }
}
