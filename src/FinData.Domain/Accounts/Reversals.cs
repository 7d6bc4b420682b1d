using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Accounts;

/// <summary>A transaction that was reversed, or whose reversal is under way.</summary>
public struct Reversal : IKeyed
{
    public EntityKey Key;

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

    public void Remove(EntityKey transaction)
    {
        var slot = table.Find(transaction);
        if (slot >= 0) table.Remove(slot);
    }

    public void Dispose() => table.Dispose();
}
