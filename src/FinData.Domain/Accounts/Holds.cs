using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Accounts;

/// <summary>Money set aside for a payment that may come.</summary>
public struct Hold : IKeyed
{
    /// <summary>The key of the transaction that placed it.</summary>
    public EntityKey Key;

    /// <summary>The account whose money it is.</summary>
    public EntityKey Account;

    /// <summary>In minor units.</summary>
    public long Amount;

    /// <summary>When it ends by itself, in milliseconds since 1970.</summary>
    public long Expiry;

    readonly EntityKey IKeyed.Key => Key;
}

/// <summary>The open holds of a shard, and which of them expires next.</summary>
public sealed class Holds : IDisposable
{
    private readonly Table<Hold> table = new(64);
    private readonly PriorityQueue<EntityKey, long> expiries = new();

    /// <summary>How many are open.</summary>
    public int Count => table.Count;

    public IEnumerable<SnapshotPart> Parts => [new SlabPart<Hold>(table.Records, Loaded)];

    public bool TryFind(EntityKey key, out Hold hold)
    {
        var slot = table.Find(key);
        hold = slot < 0 ? default : table.Records.Read(slot);
        return slot >= 0;
    }

    public void Place(in Hold hold)
    {
        table.Records.Write(table.Add(hold.Key)) = hold;
        expiries.Enqueue(hold.Key, hold.Expiry);
    }

    public void End(EntityKey key)
    {
        var slot = table.Find(key);
        if (slot >= 0) table.Remove(slot);
    }

    /// <summary>A hold that is open and over at a time; false when there is none.</summary>
    public bool TryDue(long time, out Hold hold)
    {
        while (expiries.TryPeek(out var key, out var expiry) && expiry <= time)
        {
            if (TryFind(key, out hold)) return true;
            expiries.Dequeue();     // Committed or voided before.
        }
        hold = default;
        return false;
    }

    public void Dispose() => table.Dispose();

    private void Loaded()
    {
        table.Reindex(slot => table.Records.Read(slot).Key.Low == 0);
        for (var slot = 0; slot < table.Records.Count; slot++)
        {
            ref readonly var hold = ref table.Records.Read(slot);
            if (hold.Key.Low != 0) expiries.Enqueue(hold.Key, hold.Expiry);
        }
    }
}
