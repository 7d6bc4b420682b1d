using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>A command that was decided: where, and what it said. 40 bytes.</summary>
public struct RememberedCommand : IKeyed
{
    /// <summary>The key of its id.</summary>
    public EntityKey Key;

    /// <summary>When it happened.</summary>
    public long Time;

    /// <summary>The batch and the frame in it that decided it.</summary>
    public int Batch, Frame;

    /// <summary>The hash of what it said.</summary>
    public uint Payload;

    /// <summary>The slot remembered after this one.</summary>
    public int Next;

    readonly EntityKey IKeyed.Key => Key;
}

/// <summary>The commands of a shard that would be recognised if they came again: idempotency, within limits.</summary>
/// <remarks>Forgetting depends on batches and event time alone, so it is the same after recovery.</remarks>
public sealed class Remembered(ShardOptions options) : IDisposable
{
    private const int ForgetAhead = 16;

    private readonly Table<RememberedCommand> table = new();
    private int oldest = -1, newest = -1;

    /// <summary>How many are remembered.</summary>
    public int Count => table.Count;

    /// <summary>
    /// The latest time of a command that was forgotten; an unpositioned command from then or before is refused as too
    /// old.
    /// </summary>
    public long Horizon { get; private set; } = long.MinValue;

    internal IReadOnlyList<SnapshotPart> Parts =>
    [
        new SlabPart<RememberedCommand>(table.Records, () => table.Reindex(s => table.Records.Read(s).Key.Low == 0)),
        new NumbersPart(() => [oldest, newest, Horizon],
            n => (oldest, newest, Horizon) = ((int)n[0], (int)n[1], n[2])),
    ];

    internal void PrefetchIndex(EntityKey id) => table.PrefetchIndex(id);

    /// <summary>Finds a command by its id's key.</summary>
    public bool TryFind(EntityKey id, out RememberedCommand command)
    {
        var slot = table.Find(id);
        command = slot < 0 ? default : table.Records.Read(slot);
        return slot >= 0;
    }

    internal void Add(in RememberedCommand command)
    {
        var slot = table.Add(command.Key);
        ref var added = ref table.Records.Write(slot);
        added = command;
        added.Next = -1;
        if (newest >= 0) table.Records.Write(newest).Next = slot;
        else oldest = slot;
        newest = slot;
    }

    // From here on the event that revokes is the answer.
    internal void Revoke(EntityKey id, int batch, int frame)
    {
        var slot = table.Find(id);
        if (slot < 0) return;
        ref var revoked = ref table.Records.Write(slot);
        (revoked.Batch, revoked.Frame) = (batch, frame);
    }

    /// <summary>Forgets what is beyond both minima, or beyond the maximum.</summary>
    internal void Forget(long time)
    {
        var until = time - options.IdsKept.TotalMilliseconds;
        if (!IsForgotten(until)) return;
        var soon = oldest;
        for (var ahead = 0; ahead < ForgetAhead && soon >= 0; ahead++) soon = PrefetchNext(soon);
        while (IsForgotten(until))
        {
            if (soon >= 0) soon = PrefetchNext(soon);
            ref readonly var first = ref table.Records.Read(oldest);
            Horizon = Math.Max(Horizon, first.Time);
            var (slot, next) = (oldest, first.Next);
            table.Remove(slot);
            oldest = next;
            if (next < 0) newest = -1;
        }
    }

    private bool IsForgotten(double until) =>
        table.Count > options.IdsMin && (table.Count > options.IdsMax || table.Records.Read(oldest).Time <= until);

    private int PrefetchNext(int slot)
    {
        ref readonly var record = ref table.Records.Read(slot);
        table.PrefetchIndex(record.Key);
        return record.Next;
    }

    /// <summary>Bytes of memory.</summary>
    public unsafe long Bytes => table.IndexBytes + (long)table.Count * sizeof(RememberedCommand);

    /// <inheritdoc/>
    public void Dispose() => table.Dispose();
}
