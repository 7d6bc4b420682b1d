using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.Sources;

/// <summary>
/// The clock of a running node as a source: a watermark each second, by which holds expire while nothing else comes.
/// </summary>
/// <remarks>
/// A tick that leads to nothing is not journaled. Records over HTTP have no position; this is their time.
/// </remarks>
public sealed class TickSource(ShardRegion shards, TimeProvider clock) : Source
{
    private const long Every = 1000;

    private readonly SourceWriter writer = new(shards, shards.Journal.SourceNumber("ticks"));
    private long last;

    /// <inheritdoc/>
    public override string Name => "ticks";

    /// <inheritdoc/>
    public override bool Step()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now < last + Every) return false;
        last = now;
        writer.Flush(now, now);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
