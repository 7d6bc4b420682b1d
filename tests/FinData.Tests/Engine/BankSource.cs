using FinData.Domain.Records;
using FinData.Engine.Memory;
using FinData.Engine.Shards;
using FinData.Engine.Streams;

namespace FinData.Tests.Engine;

/// <summary>
/// The records of a load, positioned by their index: opened again after a crash it goes on where the shards are.
/// </summary>
internal class BankSource : Source
{
    private static readonly long lateAfter = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    private readonly IReadOnlyList<BankRecord> records;
    private readonly SourceWriter writer;
    private readonly CommandWriter commands;
    private readonly int recordsPerStep, only;
    private readonly NativeBuffer elsewhere = new(1024);
    private int next;
    private long watermark = long.MinValue;

    /// <summary>For all shards, or with the records of one shard alone.</summary>
    public BankSource(ShardRegion shards, string name, IReadOnlyList<BankRecord> records, int recordsPerStep,
        int? only = null)
    {
        this.only = only ?? -1;
        (Name, this.records, this.recordsPerStep) = (name, records, recordsPerStep);
        var number = shards.Journal.SourceNumber(name);
        writer = new SourceWriter(shards, number, only);
        commands = new CommandWriter(shards.Map);
        Taken = TakenBy(shards, number);
        IsEnded = Taken == long.MaxValue;
        // Announced before its first record, so that no shard believes that the other source's time is everyone's.
        if (!IsEnded) writer.Flush(long.MinValue, watermark);
    }

    public override string Name { get; }

    /// <summary>The position from which it goes on.</summary>
    public long Taken { get; }

    public override bool Step()
    {
        var written = 0;
        for (; next < records.Count && written < recordsPerStep; next++)
        {
            var record = records[next];
            watermark = Math.Max(watermark, record.Time);
            if (next + 1 <= Taken) continue;
            elsewhere.Clear();
            record.Write(commands, For, next + 1, record.Time < watermark - lateAfter);
            written++;
        }
        IsEnded = next == records.Count;
        writer.Flush(next, watermark, IsEnded);
        return true;
    }

    protected virtual long TakenBy(ShardRegion shards, int number) => writer.Taken;

    protected override void Dispose(bool disposing) => elsewhere.Dispose();

    private NativeBuffer For(int shard) => only >= 0 && only != shard ? elsewhere : writer.For(shard);
}
