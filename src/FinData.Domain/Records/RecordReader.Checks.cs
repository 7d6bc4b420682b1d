using FinData.Domain.Money;

namespace FinData.Domain.Records;

// What every format checks alike. A check that fails has set the refusal, so that reading is a chain of them.
public abstract partial class RecordReader
{
    /// <summary>Refuses the line; gives <see cref="RecordRead.Refused"/> to return.</summary>
    private protected RecordRead Refuse(string reason, string detail)
    {
        refusal = new Refusal(reason, detail);
        return RecordRead.Refused;
    }

    /// <summary>Refuses the line for one value; always false.</summary>
    private protected bool Refuse(string reason, string field, ReadOnlySpan<byte> value, string problem)
    {
        refusal = Refusal.Of(reason, field, value, problem);
        return false;
    }

    /// <summary>Notes the time of this line, so that refused lines count to their day as well.</summary>
    private protected void NoteTime(bool isRead, long time) => LastTime = isRead ? time : 0;

    /// <summary>Refuses a time that could not be read or is later than <see cref="LatestTime"/>.</summary>
    private protected bool CheckTime(bool isRead, long time, string field, ReadOnlySpan<byte> text, string form)
    {
        if (!isRead) return Refuse(RefusalReason.BadTime, field, text, $"is no time of the form {form}");
        return time <= LatestTime || Refuse(RefusalReason.FutureTime, field, text, "lies in the future");
    }

    private protected bool CheckName(ReadOnlySpan<byte> name, EntityKind kind, string field) =>
        EntityName.IsName(name, kind) || RefuseId(field, name);

    private protected bool RefuseId(string field, ReadOnlySpan<byte> value) => Refuse(
        RefusalReason.BadId,
        field,
        value,
        $"is no id: 1 to {EntityName.IdBytesMax} bytes of printable ASCII, kind included");

    /// <summary>Reads an amount that may not be negative.</summary>
    private protected bool TryAmount(ReadOnlySpan<byte> text, int digits, string field, out long minor)
    {
        if (!TryBalance(text, digits, field, out minor)) return false;
        return minor >= 0 || Refuse(RefusalReason.NegativeAmount, field, text, "is negative");
    }

    /// <summary>Reads money of either sign.</summary>
    private protected bool TryBalance(ReadOnlySpan<byte> text, int digits, string field, out long minor)
    {
        if (!MoneyText.TryParse(text, digits, out minor)) return RefuseNumber(text, digits, field);
        return Math.Abs(minor) <= MoneyText.AmountMax || RefuseAbsurd(field, text);
    }

    private protected bool RefuseAbsurd(string field, ReadOnlySpan<byte> text) => Refuse(
        RefusalReason.AbsurdAmount, field, text, $"is more than {MoneyText.AmountMax} smallest units");

    // Finds out afterwards what was wrong: good numbers need not pay for it.
    private bool RefuseNumber(ReadOnlySpan<byte> text, int digits, string field)
    {
        var magnitude = text.StartsWith("-"u8) ? text[1..] : text;
        var point = magnitude.IndexOf((byte)'.');
        var whole = point < 0 ? magnitude : magnitude[..point];
        var decimals = point < 0 ? [] : magnitude[(point + 1)..];
        if (whole.Length == 0 || !IsDigits(whole) || !IsDigits(decimals) || point >= 0 && decimals.Length == 0)
            return Refuse(RefusalReason.BadNumber, field, text, "is no decimal number");
        if (decimals.TrimEnd((byte)'0').Length > digits)
            return Refuse(RefusalReason.TooManyDecimals, field, text, $"has more than {digits} decimals");
        return RefuseAbsurd(field, text);
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
