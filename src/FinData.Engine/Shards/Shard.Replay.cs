using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

public sealed unsafe partial class Shard
{
    /// <summary>Goes on by one batch of the journal as recovery does; one who replays sees each event before.</summary>
    internal void Replay(byte* data, int length, ShardReplay replay)
    {
        var batch = BatchReader.Open(data, length, Number, LastBatch + 1);
        replay.Begin(batch.FirstFrame, batch.Header.Frames, batch.Header.Number);
        Apply(batch, replay);
        LastCommitted = LastBatch;
    }

    /// <summary>The event of an earlier command that a command names; null when it is not remembered.</summary>
    internal EventHeader* FindOriginal(EntityKey id, EventHeader* firstOfBatch)
    {
        if (!Remembered.TryFind(id, out var at)) return null;
        if (at.Batch == LastBatch + 1) return EventFrame.At(firstOfBatch, at.Frame);
        ReadOriginalBatch(at.Batch);
        return EventFrame.At((EventHeader*)(originalBatch.Start + sizeof(BatchHeader)), at.Frame);
    }
}

/// <summary>
/// Decides a shard's history once more, batch by batch, with the code that decides live, and compares each event with
/// the journal's.
/// </summary>
/// <remarks>
/// State is made by Apply of the journal's events alone, as in recovery: after a difference the next decision is again
/// looked at on the state that there was. One thread; several shards may be stepped in any order. The region is the
/// caller's, made for this, on a journal that nobody appends to.
/// </remarks>
public sealed unsafe class ShardReplay : IDisposable
{
    private readonly NativeBuffer batchBytes = new(256 << 10);
    private readonly ShardRegion home;
    private readonly Shard shard;
    private EventHeader* first;
    private int frames, frame, skip;

    /// <summary>Begins before a batch: the shard is recovered up to there.</summary>
    /// <param name="home">The shards, none of them recovered.</param>
    /// <param name="number">The shard.</param>
    /// <param name="from">The first batch that is decided again; 1 for all.</param>
    public ShardReplay(ShardRegion home, int number, int from = 1)
    {
        (this.home, shard, To) = (home, home.Shards[number], home.Journal.LastBatch(number));
        shard.Recover(from - 1);
    }

    /// <summary>The shard as it is after the last batch that was looked at.</summary>
    public Shard Shard => shard;

    /// <summary>The last batch there is.</summary>
    public int To { get; }

    /// <summary>Commands that were decided again; those of them that came out otherwise.</summary>
    public long Decided { get; private set; }

    /// <inheritdoc cref="Decided"/>
    public long Different { get; private set; }

    /// <summary>Events that do not tell what was asked, so that nothing could be decided again.</summary>
    public long Untold { get; private set; }

    /// <summary>Gets each difference.</summary>
    public Action<ReplayDifference>? Found { get; init; }

    /// <summary>
    /// Whether the command that came first with the frame of a batch is decided again; without it all are.
    /// </summary>
    public Func<int, int, bool>? Wants { get; init; }

    /// <summary>Decides the next batch again and applies it; false at the end.</summary>
    /// <exception cref="JournalException">The batch cannot be read, or is damaged.</exception>
    public bool Step()
    {
        if (shard.LastBatch >= To) return false;
        batchBytes.Clear();
        home.Journal.Read(shard.Number, shard.LastBatch + 1, shard.LastBatch + 1, 0, (_, data, length) =>
        {
            batchBytes.Write(new ReadOnlySpan<byte>(data, length));
            return false;
        });
        if (batchBytes.Length == 0) throw JournalCorruptException.Missing(shard.Number, shard.LastBatch + 1);
        shard.Replay(batchBytes.Start, batchBytes.Length, this);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batchBytes.Dispose();
        Command.Dispose();
        Events.Dispose();
    }

    internal NativeBuffer Command { get; } = new(1024);

    internal NativeBuffer Events { get; } = new(1024);

    internal int Batch { get; private set; }

    internal ShardMap Map => home.Map;

    internal void Begin(EventHeader* firstFrame, int count, int number)
    {
        first = firstFrame;
        (frames, Batch, skip) = (count, number, 0);
    }

    internal void Look(EventHeader* e, int index)
    {
        frame = index;
        if (skip > 0)
        {
            skip--;
            return;
        }
        if (e->Kind == 0 || Wants is not null && !Wants(Batch, index)) return;
        var own = shard.RegionOf(e->Kind).Replay(e, this);
        if (own == 0) Untold++;
        else skip = own - 1;
    }

    /// <summary>How many frames of the batch are left after the one that is looked at.</summary>
    internal int Left => frames - frame - 1;

    internal EventHeader* FindOriginal(ReadOnlySpan<byte> id) => shard.FindOriginal(Map.CommandKey(id), first);

    internal void Equal() => Decided++;

    internal void Tell(byte kind, string name, string id, IReadOnlyList<FieldDifference> fields)
    {
        Decided++;
        Different++;
        Found?.Invoke(new ReplayDifference(shard.Number, Batch, frame, kind, name, id, fields));
    }
}

/// <summary>A decision that comes out otherwise than it stands in the journal.</summary>
/// <param name="Shard">Where it stands: the shard, the batch, and the frame in it.</param>
/// <param name="Batch"><inheritdoc cref="Shard"/></param>
/// <param name="Frame"><inheritdoc cref="Shard"/></param>
/// <param name="Kind">The entity's kind and name.</param>
/// <param name="Name"><inheritdoc cref="Kind"/></param>
/// <param name="Id">The id of the command; empty where it has none.</param>
/// <param name="Fields">What differs, at least one.</param>
public sealed record ReplayDifference(int Shard, int Batch, int Frame, byte Kind, string Name, string Id,
    IReadOnlyList<FieldDifference> Fields);

/// <summary>A field of an event that differs.</summary>
/// <param name="Event">Which of the command's events, from 0.</param>
/// <param name="Field">Its name, as the event's struct or <see cref="EventHeader"/> has it.</param>
/// <param name="Was">What the journal has.</param>
/// <param name="Is">What comes now.</param>
public sealed record FieldDifference(int Event, string Field, string Was, string Is);
