using System.Runtime.InteropServices;
using FinData.Engine.Diagnostics;

namespace FinData.Engine.Memory;

/// <summary>Short texts, kept once and never changed: the ids of entities, for people.</summary>
/// <remarks>One thread adds; what is there may be read by any thread, since it neither moves nor changes.</remarks>
public sealed unsafe class TextStore : IDisposable
{
    private const int ChunkBits = 18, ChunkBytes = 1 << ChunkBits, ChunksMax = 1 << 32 - ChunkBits;
    private nint[] chunks = new nint[4];
    private int count, used = ChunkBytes;

    /// <summary>Frees what was never disposed.</summary>
    ~TextStore() => Release();

    /// <summary>How many bytes of memory are taken.</summary>
    public long Bytes => (long)count * ChunkBytes;

    /// <summary>Keeps a text of at most 255 bytes; gives the place to read it from.</summary>
    public uint Add(ReadOnlySpan<byte> text)
    {
        if (count == 0 || used + text.Length > ChunkBytes) AddChunk();
        var place = (uint)(count - 1) << ChunkBits | (uint)used;
        text.CopyTo(new Span<byte>((byte*)chunks[count - 1] + used, text.Length));
        used += text.Length;
        return place;
    }

    /// <summary>The text that was kept at a place.</summary>
    public ReadOnlySpan<byte> Read(uint place, int length) =>
        new((byte*)chunks[place >> ChunkBits] + (place & ChunkBytes - 1), length);

    /// <summary>How far the store has grown: what is below does not change any more.</summary>
    public (int Chunks, int Used) Mark => (count, count == 0 ? 0 : used);

    /// <summary>The bytes of one chunk up to a mark.</summary>
    public ReadOnlySpan<byte> Chunk(int chunk, (int Chunks, int Used) mark) =>
        new((void*)Volatile.Read(ref chunks)[chunk], chunk == mark.Chunks - 1 ? mark.Used : ChunkBytes);

    /// <summary>Takes the next chunk of a snapshot.</summary>
    public void LoadChunk(ReadOnlySpan<byte> bytes)
    {
        AddChunk();
        bytes.CopyTo(new Span<byte>((void*)chunks[count - 1], ChunkBytes));
        used = bytes.Length;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void AddChunk()
    {
        Invariant.Require(count < ChunksMax, "a shard holds 4 GiB of names.");
        if (count == chunks.Length) Array.Resize(ref chunks, count * 2);
        chunks[count++] = (nint)NativeMemory.AllocZeroed(ChunkBytes);
        used = 0;
    }

    private void Release()
    {
        for (var i = 0; i < count; i++) NativeMemory.Free((void*)chunks[i]);
        count = 0;
    }
}
