using FinData.Engine.Journals;

namespace FinData.Engine.Shards;

// Shards that several nodes share by one journal: each has one owner at a time, and everybody follows the others'.
public sealed partial class ShardRegion
{
    private const int FollowedMax = 32, FollowedBytesMax = 4 << 20;

    private int looked;

    /// <summary>
    /// Where this node is, in ASCII: its claims say so. Null when it has all shards by itself. Set before it takes any.
    /// </summary>
    public string? Owner { get; set; }

    /// <summary>True when other nodes may own shards.</summary>
    public bool IsShared { get; }

    /// <summary>
    /// Called on the shard's thread for each batch of another owner that is applied here. Reads the batch and keeps
    /// nothing of it.
    /// </summary>
    public Action<Shard, Batch>? Applied { get; set; }

    /// <summary>True when this node has shards to send messages to.</summary>
    internal bool HasOwned => Array.Exists(shards, s => s.Role == ShardRole.Owns);

    internal long Started { get; }

    /// <summary>Claims a shard as soon as all of it that is durable is applied. Any thread.</summary>
    public void Take(int shard)
    {
        shards[shard].Want(true);
        Wake(shard);
    }

    /// <summary>
    /// Gives a shard up once what was decided is durable; it is another's to take when it only follows. Any thread.
    /// </summary>
    public void Release(int shard)
    {
        shards[shard].Want(false);
        Wake(shard);
    }

    /// <summary>
    /// Reads what other owners have written; false when there was nothing. One thread at a time.
    /// </summary>
    /// <exception cref="JournalException">It could not be read; the next call reads it.</exception>
    public bool FollowStep()
    {
        var did = false;
        if (++looked >= shards.Length) looked = 0;
        foreach (var shard in shards)
            if (shard.IsRead(shard.Number == looked)) did |= Follow(shard);
        return did;
    }

    internal Region[] NewRegions() => regions(Map);

    internal void WakeFollower() => Wake(-2);

    // A shard whose batch was fenced writes no more before it has taken that in: the next number may be free.
    private void Fence(int shard)
    {
        List<Batch> dropped;
        lock (gate)
        {
            fenced[shard] = true;
            dropped = [.. committing.Where(b => b.Shard == shard), .. waiting.Where(b => b.Shard == shard)];
            committing.RemoveAll(dropped.Contains);
            waiting.RemoveAll(dropped.Contains);
        }
        dropped.ForEach(shards[shard].Fenced);
        Wake(shard);
    }

    internal void Admit(int shard)
    {
        lock (gate) fenced[shard] = false;
    }

    internal void Link(Shard receiver, int[] taken)
    {
        var epoch = receiver.Epoch;
        foreach (var sender in shards)
        {
            var after = taken[sender.Number];
            sender.Query(() => sender.Link(receiver, epoch, after));
        }
    }

    private unsafe bool Follow(Shard shard)
    {
        var (from, bytes) = (shard.LastBatch + 1, 0L);
        Journal.Read(shard.Number, from, from + FollowedMax - 1, 0, (number, data, length) =>
        {
            var batch = batches.Take();
            batch.Begin(shard.Number, number, startedAt: 0);
            batch.Data.Clear();
            batch.Data.Write(new ReadOnlySpan<byte>(data, length));
            shard.Followed(batch);
            bytes += length;
            return bytes < FollowedBytesMax;
        });
        if (bytes == 0) shard.Followed(null);
        Wake(shard.Number);
        return bytes > 0;
    }
}
