using System.Numerics;
using System.Runtime.CompilerServices;
using FinData.Engine.Entities;

namespace FinData.Engine.Memory;

/// <summary>A record that is found by its key.</summary>
public interface IKeyed
{
    /// <summary>The key; it never changes while the record is in a table.</summary>
    EntityKey Key { get; }
}

/// <summary>A slab with an index by key: open addressing, eight bytes an entry, at most three quarters full.</summary>
/// <remarks>
/// One thread. An entry is 32 bits of the key and the slot, so that growing and removing touch no record.
/// </remarks>
public sealed unsafe class Table<T> : IDisposable where T : unmanaged, IKeyed
{
    private ulong* index;
    private uint mask;
    private int used;

    /// <summary>An empty table with room for some records.</summary>
    public Table(int capacity = 1024)
    {
        Allocate((uint)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity / 3 * 4)));
    }

    /// <summary>Frees what was never disposed.</summary>
    ~Table() => Release();

    /// <summary>The records, by slot.</summary>
    public Slab<T> Records { get; } = new();

    /// <summary>How many records there are.</summary>
    public int Count => used;

    /// <summary>The bytes of the index.</summary>
    public long IndexBytes => ((long)mask + 1) * sizeof(ulong);

    /// <summary>The slot of a key, -1 when it is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(EntityKey key)
    {
        for (var i = (uint)key.Low & mask; ; i = (i + 1) & mask)
        {
            var entry = index[i];
            if (entry == 0) return -1;
            if ((uint)(entry >> 32) != (uint)key.Low) continue;
            var slot = (int)(uint)entry - 1;
            if (Records.Read(slot).Key == key) return slot;
        }
    }

    /// <summary>
    /// A slot for a key that is not there yet; the caller writes the record with that key before the next call.
    /// </summary>
    public int Add(EntityKey key)
    {
        if ((uint)used + 1 > (mask + 1) / 4 * 3) Grow();
        var slot = Records.Add();
        Enter((uint)key.Low, slot);
        used++;
        return slot;
    }

    /// <summary>Removes a record and frees its slot.</summary>
    public void Remove(int slot)
    {
        var tag = (uint)Records.Read(slot).Key.Low;
        var at = tag & mask;
        while ((int)(uint)index[at] - 1 != slot) at = (at + 1) & mask;
        Close(at);
        Records.Remove(slot);
        used--;
    }

    /// <summary>Asks for the index line of a key that will be looked up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchIndex(EntityKey key) => Cache.Prefetch(index + ((uint)key.Low & mask));

    /// <summary>Asks for the record that a key's first index entry names; gives its slot, -1 without one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PrefetchRecord(EntityKey key)
    {
        var entry = index[(uint)key.Low & mask];
        if (entry == 0) return -1;
        var slot = (int)(uint)entry - 1;
        Records.Prefetch(slot);
        return slot;
    }

    /// <summary>Makes the index anew after the records were loaded; free slots hold the key of no id.</summary>
    public void Reindex(Func<int, bool> isFree)
    {
        used = Records.Count - Records.FreeCount;
        Release();
        Allocate(BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, (long)used / 3 * 4 + 4)));
        for (var slot = 0; slot < Records.Count; slot++)
            if (!isFree(slot)) Enter((uint)Records.Read(slot).Key.Low, slot);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Records.Dispose();
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (index != null) Blocks.Free((byte*)index, (nuint)IndexBytes);
        index = null;
    }

    private void Allocate(uint size)
    {
        index = (ulong*)Blocks.Allocate((nuint)size * sizeof(ulong));
        mask = size - 1;
    }

    private void Enter(uint tag, int slot)
    {
        var i = tag & mask;
        while (index[i] != 0) i = (i + 1) & mask;
        index[i] = (ulong)tag << 32 | (uint)(slot + 1);
    }

    // Moves later entries of the run into the gap, so that no look-up stops early (Knuth, TAOCP 3, 6.4, algorithm R).
    private void Close(uint gap)
    {
        for (var i = (gap + 1) & mask; index[i] != 0; i = (i + 1) & mask)
        {
            var home = (uint)(index[i] >> 32) & mask;
            if (((i - home) & mask) < ((i - gap) & mask)) continue;
            index[gap] = index[i];
            gap = i;
        }
        index[gap] = 0;
    }

    private void Grow()
    {
        var (old, size) = ((nint)index, mask + 1);
        Allocate(size * 2);
        for (var i = 0u; i < size; i++)
        {
            var entry = ((ulong*)old)[i];
            if (entry != 0) Enter((uint)(entry >> 32), (int)(uint)entry - 1);
        }
        Blocks.Free((byte*)old, (nuint)size * sizeof(ulong));
    }
}
