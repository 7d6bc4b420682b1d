using System.Runtime.CompilerServices;
using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.Node;

namespace FinData.Sources;

/// <summary>
/// Takes the records of one positioned source: each becomes a command for its shard, or a dead letter with its reason.
/// </summary>
/// <remarks>One thread. The watermark is that of the records taken so far; a record far behind it is late.</remarks>
internal sealed class RecordIntake
{
    private const long FarMilliseconds = 86_400_000;

    private readonly NodeSettings settings;
    private readonly SourceWriter writer;
    private readonly CommandWriter commands;
    private readonly ShardRegion region;
    private readonly int shards, only;
    private readonly long lateAfter;
    private long far = long.MaxValue;       // Records from then on wait for those before to be decided.
    private readonly byte[] text = new byte[512];

    /// <summary>For all shards, or for the one that the source belongs to.</summary>
    public RecordIntake(ShardRegion shards, string source, NodeSettings settings, int? only = null)
    {
        (this.settings, this.only, this.shards, region) = (settings, only ?? -1, shards.Map.Shards, shards);
        writer = new SourceWriter(shards, shards.Journal.SourceNumber(source), only);
        commands = new CommandWriter(shards.Map);
        lateAfter = (long)settings.LateAfter.TotalMilliseconds;
        Watermark = writer.TakenWatermark;
        far = NextFar();
    }

    /// <summary>
    /// The shard that keeps what is refused, whichever shards are fed: it knows what it has when the source is read
    /// again; null for one after the other.
    /// </summary>
    public int? Home { get; init; }

    /// <summary>Called for a record of another shard, before it becomes a dead letter; it may throw.</summary>
    public Action? Strayed { get; init; }

    /// <summary>The position that all shards have taken in earlier runs.</summary>
    public long Taken => writer.Taken;

    /// <summary>Commands since the last hand-over.</summary>
    public int Count => writer.Count;

    /// <summary>The latest time of the records so far; milliseconds since 1970.</summary>
    public long Watermark { get; private set; }

    /// <summary>
    /// Whether what was taken may be handed over. Else the source waits and asks again; see <see
    /// cref="SourceWriter.MayHandOver"/>.
    /// </summary>
    public bool MayHandOver => writer.MayHandOver(Watermark);

    /// <summary>Whether the last record is so far ahead of what was handed over that it has to wait.</summary>
    public bool IsFar { get; private set; }

    /// <summary>Nothing earlier than this is expected any more, though no record says so.</summary>
    public void Advance(long watermark) => Watermark = Math.Max(Watermark, watermark);

    /// <summary>Takes one record as its source has it.</summary>
    /// <param name="reader">Reads the source's format.</param>
    /// <param name="format">The format's name in ASCII.</param>
    /// <param name="line">The record; only its beginning where it is too long.</param>
    /// <param name="position">Its position in the source.</param>
    /// <param name="isTooLong">True when the record was cut off at the limit.</param>
    public void Take(RecordReader reader, ReadOnlySpan<byte> format, ReadOnlySpan<byte> line, long position,
        bool isTooLong)
    {
        // Hundreds of bytes that the reader clears or does not need.
        Unsafe.SkipInit(out TransactionRecord transaction);
        Unsafe.SkipInit(out SaleRecord sale);
        Refusal refusal;
        var read = isTooLong
            ? TooLong(out refusal)
            : reader.Read(line, position, ref transaction, ref sale, out refusal);
        if (read is RecordRead.Transaction or RecordRead.Sale
            || read == RecordRead.Refused && reader.LastTime <= reader.LatestTime)
        {
            if (reader.LastTime > far && position > writer.Taken) HandOverBefore(position, reader.LastTime);
            Watermark = Math.Max(Watermark, reader.LastTime);
        }
        if (position <= writer.Taken) return;
        switch (read)
        {
            case RecordRead.Transaction:
                if (IsElsewhere(commands.ShardOf(in transaction), out var shard, ref refusal)) goto default;
                commands.Write(writer.For(shard), in transaction, Origin(position, transaction.Time),
                    (uint)PayloadHash.Of(in transaction), line);
                writer.FlushLarge(shard, position, Watermark);
                break;
            case RecordRead.Sale:
                if (IsElsewhere(commands.ShardOf(in sale), out shard, ref refusal)) goto default;
                commands.Write(writer.For(shard), in sale, Origin(position, sale.Time),
                    (uint)PayloadHash.Of(in sale), line);
                writer.FlushLarge(shard, position, Watermark);
                break;
            case RecordRead.Blank:
                break;
            default:
                WriteRefused(reader.LastTime, refusal, format, line, position);
                break;
        }
    }

    /// <summary>Takes what is no record at all, with its reason.</summary>
    public void Refuse(Refusal refusal, ReadOnlySpan<byte> format, ReadOnlySpan<byte> original, long position)
    {
        if (position > writer.Taken) WriteRefused(Math.Max(0, Watermark), refusal, format, original, position);
    }

    /// <summary>Hands over what was taken.</summary>
    public void Flush(long position, bool isEnd = false)
    {
        writer.Flush(position, Watermark, isEnd);
        (far, IsFar) = (NextFar(), false);
    }

    private long NextFar() => region.ReadUntil == long.MaxValue ? long.MaxValue
        : Watermark > long.MinValue ? Watermark + FarMilliseconds : long.MinValue;

    // After a silence: what is known of time by this record is told, and the record itself waits for that.
    private void HandOverBefore(long position, long time)
    {
        Advance(time - FarMilliseconds);
        Flush(position - 1);
        IsFar = true;
    }

    private bool IsElsewhere(int wanted, out int shard, ref Refusal refusal)
    {
        shard = wanted;
        if (only < 0 || wanted == only) return false;
        Strayed?.Invoke();
        refusal = new Refusal("wrong-partition", $"The record's account or product belongs to partition {wanted}, " +
            $"and it came in {only}: set the producer's partitioner to murmur2_random and its key to that id.");
        return true;
    }

    private void WriteRefused(long time, Refusal refusal, ReadOnlySpan<byte> format, ReadOnlySpan<byte> line,
        long position)
    {
        var reason = Encoding.ASCII.GetBytes(refusal.Reason, text);
        var shown = refusal.Detail.AsSpan(0, Math.Min(refusal.Detail.Length, 120));
        var detail = Encoding.UTF8.GetBytes(shown, text.AsSpan(64));
        CommandWriter.WriteRefused(writer.For(Home ?? (only >= 0 ? only : (int)(position % shards))), position, time,
            text.AsSpan(0, reason), text.AsSpan(64, detail), format, line);
    }

    private CommandWriter.Origin Origin(long position, long time) =>
        new(position, time < Watermark - lateAfter, Ticket: 0);

    private RecordRead TooLong(out Refusal refusal)
    {
        refusal = new Refusal("too-long",
            $"The record is longer than {settings.RecordBytesMax} bytes; its beginning is kept.");
        return RecordRead.Refused;
    }
}
