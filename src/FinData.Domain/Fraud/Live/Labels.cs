using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Fraud.Live;

/// <summary>A payment of which it is known whether it was a fraud.</summary>
public struct Label : IKeyed
{
    /// <summary>The transaction's key.</summary>
    public EntityKey Key;

    /// <summary>1 for a fraud, 0 for a genuine payment.</summary>
    public long IsFraud;

    readonly EntityKey IKeyed.Key => Key;
}

/// <summary>The labels of a shard's payments: the first one stays.</summary>
public sealed class Labels : IDisposable
{
    private readonly Table<Label> table = new(64);

    /// <summary>How many there are.</summary>
    public int Count => table.Count;

    public IEnumerable<SnapshotPart> Parts =>
        [new SlabPart<Label>(table.Records, () => table.Reindex(slot => table.Records.Read(slot).Key.Low == 0))];

    /// <summary>Whether a transaction has one.</summary>
    public bool Has(EntityKey transaction) => table.Find(transaction) >= 0;

    /// <summary>Whether it was a fraud; null without a label.</summary>
    public bool? Of(EntityKey transaction) =>
        table.Find(transaction) is >= 0 and var slot ? table.Records.Read(slot).IsFraud != 0 : null;

    public void Add(EntityKey transaction, bool isFraud) =>
        table.Records.Write(table.Add(transaction)) = new Label { Key = transaction, IsFraud = isFraud ? 1 : 0 };

    public void Dispose() => table.Dispose();
}
