using FinData.Engine.Shards;
using FinData.Tests.Domain;

namespace FinData.Tests.Engine;

/// <summary>A copy of a shard takes as much memory as the shard: there is one at a time.</summary>
public sealed class SnapshotTurnTests : IDisposable
{
    private const int Shards = 4;

    private readonly TestBank bank = new(Shards, limits: new ShardOptions { SnapshotEvents = 20 });

    [Fact]
    public void Shards_that_are_due_together_are_copied_one_after_the_other()
    {
        for (var i = 0; i < 50; i++) bank.Open($"o{i}", $"account:{i}");
        for (var i = 0; i < 400; i++) bank.Deposit($"d{i}", $"account:{i % 50}", 1_00);
        Assert.Equal(0, Written());
        for (var turn = 1; turn <= Shards; turn++)
        {
            while (bank.Shards.SnapshotStep()) { }
            Assert.Equal(turn, Written());
            foreach (var shard in bank.Shards.Shards) shard.Step();
        }
        bank.Restart();
        Assert.Equal("accepted", bank.Withdraw("w", "account:7", 8_00));
    }

    public void Dispose() => bank.Dispose();

    private int Written() =>
        Enumerable.Range(0, Shards).Count(shard => bank.Shards.Journal.LoadSnapshot(shard) is not null);
}
