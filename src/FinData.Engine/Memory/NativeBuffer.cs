using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Engine.Diagnostics;

namespace FinData.Engine.Memory;

/// <summary>
/// Bytes outside the collector's reach that grow at the end: frames of commands and events are written into it in
/// place.
/// </summary>
/// <remarks>
/// One thread at a time. Growing moves the bytes: a pointer is valid until the next <see cref="Reserve"/>.
/// </remarks>
public sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>A batch or chunk larger than this is a bug or an attack: it stops its shard.</summary>
    public const int BytesMax = 1 << 30;

    private byte* start;
    private int capacity;

    /// <summary>Makes a buffer with room for <paramref name="capacity"/> bytes.</summary>
    public NativeBuffer(int capacity = 4096)
    {
        start = (byte*)NativeMemory.Alloc((nuint)capacity);
        this.capacity = capacity;
    }

    /// <summary>Frees what was never disposed.</summary>
    ~NativeBuffer() => NativeMemory.Free(start);

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>How many bytes there is room for without growing.</summary>
    public int Capacity => capacity;

    /// <summary>Where the first byte is.</summary>
    public byte* Start => start;

    /// <summary>The bytes written.</summary>
    public ReadOnlySpan<byte> Written => new(start, Length);

    /// <summary>Forgets what is written, keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Room for as many more bytes, counted as written; their content is whatever it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Reserve(int bytes)
    {
        if (bytes > capacity - Length) Grow(bytes);
        var at = start + Length;
        Length += bytes;
        return at;
    }

    /// <summary>Copies the bytes to the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(new Span<byte>(Reserve(bytes.Length), bytes.Length));

    /// <summary>Takes back what was written after a length.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    private void Grow(int more)
    {
        var wanted = Math.Max((long)capacity * 2, (long)Length + more);
        Invariant.Require((long)Length + more <= BytesMax, $"a buffer of {Length} bytes shall take {more} more.");
        capacity = (int)Math.Min(wanted, BytesMax);
        start = (byte*)NativeMemory.Realloc(start, (nuint)capacity);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeMemory.Free(start);
        start = null;
        capacity = Length = 0;
        GC.SuppressFinalize(this);
    }
}
