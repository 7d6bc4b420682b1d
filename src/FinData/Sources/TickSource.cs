using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.Sources;

/// <summary>
/// The clock of a running node as a source: a watermark each second, by which holds expire while nothing else comes.
/// </summary>
/// <remarks>
/// A tick that leads to nothing is not journaled. Records over HTTP have no position; this is their time. Where nodes
/// share the shards, one that has just been taken gets no tick before its topics are open: it would take the clock's
/// time for theirs.
/// </remarks>
public sealed class TickSource(ShardRegion shards, TimeProvider clock, IReadOnlyList<KafkaSource> topics) : Source
{
    private const long Every = 1000;

    private readonly int number = shards.Journal.SourceNumber("ticks");
    private readonly SourceWriter writer = new(shards, shards.Journal.SourceNumber("ticks"));
    private readonly (long Epoch, SourceWriter? Writer)[] own = new (long, SourceWriter?)[shards.Map.Shards];
    private long last;

    /// <inheritdoc/>
    public override string Name => "ticks";

    /// <inheritdoc/>
    public override bool Step()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now < last + Every) return false;
        last = now;
        if (!shards.IsShared) writer.Flush(now, now);
        else
            foreach (var shard in shards.Shards)
                if (shard.Role == ShardRole.Owns && topics.All(t => t.Reads(shard.Number)))
                    WriterOf(shard).Flush(now, now);
        return true;
    }

    // What is handed over is for one ownership alone.
    private SourceWriter WriterOf(Shard shard)
    {
        ref var its = ref own[shard.Number];
        var epoch = shard.Epoch;
        if (its.Writer is null || its.Epoch != epoch)
            its = (epoch, new SourceWriter(shards, number, shard.Number));
        return its.Writer!;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
