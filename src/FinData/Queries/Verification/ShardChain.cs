using System.Security.Cryptography;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries.Verification;

/// <summary>
/// Reads every batch of a shard: its checksum, its number, the SHA-256 of the batch before it, and an epoch that never
/// falls.
/// </summary>
internal sealed unsafe class ShardChain(Journal journal, int shard)
{
    private readonly byte[] hash = journal.Identity.Hash();
    private int expected = 1;
    private long epoch;
    private bool isChained = true;      // False after a batch whose bytes cannot be trusted.

    public List<Damage> Damaged { get; } = [];

    public long Batches { get; private set; }

    public long Events { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Reads to the end; <paramref name="progress"/> is called for each batch.</summary>
    public void Read(int last, Action progress, CancellationToken stop)
    {
        try
        {
            journal.Read(shard, 1, last, 0, (number, data, length) =>
            {
                Take(number, data, length);
                progress();
                return !stop.IsCancellationRequested;
            });
        }
        catch (JournalException e)
        {
            Say(expected, $"The journal of shard {shard} cannot be read on from batch {expected}: {e.Message}");
            return;
        }
        stop.ThrowIfCancellationRequested();
        if (expected <= last) Say(expected, Missing(expected, last));
    }

    private void Take(int number, byte* data, int length)
    {
        if (number != expected)
        {
            Say(expected, Missing(expected, number - 1));
            isChained = false;
        }
        (Batches, Bytes, expected) = (Batches + 1, Bytes + length, number + 1);
        try
        {
            Check(number, BatchReader.Open(data, length, shard, number));
            isChained = true;
        }
        catch (JournalCorruptException e)
        {
            Say(number, e.Message);
            isChained = false;
        }
        SHA256.HashData(new ReadOnlySpan<byte>(data, length), hash);
    }

    private void Check(int number, in BatchReader batch)
    {
        Events += batch.Header.Frames;
        if (number == 1) batch.RequireFirstOf(hash);
        else if (isChained && !batch.Previous.SequenceEqual(hash))
            Say(number - 1, $"Batch {number - 1} of shard {shard} is not the one that batch {number} was written " +
                "after: its bytes were changed since.");
        if (batch.Header.Epoch < epoch)
            Say(number, $"Batch {number} of shard {shard} was written by an owner of epoch {batch.Header.Epoch} " +
                $"after one of epoch {epoch}.");
        epoch = Math.Max(epoch, batch.Header.Epoch);
    }

    private string Missing(int first, int last) => first == last ? $"Batch {first} of shard {shard} is missing."
        : $"Batches {first} to {last} of shard {shard} are missing.";

    private void Say(int batch, string what) => Damaged.Add(new Damage(shard, batch, what));
}
