using System.Globalization;
using FinData.Domain.Records;
using FinData.Domain.Simulation;
using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.Sources;

/// <summary>
/// The simulated bank and shop as a source: record i at position i, so that it goes on where each shard is.
/// </summary>
/// <param name="shards">Where the records go.</param>
/// <param name="options">The world; part of the source's name, so that another world is another source.</param>
/// <param name="count">How many records there are; <see cref="long.MaxValue"/> for no end.</param>
/// <param name="isLive">
/// True to give each record when the clock reaches its time; false for as fast as possible.
/// </param>
public sealed class SimulatorSource(ShardRegion shards, SimulatorOptions options, long count, bool isLive) : Source
{
    private const int RecordsPerStep = 8192;
    private const string Prefix = "simulator:";

    private readonly Simulator simulator = new(options);
    private readonly SourceWriter writer = new(shards, shards.Journal.SourceNumber(NameOf(options)));
    private readonly CommandWriter commands = new(shards.Map);
    private long next = -1;

    /// <inheritdoc/>
    public override string Name { get; } = NameOf(options);

    /// <summary>True once the records have reached the clock.</summary>
    public bool IsUpToDate { get; private set; }

    /// <summary>
    /// The start time of the world that a data folder has been fed by with these options; null when there is none.
    /// </summary>
    public static long? StartTimeIn(IEnumerable<string> sources, SimulatorOptions options)
    {
        foreach (var name in sources)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var start = long.Parse(name[(name.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
            if (name == NameOf(options with { StartTime = start })) return start;
        }
        return null;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        if (next < 0) next = Math.Max(0, writer.Taken + 1);
        if (!writer.MayHandOver(simulator.TimeOf(next))) return false;
        var now = isLive ? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() : long.MaxValue;
        var time = long.MinValue;
        for (var left = RecordsPerStep; left > 0 && next < count && simulator.TimeOf(next) <= now; left--, next++)
            time = Take(next);
        var isEnd = next >= count;
        // The world has no end: a later run may ask for more of it.
        if (time != long.MinValue) writer.Flush(next - 1, time);
        // Only now: who waits for the end must find the records handed over.
        IsUpToDate |= isLive && simulator.TimeOf(next) > now;
        IsEnded = isEnd;
        return time != long.MinValue || isEnd;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }

    private long Take(long index)
    {
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        if (simulator.Read(index, ref transaction, ref sale) == SimulatedKind.Sale)
        {
            commands.Write(writer.For(commands.ShardOf(in sale)), in sale, new CommandWriter.Origin(index, false, 0),
                (uint)PayloadHash.Of(in sale), default);
            return sale.Time;
        }
        commands.Write(writer.For(commands.ShardOf(in transaction)), in transaction,
            new CommandWriter.Origin(index, false, 0), (uint)PayloadHash.Of(in transaction), default);
        return transaction.Time;
    }

    private static string NameOf(SimulatorOptions o) => string.Create(CultureInfo.InvariantCulture,
        $"{Prefix}{o.Seed}:{o.Accounts}:{o.Terminals}:{o.Products}:{o.Categories}:{o.SalesShare}:" +
        $"{o.RecordsPerSecond}:{o.DayCurve}:{o.Frauds}:{o.StartTime}");
}
