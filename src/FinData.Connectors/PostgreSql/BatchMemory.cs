using System.Buffers;
using FinData.Engine.Memory;

namespace FinData.Connectors.PostgreSql;

/// <summary>A sealed batch's bytes as memory, for the time of one call; they stay where they are.</summary>
internal sealed unsafe class BatchMemory(NativeBuffer data) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new(data.Start, data.Length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(data.Start + elementIndex);

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
