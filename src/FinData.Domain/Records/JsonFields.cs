using System.Text.Json;

namespace FinData.Domain.Records;

/// <summary>The fields that JSON records are made of.</summary>
internal enum JsonField
{
    Id, Time, Type, Account, Amount, To, Terminal, Currency, CreditLine, Hold, Of,
    Order, Product, Category, Description, Quantity, Price, Customer,
    Unknown,
}

/// <summary>Takes one JSON object apart: where the value of each known field stands.</summary>
/// <remarks>
/// Fields come in any order, so values are only found here and judged once it is known what they belong to.
/// A field that is null counts as left out, as many writers put it. Fields of the same unknown name may repeat.
/// </remarks>
internal sealed partial class JsonFields
{
    private const int DepthMax = 16;

    private static readonly JsonReaderOptions options = new() { MaxDepth = DepthMax };

    private static readonly string[] names =
    [
        "id", "ts", "type", "account", "amount", "to", "terminal", "currency", "creditLine", "hold", "of",
        "order", "product", "category", "description", "quantity", "price", "customer",
    ];

    private readonly Place[] places = new Place[(int)JsonField.Unknown];
    private byte[] unescaped = new byte[256];
    private int unescapedLength;

    /// <summary>A bit for each field that has a value.</summary>
    public uint Present { get; private set; }

    /// <summary>How many fields have no known name.</summary>
    public int UnknownCount { get; private set; }

    public static string NameOf(JsonField field) => names[(int)field];

    public static uint Bit(JsonField field) => 1u << (int)field;

    public bool Has(JsonField field) => (Present & Bit(field)) != 0;

    public bool IsText(JsonField field) => places[(int)field].Token == JsonTokenType.String;

    public bool IsNumber(JsonField field) => places[(int)field].Token == JsonTokenType.Number;

    /// <summary>A field's value: text without its quotes, anything else as it stands; empty when left out.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, JsonField field)
    {
        if (!Has(field)) return [];
        ref readonly var place = ref places[(int)field];
        return place.IsUnescaped
            ? unescaped.AsSpan(place.Start, place.Length)
            : line.Slice(place.Start, place.Length);
    }

    /// <summary>Finds the fields of a line. What was found before an error can be asked for all the same.</summary>
    /// <returns>Null, or why the line can't be taken.</returns>
    public Refusal? Scan(ReadOnlySpan<byte> line) =>
        Clear() && TryScanFlat(line) ? null : ScanFully(line);

    /// <summary>The same for any JSON, by the full reader.</summary>
    internal Refusal? ScanFully(ReadOnlySpan<byte> line)
    {
        Clear();
        unescapedLength = 0;
        // Nothing longer comes out of undoing escapes than went in.
        if (unescaped.Length < line.Length) unescaped = new byte[2 * line.Length];
        try
        {
            return ScanObject(line);
        }
        catch (JsonException e)
        {
            return Malformed(line, $"at byte {e.BytePositionInLine}: {Sentence(e.Message)}");
        }
        catch (InvalidOperationException e)
        {
            // An escape of half a surrogate pair, or bytes that are no UTF-8.
            return Malformed(line, $"has text that is none: {e.Message}");
        }
    }

    private bool Clear()
    {
        (Present, UnknownCount) = (0, 0);
        return true;
    }

    // The reader's own account of the place, which stands before the sentence already.
    private static string Sentence(string message)
    {
        var place = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return place < 0 ? message : message[..place];
    }

    private Refusal? ScanObject(ReadOnlySpan<byte> line)
    {
        Refusal? refusal = null;
        var seen = 0u;
        var reader = new Utf8JsonReader(line, options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return Malformed(line, "is no object");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan);
            reader.Read();
            if (field == JsonField.Unknown)
            {
                UnknownCount++;
                reader.Skip();
                continue;
            }
            if ((seen & Bit(field)) != 0)
                refusal ??= new Refusal(RefusalReason.DuplicateField, $"{NameOf(field)} stands twice in the record");
            else
                Keep(ref reader, field);
            seen |= Bit(field);
            reader.Skip();
        }
        reader.Read();   // Throws when something comes after the object.
        return refusal;
    }

    private void Keep(ref Utf8JsonReader reader, JsonField field)
    {
        var token = reader.TokenType;
        if (token == JsonTokenType.Null) return;

        Present |= Bit(field);
        ref var place = ref places[(int)field];
        if (token == JsonTokenType.String && reader.ValueIsEscaped)
        {
            var start = unescapedLength;
            place = new Place(start, Unescape(ref reader).Length, token, true);
            return;
        }
        var quote = token == JsonTokenType.String ? 1 : 0;
        place = new Place((int)reader.TokenStartIndex + quote, reader.ValueSpan.Length, token, false);
    }

    private ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        var start = unescapedLength;
        var length = reader.CopyString(unescaped.AsSpan(start));
        unescapedLength += length;
        return unescaped.AsSpan(start, length);
    }

    private static Refusal Malformed(ReadOnlySpan<byte> line, string problem) =>
        new(RefusalReason.MalformedJson, $"'{Refusal.Shorten(line)}' {Refusal.Printable(problem)}");

    private static JsonField FieldOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8) ? JsonField.Id
            : name.SequenceEqual("ts"u8) ? JsonField.Time
            : name.SequenceEqual("to"u8) ? JsonField.To
            : name.SequenceEqual("of"u8) ? JsonField.Of
            : JsonField.Unknown,
        4 => name.SequenceEqual("type"u8) ? JsonField.Type
            : name.SequenceEqual("hold"u8) ? JsonField.Hold
            : JsonField.Unknown,
        5 => name.SequenceEqual("order"u8) ? JsonField.Order
            : name.SequenceEqual("price"u8) ? JsonField.Price
            : JsonField.Unknown,
        6 => name.SequenceEqual("amount"u8) ? JsonField.Amount : JsonField.Unknown,
        7 => name.SequenceEqual("account"u8) ? JsonField.Account
            : name.SequenceEqual("product"u8) ? JsonField.Product
            : JsonField.Unknown,
        8 => name.SequenceEqual("terminal"u8) ? JsonField.Terminal
            : name.SequenceEqual("category"u8) ? JsonField.Category
            : name.SequenceEqual("quantity"u8) ? JsonField.Quantity
            : name.SequenceEqual("customer"u8) ? JsonField.Customer
            : name.SequenceEqual("currency"u8) ? JsonField.Currency
            : JsonField.Unknown,
        10 => name.SequenceEqual("creditLine"u8) ? JsonField.CreditLine : JsonField.Unknown,
        11 => name.SequenceEqual("description"u8) ? JsonField.Description : JsonField.Unknown,
        _ => JsonField.Unknown,
    };

    private readonly record struct Place(int Start, int Length, JsonTokenType Token, bool IsUnescaped);
}
