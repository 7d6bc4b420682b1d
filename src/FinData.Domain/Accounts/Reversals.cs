using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Accounts;

/// <summary>A transaction that was reversed, or whose reversal is under way.</summary>
public struct Reversal : IKeyed
{
    public EntityKey Key;

    /// <summary>1 when the transaction has come back by itself since: there is nothing to reverse.</summary>
    public long HasReturned;

    readonly EntityKey IKeyed.Key => Key;
}

/// <summary>The reversed transactions of a shard: none is reversed twice.</summary>
public sealed class Reversals : IDisposable
{
    private readonly Table<Reversal> table = new(64);

    public IEnumerable<SnapshotPart> Parts =>
        [new SlabPart<Reversal>(table.Records, () => table.Reindex(slot => table.Records.Read(slot).Key.Low == 0))];

    public bool Has(EntityKey transaction) => table.Find(transaction) >= 0;

    public void Add(EntityKey transaction) => table.Records.Write(table.Add(transaction)).Key = transaction;

    /// <summary>Notes that a transaction whose reversal is under way has come back by itself.</summary>
    public void Return(EntityKey transaction)
    {
        var slot = table.Find(transaction);
        if (slot >= 0) table.Records.Write(slot).HasReturned = 1;
    }

    public bool HasReturned(EntityKey transaction)
    {
        var slot = table.Find(transaction);
        return slot >= 0 && table.Records.Read(slot).HasReturned != 0;
    }

    public void Remove(EntityKey transaction)
    {
        var slot = table.Find(transaction);
        if (slot >= 0) table.Remove(slot);
    }

    public void Dispose() => table.Dispose();
}
