using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using FinData.Engine.Memory;

namespace FinData.Connectors.MongoDb;

/// <summary>Writes BSON documents one after the other.</summary>
/// <remarks>
/// A document is int32 length, elements, 0; an element is its type, its name, 0 and its value. One thread; what is
/// written is at <see cref="At"/> until more is written.
/// </remarks>
internal sealed unsafe class BsonWriter : IDisposable
{
    private const int DecimalBias = 6176;

    private readonly NativeBuffer bytes = new(64 << 10);
    private readonly Stack<int> open = new();
    private readonly List<int> documents = [];

    /// <summary>How many documents there are.</summary>
    public int Count => documents.Count;

    /// <summary>Bytes of all.</summary>
    public int Length => bytes.Length;

    /// <summary>A document's bytes.</summary>
    public ReadOnlySpan<byte> At(int index)
    {
        var data = bytes.Start + documents[index];
        return new(data, *(int*)data);
    }

    /// <summary>Forgets all documents.</summary>
    public void Clear()
    {
        bytes.Clear();
        documents.Clear();
    }

    /// <summary>Begins a document of its own.</summary>
    public BsonWriter Begin()
    {
        documents.Add(bytes.Length);
        return Open();
    }

    /// <summary>Begins a document in a document.</summary>
    public BsonWriter Begin(ReadOnlySpan<byte> name) => Element(3, name).Open();

    /// <summary>Begins an array; its elements are <see cref="Item"/>s.</summary>
    public BsonWriter BeginArray(ReadOnlySpan<byte> name) => Element(4, name).Open();

    /// <summary>Ends what was begun last.</summary>
    public BsonWriter End()
    {
        *bytes.Reserve(1) = 0;
        var at = open.Pop();
        BinaryPrimitives.WriteInt32LittleEndian(new(bytes.Start + at, 4), bytes.Length - at);
        return this;
    }

    public BsonWriter Int32(ReadOnlySpan<byte> name, int value)
    {
        Element(16, name);
        BinaryPrimitives.WriteInt32LittleEndian(new(bytes.Reserve(4), 4), value);
        return this;
    }

    public BsonWriter Int64(ReadOnlySpan<byte> name, long value) => Word(18, name, value);

    /// <summary>A time, in milliseconds since 1970.</summary>
    public BsonWriter Time(ReadOnlySpan<byte> name, long value) => Word(9, name, value);

    /// <summary>An exact decimal number, with as many decimals as it has.</summary>
    public BsonWriter Decimal(ReadOnlySpan<byte> name, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var scale = parts[3] >> 16 & 0xff;
        // Sign, exponent with its bias, 113 bits of coefficient, of which 96 are in use.
        var high = (ulong)(uint)parts[2] | (ulong)(DecimalBias - scale) << 49 | (parts[3] < 0 ? 1UL << 63 : 0);
        Word(19, name, (long)((ulong)(uint)parts[1] << 32 | (uint)parts[0]));
        BinaryPrimitives.WriteUInt64LittleEndian(new(bytes.Reserve(8), 8), high);
        return this;
    }

    public BsonWriter Bool(ReadOnlySpan<byte> name, bool value)
    {
        Element(8, name);
        *bytes.Reserve(1) = value ? (byte)1 : (byte)0;
        return this;
    }

    /// <summary>An element of an array.</summary>
    public BsonWriter Item(int index, long value)
    {
        Span<byte> name = stackalloc byte[11];
        Utf8Formatter.TryFormat(index, name, out var length);
        return Int64(name[..length], value);
    }

    public BsonWriter Text(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Element(2, name);
        var length = Encoding.UTF8.GetByteCount(value);
        BinaryPrimitives.WriteInt32LittleEndian(new(bytes.Reserve(4), 4), length + 1);
        Encoding.UTF8.GetBytes(value, new Span<byte>(bytes.Reserve(length), length));
        *bytes.Reserve(1) = 0;
        return this;
    }

    public BsonWriter Binary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Element(5, name);
        BinaryPrimitives.WriteInt32LittleEndian(new(bytes.Reserve(4), 4), value.Length);
        *bytes.Reserve(1) = 0;      // The subtype for any bytes.
        bytes.Write(value);
        return this;
    }

    public void Dispose() => bytes.Dispose();

    private BsonWriter Word(byte type, ReadOnlySpan<byte> name, long value)
    {
        Element(type, name);
        BinaryPrimitives.WriteInt64LittleEndian(new(bytes.Reserve(8), 8), value);
        return this;
    }

    private BsonWriter Open()
    {
        open.Push(bytes.Length);
        bytes.Reserve(4);
        return this;
    }

    private BsonWriter Element(byte type, ReadOnlySpan<byte> name)
    {
        *bytes.Reserve(1) = type;
        bytes.Write(name);
        *bytes.Reserve(1) = 0;
        return this;
    }
}
