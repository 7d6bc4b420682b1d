namespace FinData.Engine.Shards;

/// <summary>The limits of a shard, each with what happens there.</summary>
public sealed record ShardOptions
{
    /// <summary>
    /// Records gathered into one batch before it is sealed (default: 4096). Whole chunks are taken, so a batch may be
    /// somewhat larger.
    /// </summary>
    public int BatchRecordsMax { get; init; } = 4096;

    /// <summary>
    /// Batches that wait for the journal (default: 4); then the shard takes no more and its sources pause.
    /// </summary>
    public int InFlightMax { get; init; } = 4;

    /// <summary>
    /// Chunks of sources that wait at a shard (default: 8); then its sources pause. Messages between shards are never
    /// held back.
    /// </summary>
    public int ChunksMax { get; init; } = 8;

    /// <summary>Ids of commands remembered at least, a shard (default: 1,000,000).</summary>
    public int IdsMin { get; init; } = 1_000_000;

    /// <summary>
    /// Ids remembered at most, a shard (default: 16,000,000); beyond it the oldest go, though younger than <see
    /// cref="IdsKept"/>.
    /// </summary>
    public int IdsMax { get; init; } = 16_000_000;

    /// <summary>How long ids are remembered at least, in event time (default: 24 hours).</summary>
    public TimeSpan IdsKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Events after which a shard is snapshotted (default: 2,000,000).</summary>
    public int SnapshotEvents { get; init; } = 2_000_000;

    /// <summary>Snapshots kept of each shard (default: 2).</summary>
    public int SnapshotsKept { get; init; } = 2;
}
