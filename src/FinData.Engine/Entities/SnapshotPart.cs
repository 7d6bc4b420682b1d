using System.Runtime.InteropServices;
using FinData.Engine.Memory;

namespace FinData.Engine.Entities;

/// <summary>One piece of a shard's state that snapshots keep.</summary>
public abstract class SnapshotPart
{
    /// <summary>Begins a copy of the piece as it is now, on the shard's thread, between two batches.</summary>
    public abstract SnapshotCut Cut();

    /// <summary>Takes the piece back; <paramref name="next"/> gives its blocks in order.</summary>
    public abstract void Load(ReadOnlySpan<long> shape, Func<byte[]> next);
}

/// <summary>A piece as it was at the cut. Copied and read in the background.</summary>
public abstract class SnapshotCut : IDisposable
{
    /// <summary>What is needed to load it: up to four numbers.</summary>
    public abstract long[] Shape { get; }

    /// <summary>How many blocks of bytes it has.</summary>
    public abstract int Blocks { get; }

    /// <summary>Copies a little more; false when all of it is copied.</summary>
    public abstract bool CopyNext();

    /// <summary>The bytes of one block, once copied.</summary>
    public abstract ReadOnlySpan<byte> Block(int block);

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the copies. On the shard's thread.</summary>
    protected abstract void Release();
}

/// <summary>The records of a slab; <paramref name="loaded"/> is called after a load, to make an index anew.</summary>
public sealed unsafe class SlabPart<T>(Slab<T> slab, Action? loaded = null) : SnapshotPart where T : unmanaged
{
    /// <inheritdoc/>
    public override SnapshotCut Cut() => new SlabPartCut(slab.BeginCut(), slab.EndCut);

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<long> shape, Func<byte[]> next)
    {
        slab.Load((int)shape[0], (int)shape[1], (int)shape[2],
            (chunk, bytes) => next().AsSpan(0, bytes).CopyTo(new Span<byte>((void*)chunk, bytes)));
        loaded?.Invoke();
    }
}

internal sealed class SlabPartCut(SlabCut cut, Action ended) : SnapshotCut
{
    public SlabCut Records => cut;

    public override long[] Shape => [cut.Count, cut.FreeCount, cut.FreeHead];

    public override int Blocks => cut.Chunks;

    public override bool CopyNext() => cut.CopyNext();

    public override ReadOnlySpan<byte> Block(int block) => cut.Chunk(block);

    protected override void Release()
    {
        ended();
        cut.Dispose();
    }
}

/// <summary>A text store: only grows, so its cut is a mark.</summary>
public sealed class TextPart(TextStore store) : SnapshotPart
{
    /// <inheritdoc/>
    public override SnapshotCut Cut() => new MarkCut(store);

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<long> shape, Func<byte[]> next)
    {
        for (var chunk = 0; chunk < shape[0]; chunk++) store.LoadChunk(next());
    }

    private sealed class MarkCut(TextStore store) : SnapshotCut
    {
        private readonly (int Chunks, int Used) mark = store.Mark;

        public override long[] Shape => [mark.Chunks];

        public override int Blocks => mark.Chunks;

        public override bool CopyNext() => false;

        public override ReadOnlySpan<byte> Block(int block) => store.Chunk(block, mark);

        protected override void Release() { }
    }
}

/// <summary>Some bytes, copied at once: what is too varied for records, and small.</summary>
public sealed class BytesPart(Func<byte[]> save, Action<byte[]> load) : SnapshotPart
{
    /// <inheritdoc/>
    public override SnapshotCut Cut() => new BytesCut(save());

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<long> shape, Func<byte[]> next) => load(next());

    private sealed class BytesCut(byte[] bytes) : SnapshotCut
    {
        public override long[] Shape => [];

        public override int Blocks => 1;

        public override bool CopyNext() => false;

        public override ReadOnlySpan<byte> Block(int block) => bytes;

        protected override void Release() { }
    }
}

/// <summary>A few numbers, copied at once.</summary>
public sealed class NumbersPart(Func<long[]> save, Action<long[]> load) : SnapshotPart
{
    /// <inheritdoc/>
    public override SnapshotCut Cut() => new NumbersCut(save());

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<long> shape, Func<byte[]> next) =>
        load(MemoryMarshal.Cast<byte, long>(next()).ToArray());

    private sealed class NumbersCut(long[] numbers) : SnapshotCut
    {
        public override long[] Shape => [];

        public override int Blocks => 1;

        public override bool CopyNext() => false;

        public override ReadOnlySpan<byte> Block(int block) => MemoryMarshal.AsBytes<long>(numbers);

        protected override void Release() { }
    }
}
