using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;

namespace FinData.Engine.Journals;

/// <summary>
/// Where decisions are kept: for each shard an append-only stream of batches, numbered from 1 without a hole.
/// </summary>
/// <remarks>
/// One thread appends (the committer); any thread may read. An append is durable when it returns. One that does not
/// return has left of each shard none of its batches, or those up to some number, each of them whole. Bytes handed in
/// belong to the caller again after the call.
/// </remarks>
public abstract class Journal : IDisposable
{
    /// <summary>Called for each batch read: its number and bytes, valid during the call; false stops reading.</summary>
    public unsafe delegate bool Visitor(int number, byte* data, int length);

    /// <summary>
    /// What this journal belongs to: shard count, the secret of its keys. Made once, with the first open.
    /// </summary>
    public abstract JournalIdentity Identity { get; }

    /// <summary>Appends sealed batches, those of a shard in the order of their numbers, in one durable write.</summary>
    /// <exception cref="JournalFencedException">
    /// A number is taken by a batch that is not this one: of its shard nothing is written from there on. The batches of
    /// other shards are there or not, and can be appended again.
    /// </exception>
    /// <exception cref="InvariantException">
    /// A number is beyond the next one: a batch before it was acknowledged and is not there.
    /// </exception>
    /// <exception cref="JournalException">
    /// The write failed: some of it is there, or all where a server's answer was lost. Transient when it may be tried
    /// again as it is; what is there of it is then taken for a success.
    /// </exception>
    public abstract void Append(IReadOnlyList<Batch> batches);

    /// <summary>The highest batch number of a shard, 0 when it has none.</summary>
    public abstract int LastBatch(int shard);

    /// <summary>Reads the batches of a shard from one number on, in order, up to another (inclusive).</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The last number.</param>
    /// <param name="tags">Only batches in which one of these event flags occurs; 0 for all.</param>
    /// <param name="visit">Gets each batch.</param>
    public abstract void Read(int shard, int from, int to, uint tags, Visitor visit);

    /// <summary>
    /// The number of a source, given on first use and kept: sources are named once, positions carry the number.
    /// </summary>
    public abstract int SourceNumber(string name);

    /// <summary>All sources by number.</summary>
    public abstract IReadOnlyDictionary<int, string> Sources { get; }

    /// <summary>
    /// Writes a snapshot of a shard, whole or not at all, and drops those older than the newest
    /// <paramref name="keep"/>.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="batch">The batch that it was taken after.</param>
    /// <param name="parts">Its parts; one may stand in the memory of the one before, so each is used at once.</param>
    /// <param name="keep">How many snapshots of the shard stay.</param>
    public abstract void SaveSnapshot(int shard, int batch, IEnumerable<ReadOnlyMemory<byte>> parts, int keep);

    /// <summary>
    /// The newest snapshot of a shard at or below a batch number: its number and its parts in order; null without one.
    /// </summary>
    public abstract (int Batch, IEnumerable<byte[]> Parts)? LoadSnapshot(int shard, int atMost = int.MaxValue);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops who would leave a hole after the last batch there is.</summary>
    protected static void RequireNoHole(Batch batch, int last) => Invariant.Require(batch.Number <= last + 1,
        $"batch {batch.Number} of shard {batch.Shard} is appended where {last} is the last: " +
        "those between are missing.");

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>What a journal belongs to.</summary>
/// <param name="Shards">Into how many shards its entities are divided; it never changes.</param>
/// <param name="Secret0">The secret of its keys, made at random with the journal.</param>
/// <param name="Secret1">Its other half.</param>
public sealed record JournalIdentity(int Shards, ulong Secret0, ulong Secret1)
{
    /// <summary>The most shards there can be.</summary>
    public const int ShardsMax = 1024;

    /// <inheritdoc cref="JournalIdentity"/>
    public int Shards { get; } = Shards is >= 1 and <= ShardsMax ? Shards
        : throw new JournalDamagedException($"The journal says that it has {Shards} shards, and 1 to {ShardsMax} can " +
            "be: what it says of itself was changed. Restore it from a backup.");

    /// <summary>
    /// SHA-256 of all of it: what the first batch of each shard follows, so that shards and keys cannot be changed
    /// without a trace.
    /// </summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"findata journal {Shards} {Secret0:x16} {Secret1:x16}")));
}
