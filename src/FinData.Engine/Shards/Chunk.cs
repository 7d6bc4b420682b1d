using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>
/// Commands on their way to one shard: a stretch of a source, or the messages of one batch of a shard.
/// </summary>
/// <remarks>Made by one thread, then handed over whole; pooled, since they come by the thousand a second.</remarks>
public sealed class Chunk
{
    /// <summary>The frames, one after the other.</summary>
    public NativeBuffer Frames { get; } = new(16 << 10);

    /// <summary>How many frames.</summary>
    public int Count { get; set; }

    /// <summary>The source's number; -1 for commands without a position (HTTP) and for messages.</summary>
    public int Source { get; set; } = -1;

    /// <summary>
    /// The source's position and watermark after this chunk, and whether the source has ended with it.
    /// </summary>
    public long Position { get; set; }

    /// <inheritdoc cref="Position"/>
    public long Watermark { get; set; }

    /// <inheritdoc cref="Position"/>
    public bool IsEnd { get; set; }

    /// <summary>For messages: the sender's <see cref="Shard.MessageTime"/>, beside its time as watermark.</summary>
    public long MessageWatermark { get; set; }

    /// <summary>For messages: the shard that sent them, and its batch; -1 otherwise.</summary>
    public int FromShard { get; set; } = -1;

    /// <inheritdoc cref="FromShard"/>
    public int FromBatch { get; set; }

    /// <summary>
    /// The epoch of the shard under which it was made for it; a later one has other positions and takes none of it. 0
    /// for every epoch.
    /// </summary>
    public long Epoch { get; set; }

    internal void Reset()
    {
        Frames.Clear();
        (Count, Source, Position, Watermark, MessageWatermark, IsEnd) = (0, -1, 0, 0, 0, false);
        (FromShard, FromBatch, Epoch) = (-1, 0, 0);
    }
}

/// <summary>Chunks and batches that are used again; any thread.</summary>
internal sealed class Pool<T>(Func<T> create, int keptMax) where T : class
{
    private readonly Stack<T> free = new();

    public T Take()
    {
        lock (free)
            if (free.TryPop(out var item)) return item;
        return create();
    }

    // False when there are enough: it is the caller's.
    public bool Return(T item)
    {
        lock (free)
        {
            if (free.Count >= keptMax) return false;
            free.Push(item);
            return true;
        }
    }
}
