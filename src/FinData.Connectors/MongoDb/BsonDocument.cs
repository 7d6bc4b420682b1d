using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using FinData.Engine.Journals;

namespace FinData.Connectors.MongoDb;

/// <summary>Reads a BSON document where it lies; no field is read beyond the document's end.</summary>
internal readonly ref struct BsonDocument(ReadOnlySpan<byte> bytes)
{
    private const byte Double = 1, String = 2, Document = 3, Array = 4, Bytes = 5, ObjectId = 7, Bool = 8, Time = 9,
        Null = 10, Integer = 16, Timestamp = 17, Long = 18, Decimal = 19;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Int32(ReadOnlySpan<byte> name) => (int)Int64(name);

    /// <summary>A whole number; other programs may have written it as any kind of number.</summary>
    public long Int64(ReadOnlySpan<byte> name)
    {
        var value = Value(name, out var type);
        return type switch
        {
            Long => BinaryPrimitives.ReadInt64LittleEndian(value),
            Integer => BinaryPrimitives.ReadInt32LittleEndian(value),
            Double => (long)BinaryPrimitives.ReadDoubleLittleEndian(value),
            _ => throw Missing(name),
        };
    }

    public string Text(ReadOnlySpan<byte> name) =>
        Value(name, out var type) is var value && type == String ? Encoding.UTF8.GetString(value[4..^1])
            : throw Missing(name);

    public ReadOnlySpan<byte> Binary(ReadOnlySpan<byte> name) =>
        Value(name, out var type) is var value && type == Bytes ? value[5..] : throw Missing(name);

    public bool Has(ReadOnlySpan<byte> name)
    {
        Value(name, out var type);
        return type != 0;
    }

    /// <summary>True when an array of documents has some, and a field of each is this number.</summary>
    public bool AreAll(ReadOnlySpan<byte> array, ReadOnlySpan<byte> field, int number)
    {
        var items = new BsonDocument(Value(array, out var type));
        if (type != Array) return false;
        Span<byte> index = stackalloc byte[11];
        for (var i = 0; ; i++)
        {
            Utf8Formatter.TryFormat(i, index, out var length);
            var item = items.Value(index[..length], out type);
            if (type != Document) return i > 0;
            if (new BsonDocument(item).Int32(field) != number) return false;
        }
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> name, out byte type)
    {
        var rest = bytes[4..BinaryPrimitives.ReadInt32LittleEndian(bytes)];
        while ((type = rest[0]) != 0)
        {
            var end = rest[1..].IndexOf((byte)0);
            var found = rest.Slice(1, end);
            rest = rest[(end + 2)..];
            var length = LengthOf(type, rest);
            if (found.SequenceEqual(name)) return rest[..length];
            rest = rest[length..];
        }
        return default;
    }

    private static int LengthOf(byte type, ReadOnlySpan<byte> value) => type switch
    {
        Double or Time or Timestamp or Long => 8,
        Integer => 4,
        Bool => 1,
        Null => 0,
        ObjectId => 12,
        Decimal => 16,
        String => 4 + BinaryPrimitives.ReadInt32LittleEndian(value),
        Bytes => 5 + BinaryPrimitives.ReadInt32LittleEndian(value),
        Document or Array => BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => throw new JournalException($"A document of the journal's database has a field of the type {type}, " +
            "which no journal writes: another program has changed it."),
    };

    private static JournalException Missing(ReadOnlySpan<byte> name) =>
        new($"A document of the journal's database has no field '{Encoding.UTF8.GetString(name)}' as it was written: " +
            "another program has changed it.");
}
