using System.Numerics;
using FinData.Domain.Money;
using static FinData.Domain.Records.JsonFields;

namespace FinData.Domain.Records;

// Fields that transactions and sales have alike.
public sealed partial class JsonRecordReader
{
    private static bool Takes(uint taken, JsonField field) => (taken & Bit(field)) != 0;

    private bool HasAll(uint needed)
    {
        var missing = needed & ~fields.Present;
        if (missing == 0) return true;

        var name = NameOf((JsonField)BitOperations.TrailingZeroCount(missing));
        Refuse(RefusalReason.MissingField, $"{name} is missing");
        return false;
    }

    private void CountUnknown(uint taken) =>
        UnknownFields += fields.UnknownCount + BitOperations.PopCount(fields.Present & ~taken);

    private bool CheckRecordTime(ReadOnlySpan<byte> line, bool isTime, long time) =>
        TryText(line, JsonField.Time, out var text)
        && CheckTime(isTime, time, NameOf(JsonField.Time), text, "2026-01-01T00:00:00.000Z");

    private bool TryText(ReadOnlySpan<byte> line, JsonField field, out ReadOnlySpan<byte> text)
    {
        text = fields.Value(line, field);
        return fields.IsText(field) || Refuse(RefusalReason.WrongFieldType, NameOf(field), text, "is no text");
    }

    private bool TryId(ReadOnlySpan<byte> line, JsonField field, out ReadOnlySpan<byte> id) =>
        TryText(line, field, out id) && (EntityName.IsId(id) || RefuseId(NameOf(field), id));

    private bool TryAmount(ReadOnlySpan<byte> line, JsonField field, int digits, out long minor)
    {
        minor = 0;
        var text = fields.Value(line, field);
        return fields.IsText(field) || fields.IsNumber(field)
            ? TryAmount(text, digits, NameOf(field), out minor)
            : Refuse(RefusalReason.WrongFieldType, NameOf(field), text, "is neither a number nor a decimal string");
    }

    private bool TryCurrency(ReadOnlySpan<byte> line, out Currency currency, out int digits)
    {
        (currency, digits) = (default, DefaultDigits);
        if (!TryText(line, JsonField.Currency, out var text)) return false;
        if (!Currency.TryParse(text, out currency))
            return Refuse(RefusalReason.UnknownCurrency, "currency", text, "is no currency of ISO 4217");

        digits = currency.Digits;
        return true;
    }
}
