namespace FinData.Queries.Verification;

/// <summary>Something in the journal that is not as it was written.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Batch">The batch.</param>
/// <param name="What">A sentence that names both.</param>
public sealed record Damage(int Shard, int Batch, string What);

/// <summary>What was found in a journal.</summary>
/// <param name="Shards">How many shards.</param>
/// <param name="Batches">Batches that were read.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Bytes">Bytes in them.</param>
/// <param name="Snapshots">Snapshots whose state was compared with that of the journal alone.</param>
/// <param name="Damaged">What is damaged; empty for a whole journal.</param>
/// <param name="StateHash">Of the state that the journal alone gives; null when something is damaged.</param>
public sealed record VerificationReport(int Shards, long Batches, long Events, long Bytes, int Snapshots,
    IReadOnlyList<Damage> Damaged, string? StateHash)
{
    /// <summary>Of a journal that does not even open.</summary>
    public static VerificationReport Unreadable(string why) => new(0, 0, 0, 0, 0, [new Damage(0, 0, why)], null);

    /// <summary>True when nothing is damaged.</summary>
    public bool IsWhole => Damaged.Count == 0;

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }
}
