using System.Runtime.InteropServices;

namespace FinData.Engine.Memory;

/// <summary>
/// All records of a slab as they were at one moment, copied chunk by chunk: by the writer before it changes one, else
/// in the background.
/// </summary>
public sealed unsafe class SlabCut : IDisposable
{
    private const int Pending = 0, Copying = 1, Copied = 2;

    private readonly nint[] sources, copies;
    private readonly int[] states;
    private readonly int recordBytes, recordsPerChunk;
    private int next;

    internal SlabCut(nint[] sources, int count, int freeCount, int freeHead, int recordBytes, int recordsPerChunk)
    {
        (this.sources, Count, FreeCount, FreeHead) = (sources, count, freeCount, freeHead);
        (this.recordBytes, this.recordsPerChunk) = (recordBytes, recordsPerChunk);
        copies = new nint[sources.Length];
        states = new int[sources.Length];
    }

    /// <summary>Slots at the moment of the cut, free ones among them.</summary>
    public int Count { get; }

    /// <summary>Free slots, and the first of their chain.</summary>
    public int FreeCount { get; }

    /// <summary>The first free slot, -1 without one.</summary>
    public int FreeHead { get; }

    /// <summary>How many chunks there are.</summary>
    public int Chunks => (Count + recordsPerChunk - 1) / recordsPerChunk;

    /// <summary>Copies one more chunk in the background; false when all are copied.</summary>
    public bool CopyNext()
    {
        while (next < Chunks && Volatile.Read(ref states[next]) == Copied) next++;
        if (next >= Chunks) return false;
        CopyBeforeWrite(next);
        return true;
    }

    /// <summary>One chunk's records as they were; valid until dispose.</summary>
    public ReadOnlySpan<byte> Chunk(int chunk) => new((void*)copies[chunk], BytesOf(chunk));

    /// <summary>One record as it was, once all chunks are copied.</summary>
    public ref readonly T Read<T>(int slot) where T : unmanaged =>
        ref ((T*)copies[slot / recordsPerChunk])[slot % recordsPerChunk];

    internal void CopyBeforeWrite(int chunk)
    {
        if (chunk >= sources.Length || Volatile.Read(ref states[chunk]) == Copied) return;
        if (Interlocked.CompareExchange(ref states[chunk], Copying, Pending) == Pending)
        {
            var bytes = Math.Max(BytesOf(chunk), 1);
            var copy = (byte*)NativeMemory.Alloc((nuint)bytes);
            NativeMemory.Copy((void*)sources[chunk], copy, (nuint)bytes);
            copies[chunk] = (nint)copy;
            Volatile.Write(ref states[chunk], Copied);
            return;
        }
        // The other thread is at it: 256 KiB take it some ten microseconds.
        var spin = new SpinWait();
        while (Volatile.Read(ref states[chunk]) != Copied) spin.SpinOnce();
    }

    private int BytesOf(int chunk) => Math.Clamp(Count - chunk * recordsPerChunk, 0, recordsPerChunk) * recordBytes;

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        foreach (var copy in copies) NativeMemory.Free((void*)copy);
        Array.Clear(copies);
    }
}
