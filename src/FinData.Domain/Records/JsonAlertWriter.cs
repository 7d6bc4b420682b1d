namespace FinData.Domain.Records;

/// <summary>Writes an alert as the value of a message.</summary>
/// <remarks><code>
/// {"kind":"fraud","account":"a0000001","transaction":"t000000000001","z":4.1234,"velocity":3,"balance":123.45}
/// {"kind":"bestseller","scope":"c001","product":"p00001","rank":1,"quantity":12,"minute":"2026-01-01T00:05:00.000Z"}
/// </code>
/// An account is named bare, one of another kind with its kind. Money is a plain number here, with the currency's
/// digits, and z has four decimals, rounded half up: the form that all engines of the common workload share.
/// </remarks>
public static class JsonAlertWriter
{
    /// <summary>Bytes that surely suffice for an alert, and for its id: a category has up to 255.</summary>
    public const int BytesMax = 6 * (byte.MaxValue + EntityName.IdBytesMax) + 192;

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

    /// <summary>Writes its id: scope, the window's end, product, kind; returns the length.</summary>
    public static int WriteBestSellerId(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> product, long minute,
        Span<byte> destination)
    {
        var line = new JsonLine(destination);
        line.Raw(scope);
        line.Raw("/"u8);
        line.Time(minute + 60_000);
        line.Raw("/"u8);
        line.Raw(product);
        line.Raw("/entered"u8);
        return line.Length;
    }

    /// <summary>Writes that a product entered a top 10; returns the length.</summary>
    /// <param name="scope">The category, or <c>all</c>.</param>
    /// <param name="product">The product's name.</param>
    /// <param name="rank">From 1.</param>
    /// <param name="quantity">Units in the hour up to the minute's end.</param>
    /// <param name="minute">The closed minute's beginning, in milliseconds since 1970.</param>
    /// <param name="destination">Where it goes.</param>
    public static int WriteBestSeller(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> product, int rank, long quantity,
        long minute, Span<byte> destination)
    {
        var line = new JsonLine(destination);
        line.Raw("{\"kind\":\"bestseller\",\"scope\":\""u8);
        line.Text(scope);
        line.Raw("\",\"product\":\""u8);
        line.Text(product);
        line.Raw("\",\"rank\":"u8);
        line.Number(rank);
        line.Raw(",\"quantity\":"u8);
        line.Number(quantity);
        line.Raw(",\"minute\":\""u8);
        line.Time(minute);
        line.Raw("\"}"u8);
        return line.Length;
    }
}
