using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Rules;

/// <summary>An id in a list.</summary>
public struct ListEntry : IKeyed
{
    /// <summary>The keys of list and id together.</summary>
    public EntityKey Key;

    /// <summary>From when on it counts no more, in milliseconds since 1970; <see cref="RuleLists.Never"/>.</summary>
    public long Expiry;

    readonly EntityKey IKeyed.Key => Key;
}

/// <summary>The ids in all lists of a shard, in one table.</summary>
/// <remarks>One thread: the shard's.</remarks>
public sealed class RuleLists : IDisposable
{
    /// <summary>The expiry of what stays.</summary>
    public const long Never = long.MaxValue;

    private readonly Table<ListEntry> table = new(64);

    /// <summary>How many ids there are in all lists, expired ones included.</summary>
    public int Count => table.Count;

    /// <summary>The key of a list.</summary>
    public static EntityKey KeyOf(string list, KeyHasher hasher) =>
        hasher.Hash(0, System.Text.Encoding.ASCII.GetBytes(list));

    /// <summary>Whether an id is in a list at a time; unknown for the key of no id.</summary>
    public Truth Has(ulong listHigh, ulong listLow, EntityKey id, long time)
    {
        if (id.IsNone) return Truth.Unknown;
        // Both are keyed hashes, so their sum meets another pair's no more often than chance has it.
        var slot = table.Find(new EntityKey(listHigh ^ id.High, listLow ^ id.Low));
        return slot >= 0 && time < table.Records.Read(slot).Expiry ? Truth.True : Truth.False;
    }

    /// <summary>Puts an id into a list, or gives it another expiry.</summary>
    public void Put(EntityKey list, EntityKey id, long expiry)
    {
        var key = new EntityKey(list.High ^ id.High, list.Low ^ id.Low);
        var slot = table.Find(key);
        table.Records.Write(slot >= 0 ? slot : table.Add(key)) = new ListEntry { Key = key, Expiry = expiry };
    }

    /// <summary>Takes an id out of a list; false when it was not there.</summary>
    public bool Remove(EntityKey list, EntityKey id)
    {
        var slot = table.Find(new EntityKey(list.High ^ id.High, list.Low ^ id.Low));
        if (slot >= 0) table.Remove(slot);
        return slot >= 0;
    }

    public void Dispose() => table.Dispose();
}
