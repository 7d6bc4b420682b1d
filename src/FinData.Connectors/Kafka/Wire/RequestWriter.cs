using System.Buffers.Binary;
using System.Text;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>Writes one request: big-endian numbers, texts and arrays with their length in front.</summary>
/// <remarks>One thread; used again for each request.</remarks>
internal sealed class RequestWriter
{
    private byte[] bytes = new byte[1024];
    private int length;

    /// <summary>The request with its length in front.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, length - sizeof(int));
            return bytes.AsSpan(0, length);
        }
    }

    /// <summary>Begins a request: API key and version, correlation id, client id (header version 1).</summary>
    public void Begin(short api, short version, int correlation)
    {
        length = sizeof(int);
        Int16(api);
        Int16(version);
        Int32(correlation);
        Text("findata");
    }

    public void Int8(sbyte value) => Reserve(1)[0] = (byte)value;

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Int16((short)count);
        Encoding.UTF8.GetBytes(value, Reserve(count));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    private Span<byte> Reserve(int count)
    {
        if (length + count > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
        length += count;
        return bytes.AsSpan(length - count, count);
    }
}
