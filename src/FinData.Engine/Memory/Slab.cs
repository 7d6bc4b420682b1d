using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Engine.Diagnostics;

namespace FinData.Engine.Memory;

/// <summary>
/// Records of one size in chunks that never move: state outside the collector's reach, copied on write while a snapshot
/// is cut.
/// </summary>
/// <remarks>
/// One thread writes. While a <see cref="SlabCut"/> is open another thread may copy chunks through it.
/// </remarks>
public sealed unsafe class Slab<T> : IDisposable where T : unmanaged
{
    private const int ChunkBytes = 256 << 10, BlockBytes = 2 << 20, SmallChunks = 8;

    private static readonly int chunkBits = BitOperations.Log2((uint)Math.Max(1, ChunkBytes / sizeof(T)));
    private readonly List<(nint Start, int Bytes)> blocks = [];
    private nint[] chunks = new nint[4];
    private int chunkCount, blockUsed = BlockBytes, free = -1;
    private SlabCut? cut;

    /// <summary>Frees what was never disposed.</summary>
    ~Slab() => Release();

    /// <summary>How many slots were ever given out, free ones among them.</summary>
    public int Count { get; private set; }

    /// <summary>How many slots are free.</summary>
    public int FreeCount { get; private set; }

    /// <summary>The record for reading; a writer takes <see cref="Write"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T Read(int slot) => ref *At(slot);

    /// <summary>The record for writing; a chunk that an open snapshot has not copied yet is copied first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Write(int slot)
    {
        if (cut is not null) CopyFirst(slot >> chunkBits);
        return ref *At(slot);
    }

    /// <summary>A zeroed slot.</summary>
    public int Add()
    {
        if (free >= 0)
        {
            var slot = free;
            ref var taken = ref Write(slot);
            free = *(int*)Unsafe.AsPointer(ref taken);
            taken = default;
            FreeCount--;
            return slot;
        }
        if (Count >> chunkBits == chunkCount) AddChunk();
        return Count++;
    }

    /// <summary>Frees a slot, to be given out again.</summary>
    public void Remove(int slot)
    {
        ref var freed = ref Write(slot);
        freed = default;
        *(int*)Unsafe.AsPointer(ref freed) = free;
        free = slot;
        FreeCount++;
    }

    /// <summary>Asks the processor to bring a record's lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot, int bytesMax = 256)
    {
        var at = (byte*)At(slot);
        for (var line = 0; line < sizeof(T) && line < bytesMax; line += 64) Cache.Prefetch(at + line);
    }

    /// <summary>Begins a copy of all records as they are now. One at a time; dispose it before the next.</summary>
    public SlabCut BeginCut()
    {
        Invariant.Require(cut is null, "a slab is cut while an earlier cut is open.");
        cut = new SlabCut(chunks.AsSpan(0, chunkCount).ToArray(), Count, FreeCount, free, sizeof(T), 1 << chunkBits);
        return cut;
    }

    /// <summary>Ends the cut, so that writes are plain again.</summary>
    public void EndCut() => cut = null;

    /// <summary>
    /// Takes the records of a snapshot, in the order they were written; <paramref name="into"/> fills one chunk's
    /// bytes.
    /// </summary>
    public void Load(int count, int freeCount, int freeHead, Action<nint, int> into)
    {
        Invariant.Require(Count == 0, "records are loaded into a slab that has some.");
        for (var slot = 0; slot < count; slot += 1 << chunkBits)
        {
            AddChunk();
            into(chunks[chunkCount - 1], Math.Min(1 << chunkBits, count - slot) * sizeof(T));
        }
        (Count, FreeCount, free) = (count, freeCount, freeHead);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* At(int slot) =>
        (T*)Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(chunks), slot >> chunkBits)
            + (slot & (1 << chunkBits) - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyFirst(int chunk) => cut!.CopyBeforeWrite(chunk);

    private void AddChunk()
    {
        if (chunkCount == chunks.Length) Array.Resize(ref chunks, chunkCount * 2);
        chunks[chunkCount] = chunkCount < SmallChunks ? Block(ChunkBytesUsed) : FromBlock();
        chunkCount++;
    }

    // A record larger than a chunk gets a chunk of its own.
    private static int ChunkBytesUsed => Math.Max(sizeof(T) << chunkBits, 64);

    private nint FromBlock()
    {
        if (ChunkBytesUsed > ChunkBytes) return Block(ChunkBytesUsed);
        if (blockUsed + ChunkBytesUsed > BlockBytes)
        {
            Block(BlockBytes);
            blockUsed = 0;
        }
        var at = blocks[^1].Start + blockUsed;
        blockUsed += ChunkBytesUsed;
        return at;
    }

    private nint Block(int bytes)
    {
        var block = (nint)Blocks.Allocate((nuint)bytes);
        blocks.Add((block, bytes));
        return block;
    }

    private void Release()
    {
        foreach (var (start, bytes) in blocks) Blocks.Free((byte*)start, (nuint)bytes);
        blocks.Clear();
        chunkCount = Count = 0;
    }
}
