using FinData.Engine.Shards;

namespace FinData.Tests.Engine;

/// <summary>
/// Goes on where the shard is that has come furthest, so that the others miss what they had not taken.
/// </summary>
internal sealed class SkippingSource(ShardRegion shards, string name, IReadOnlyList<BankRecord> records,
    int recordsPerStep)
    : BankSource(shards, name, records, recordsPerStep)
{
    protected override long TakenBy(ShardRegion shards, int number) => shards.Shards.Max(s =>
        !s.Positions.TryGetValue(number, out var position) ? long.MinValue
        : position.Ended != 0 ? long.MaxValue : position.Position);
}
