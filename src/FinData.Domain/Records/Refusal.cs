using System.Text;

namespace FinData.Domain.Records;

/// <summary>Why a record cannot be taken: it goes to the dead letter with this.</summary>
/// <param name="Reason">A fixed word such as <c>malformed-json</c>, counted by it.</param>
/// <param name="Detail">What exactly, with the value: for a person.</param>
public readonly record struct Refusal(string Reason, string Detail)
{
    /// <summary>So much of a value is shown: enough to find it, too little to fill a log.</summary>
    public const int ValueCharsMax = 80;

    /// <summary>Names the field, its value (shortened) and what is wrong with it.</summary>
    public static Refusal Of(string reason, string field, ReadOnlySpan<byte> value, string problem) =>
        new(reason, $"{field} '{Shorten(value)}' {problem}");

    /// <summary>The value as one printable line; what is no text is shown as a replacement character.</summary>
    public static string Shorten(ReadOnlySpan<byte> value)
    {
        // A character has at most four bytes, so these hold all that may be shown and one more.
        var shown = value[..Math.Min(value.Length, 4 * (ValueCharsMax + 1))];
        var text = Encoding.UTF8.GetString(shown);
        var length = Math.Min(text.Length, ValueCharsMax);
        // A pair of surrogates is one character; half of it is none.
        if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
        return Printable(length < text.Length ? text[..length] + "…" : text);
    }

    /// <summary>The text without control characters, which could forge lines of a log or a terminal.</summary>
    public static string Printable(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? '\uFFFD' : from[i];
    });
}

/// <summary>The words that refusals are counted by. They stand in journals and dead letters and never change.</summary>
public static class RefusalReason
{
    // The line as a whole.
    public const string MalformedCsv = "malformed-csv";
    public const string MalformedJson = "malformed-json";
    public const string MalformedBinary = "malformed-binary";
    public const string MissingField = "missing-field";
    public const string DuplicateField = "duplicate-field";
    public const string WrongFieldType = "wrong-field-type";

    // One value.
    public const string BadId = "bad-id";
    public const string BadText = "bad-text";
    public const string BadNumber = "bad-number";
    public const string TooManyDecimals = "too-many-decimals";
    public const string NegativeAmount = "negative-amount";
    public const string AbsurdAmount = "absurd-amount";
    public const string UnknownCurrency = "unknown-currency";
    public const string UnknownType = "unknown-type";
    public const string BadTime = "bad-time";
    public const string FutureTime = "future-time";

    // The cleaning of sales; these words and their order are the reference's.
    public const string Cancellation = "cancellation";
    public const string Adjustment = "adjustment";
    public const string NonProductCode = "non_product_code";
    public const string QuantityNotPositive = "quantity_not_positive";
    public const string PriceNotPositive = "price_not_positive";
}
