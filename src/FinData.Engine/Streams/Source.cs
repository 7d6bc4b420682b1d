using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Engine.Streams;

/// <summary>
/// Where records come from. Positions rise by record, so that after a crash each shard goes on from its own.
/// </summary>
/// <remarks>One thread steps a source; it is not stepped while some shard is full.</remarks>
public abstract class Source : IDisposable
{
    /// <summary>
    /// Its name, with all that tells it from others: a file's name, size and content; never a secret.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>True once all records are handed over.</summary>
    public bool IsEnded { get; protected set; }

    /// <summary>Reads a stretch of records and hands them over; false when there is nothing now.</summary>
    public abstract bool Step();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>
/// A stretch of a source on its way: commands are written to their shards' chunks, then all are handed over with the
/// position.
/// </summary>
/// <remarks>Every shard gets a chunk, even an empty one, so that each knows how far the source has come.</remarks>
public sealed class SourceWriter(ShardRegion shards, int source)
{
    private readonly Chunk[] open = [.. Enumerable.Range(0, shards.Map.Shards).Select(_ => shards.Map.TakeChunk())];

    /// <summary>Commands written since the last hand-over.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The position that all shards have taken: nothing up to it needs to be decoded again. Before the first hand-over.
    /// </summary>
    public long Taken { get; } = shards.Shards.Min(s => s.Positions.TryGetValue(source, out var p)
        ? p.Ended != 0 ? long.MaxValue : p.Position : long.MinValue);

    /// <summary>The frames of a shard, to write one command into.</summary>
    public NativeBuffer For(int shard)
    {
        Count++;
        open[shard].Count++;
        return open[shard].Frames;
    }

    /// <summary>Hands everything over.</summary>
    /// <param name="position">The last position written.</param>
    /// <param name="watermark">Nothing earlier is expected; milliseconds since 1970.</param>
    /// <param name="isEnd">True with the last hand-over.</param>
    public void Flush(long position, long watermark, bool isEnd = false)
    {
        for (var shard = 0; shard < open.Length; shard++)
        {
            var chunk = open[shard];
            (chunk.Source, chunk.Position, chunk.Watermark, chunk.IsEnd) = (source, position, watermark, isEnd);
            open[shard] = shards.Map.TakeChunk();
            shards.Deliver(shard, chunk);
        }
        Count = 0;
    }
}
