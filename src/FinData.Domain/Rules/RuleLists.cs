using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Rules;

/// <summary>An id in a list.</summary>
public struct ListEntry : IKeyed
{
    /// <summary>The keys of list and id together.</summary>
    public EntityKey Key;

    /// <summary>From when on it counts no more, in seconds since 1970; <see cref="RuleLists.Never"/>.</summary>
    public uint Until;

    /// <summary>The list's place among all.</summary>
    public int List;

    readonly EntityKey IKeyed.Key => Key;
}

/// <summary>A list of ids that rules look into.</summary>
/// <param name="name">What rules call it.</param>
/// <param name="key">Its key.</param>
public sealed class NamedList(string name, EntityKey key)
{
    public string Name => name;

    public EntityKey Key => key;

    /// <summary>Ids in it; those that have expired are counted until they are swept out.</summary>
    public int Count { get; set; }

    /// <summary>When it was changed last, in milliseconds since 1970, and by whom.</summary>
    public long ChangedAt { get; set; }

    /// <inheritdoc cref="ChangedAt"/>
    public string ChangedBy { get; set; } = "";
}

/// <summary>The ids in all lists of a shard, in one table: 24 bytes and an index entry of 8 each.</summary>
/// <remarks>One thread: the shard's. Keys are kept and no texts; these are in the journal.</remarks>
public sealed class RuleLists(KeyHasher hasher) : IDisposable
{
    /// <summary>The expiry of what stays.</summary>
    public const uint Never = uint.MaxValue;

    private readonly Table<ListEntry> table = new(64);
    private readonly List<NamedList> lists = [];
    private int hand;

    /// <summary>The lists, in the order of their first use.</summary>
    public IReadOnlyList<NamedList> Named => lists;

    /// <summary>How many ids there are in all lists.</summary>
    public int Count => table.Count;

    /// <summary>Bytes of memory that they take.</summary>
    public unsafe long Bytes => table.IndexBytes + (long)table.Records.Count * sizeof(ListEntry);

    public IEnumerable<SnapshotPart> Parts =>
        [new SlabPart<ListEntry>(table.Records, () => table.Reindex(IsFree))];

    /// <summary>The key of a list.</summary>
    public static EntityKey KeyOf(string list, KeyHasher hasher) => hasher.Hash(0, Encoding.ASCII.GetBytes(list));

    /// <summary>The list of a name; null when nothing was ever put into one.</summary>
    public NamedList? Find(string name) => lists.Find(l => l.Name == name);

    /// <summary>Whether an id is in a list at a time; unknown for the key of no id.</summary>
    public Truth Has(ulong listHigh, ulong listLow, EntityKey id, long time)
    {
        if (id.IsNone) return Truth.Unknown;
        // Both are keyed hashes, so their sum meets another pair's no more often than chance has it.
        var slot = table.Find(new EntityKey(listHigh ^ id.High, listLow ^ id.Low));
        return slot >= 0 && time < EndOf(table.Records.Read(slot).Until) ? Truth.True : Truth.False;
    }

    /// <summary>Whether an id is in a list at a time.</summary>
    public bool Has(string list, EntityKey id, long time) =>
        Find(list) is { Key: var key } && Has(key.High, key.Low, id, time) == Truth.True;

    /// <summary>Puts an id into a list, or gives it another expiry.</summary>
    public void Put(NamedList list, EntityKey id, uint until)
    {
        var key = new EntityKey(list.Key.High ^ id.High, list.Key.Low ^ id.Low);
        var slot = table.Find(key);
        if (slot < 0)
        {
            slot = table.Add(key);
            list.Count++;
        }
        table.Records.Write(slot) = new ListEntry { Key = key, Until = until, List = lists.IndexOf(list) };
    }

    /// <summary>Takes an id out of a list; false when it was not there.</summary>
    public bool Remove(NamedList list, EntityKey id)
    {
        var slot = table.Find(new EntityKey(list.Key.High ^ id.High, list.Key.Low ^ id.Low));
        if (slot < 0) return false;
        table.Remove(slot);
        list.Count--;
        return true;
    }

    /// <summary>The list of a name, made when it is missing; with who has changed it.</summary>
    public NamedList Change(string name, long time, string by)
    {
        if (Find(name) is not { } list) lists.Add(list = new NamedList(name, KeyOf(name, hasher)));
        (list.ChangedAt, list.ChangedBy) = (time, by);
        return list;
    }

    /// <summary>Puts the ids of some lines in, or takes them out.</summary>
    public void Apply(NamedList list, string ids, uint until, bool removes)
    {
        Span<byte> bytes = stackalloc byte[EntityName.IdBytesMax];
        foreach (var line in ids.AsSpan().EnumerateLines())
        {
            if (!TryParse(line, bytes, out var kind, out var name)) continue;
            var id = hasher.Hash((byte)kind, name);
            if (removes) Remove(list, id);
            else Put(list, id, until);
        }
    }

    /// <summary>
    /// Looks at some entries and takes out those that are over at a time: as many as come in are looked at, so a list
    /// does not grow by what has expired.
    /// </summary>
    public void Sweep(long time, int look)
    {
        for (look = Math.Min(look, table.Records.Count); look > 0; look--)
        {
            if (++hand >= table.Records.Count) hand = 0;
            ref readonly var entry = ref table.Records.Read(hand);
            if (IsFree(hand) || time < EndOf(entry.Until)) continue;
            lists[entry.List].Count--;
            table.Remove(hand);
        }
    }

    /// <summary>Reads an id such as <c>card:596</c>; the name lies in the bytes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> bytes, out EntityKind kind,
        out ReadOnlySpan<byte> name)
    {
        kind = EntityKind.None;
        name = default;
        return text.Length <= bytes.Length && Ascii.IsValid(text)
            && EntityName.TryParse(bytes[..Encoding.ASCII.GetBytes(text, bytes)], EntityKind.None, out kind, out name)
            && kind != EntityKind.None;
    }

    public void Dispose() => table.Dispose();

    internal void Write(BinaryWriter to)
    {
        to.Write(hand);
        to.Write(lists.Count);
        foreach (var list in lists)
        {
            to.Write(list.Name);
            to.Write(list.Count);
            to.Write(list.ChangedAt);
            to.Write(list.ChangedBy);
        }
    }

    internal void Read(BinaryReader from)
    {
        hand = from.ReadInt32();
        lists.Clear();
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var name = from.ReadString();
            lists.Add(new NamedList(name, KeyOf(name, hasher))
            {
                Count = from.ReadInt32(), ChangedAt = from.ReadInt64(), ChangedBy = from.ReadString(),
            });
        }
    }

    // The other half of the key is the slab's link to the next free slot.
    private bool IsFree(int slot) => table.Records.Read(slot).Key.Low == 0;

    private static long EndOf(uint until) => until == Never ? long.MaxValue : until * 1000L;
}
