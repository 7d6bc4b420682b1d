using System.Runtime.CompilerServices;
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

    /// <summary>
    /// Called again and again instead of <see cref="Step"/> while some shard is full: hands over nothing.
    /// </summary>
    public virtual void Wait() { }

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
public sealed class SourceWriter
{
    private const int LargeBytes = 192 << 10;
    private const int RestsMin = 10;

    private readonly ShardRegion shards;
    private readonly int source, first;
    private readonly long epoch;
    private readonly Chunk[] open;
    private int restsSeen;

    /// <summary>For all shards, or for one that alone is fed: a Kafka partition with a shard of its own.</summary>
    public SourceWriter(ShardRegion shards, int source, int? only = null)
    {
        (this.shards, this.source, first) = (shards, source, only ?? 0);
        var fed = only is { } shard ? [shards.Shards[shard]] : shards.Shards;
        // Before the positions: what is handed over by them is for this ownership alone.
        if (only is not null) epoch = fed[0].Epoch;
        open = [.. fed.Select(_ => shards.Map.TakeChunk(isLarge: true))];
        var behind = fed.Select(s => s.PositionOf(source) ?? Nowhere)
            .MinBy(p => p.Ended != 0 ? long.MaxValue : p.Position);
        Taken = behind.Ended != 0 ? long.MaxValue : behind.Position;
        TakenWatermark = behind.Watermark;
    }

    private SourcePosition Nowhere => new(source, 0, long.MinValue, long.MinValue);

    /// <summary>Commands written since the last hand-over.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The position that all shards have taken: nothing up to it needs to be decoded again. Before the first hand-over.
    /// </summary>
    public long Taken { get; }

    /// <summary>The watermark at that position.</summary>
    public long TakenWatermark { get; }

    /// <summary>
    /// Whether records up to a time may be handed over. Else the source waits and asks again: shards have yet to hear
    /// from each other, and once all is at rest they have.
    /// </summary>
    public bool MayHandOver(long watermark)
    {
        var may = watermark <= shards.ReadUntil;
        // Another source may be about to hand something over: one look is not enough.
        restsSeen = may || shards.Outstanding > 0 ? 0 : restsSeen + 1;
        shards.Wait(source, may ? null : watermark);
        if (restsSeen > 0 && restsSeen % RestsMin == 0) shards.ReadOn();
        return may;
    }

    /// <summary>The frames of a shard, to write one command into.</summary>
    public NativeBuffer For(int shard)
    {
        var chunk = open[shard - first];
        Count++;
        chunk.Count++;
        return chunk.Frames;
    }

    /// <summary>Hands over the chunk of a shard when it is large: small ones stay in the processor's cache.</summary>
    /// <param name="shard">The shard that was written to last.</param>
    /// <param name="position">The last position written.</param>
    /// <param name="watermark">Nothing earlier is expected; milliseconds since 1970.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FlushLarge(int shard, long position, long watermark)
    {
        if (open[shard - first].Frames.Length < LargeBytes) return;
        Count -= open[shard - first].Count;
        HandOver(shard - first, position, watermark, isEnd: false);
    }

    /// <summary>Hands everything over.</summary>
    /// <param name="position">The last position written.</param>
    /// <param name="watermark">Nothing earlier is expected; milliseconds since 1970.</param>
    /// <param name="isEnd">True with the last hand-over.</param>
    public void Flush(long position, long watermark, bool isEnd = false)
    {
        for (var i = 0; i < open.Length; i++) HandOver(i, position, watermark, isEnd);
        Count = 0;
    }

    private void HandOver(int i, long position, long watermark, bool isEnd)
    {
        var chunk = open[i];
        (chunk.Source, chunk.Position, chunk.Watermark, chunk.IsEnd) = (source, position, watermark, isEnd);
        chunk.Epoch = epoch;
        open[i] = shards.Map.TakeChunk(isLarge: true);
        shards.Deliver(first + i, chunk);
    }
}
