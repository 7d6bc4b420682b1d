namespace FinData.Domain.Records;

/// <summary>Writes an alert as the value of a message.</summary>
/// <remarks><code>
/// {"kind":"fraud","account":"a0000001","transaction":"t000000000001","z":4.1234,"velocity":3,"balance":123.45}
/// </code>
/// An account is named bare, one of another kind with its kind. Money is a plain number here, with the currency's
/// digits, and z has four decimals, rounded half up: the form that all engines of the common workload share.
/// </remarks>
public static class JsonAlertWriter
{
    /// <summary>Bytes that surely suffice for an alert.</summary>
    public const int BytesMax = 6 * 2 * EntityName.IdBytesMax + 192;

    // Beyond it a long has no four decimals; nobody is that far above a mean of amounts.
    private const double DeviationsMax = 1e14;

    /// <summary>Writes into at least <see cref="BytesMax"/> bytes; returns the length.</summary>
    /// <param name="kind">The account's kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="transaction">The id of what raised the alert.</param>
    /// <param name="deviations">How far above the account's mean; 0 without a habit.</param>
    /// <param name="velocity">Debits in the clock hour, this one included.</param>
    /// <param name="balance">The booked balance after it, in minor units.</param>
    /// <param name="digits">The currency's digits.</param>
    /// <param name="destination">Where it goes.</param>
    public static int Write(EntityKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> transaction,
        double deviations, int velocity, long balance, int digits, Span<byte> destination)
    {
        var line = new JsonLine(destination);
        line.Raw("{\"kind\":\"fraud\",\"account\":\""u8);
        if (kind != EntityKind.Account) line.Raw(EntityName.Prefix(kind));
        line.Text(name);
        line.Raw("\",\"transaction\":\""u8);
        line.Text(transaction);
        line.Raw("\",\"z\":"u8);
        line.Decimal((long)Math.Floor(Math.Clamp(deviations, -DeviationsMax, DeviationsMax) * 10_000 + 0.5), 4);
        line.Raw(",\"velocity\":"u8);
        line.Number(velocity);
        line.Raw(",\"balance\":"u8);
        line.Decimal(balance, digits);
        line.Raw("}"u8);
        return line.Length;
    }
}
