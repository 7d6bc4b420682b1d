using System.Text.Json.Serialization;

namespace FinData.Queries;

/// <summary>An account as its events up to a time make it, in the order in which they were decided.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Time">The time that was asked for.</param>
/// <param name="Currency">Of all amounts.</param>
/// <param name="Posted">What was booked.</param>
/// <param name="Held">What holds had set aside.</param>
/// <param name="Available">What could still be spent.</param>
/// <param name="CreditLine">How far it could go below zero.</param>
/// <param name="Events">Its events up to then.</param>
/// <param name="Rejected">Transactions among them that were rejected.</param>
/// <param name="CameLate">
/// Those among them that were decided after one of a time later than the one asked for: nobody knew of them then.
/// </param>
/// <param name="OpenedAt">The time of its first event.</param>
/// <param name="Debits">The habit of its accepted debits.</param>
/// <param name="Holds">Holds that were open, the oldest first.</param>
/// <param name="Last">The last event before that time, as decided.</param>
public sealed record AccountMoment(string Account, DateTimeOffset Time, string Currency, string Posted, string Held,
    string Available, string CreditLine, long Events, long Rejected, long CameLate, DateTimeOffset OpenedAt,
    DebitFigures Debits, IReadOnlyList<OpenHold> Holds, AccountEventRow Last);

/// <summary>A hold that was open.</summary>
/// <param name="Transaction">The transaction that placed it.</param>
/// <param name="Amount">What it set aside.</param>
/// <param name="Placed">When it was placed.</param>
/// <param name="Expires">When it would end by itself.</param>
public sealed record OpenHold(string Transaction, string Amount, DateTimeOffset Placed, DateTimeOffset Expires)
{
    /// <summary>The rule that asked to look first, with its version; left out when none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }
}

/// <summary>A product as its sales up to a time make it.</summary>
/// <param name="Product">Its code.</param>
/// <param name="Time">The time that was asked for.</param>
/// <param name="Currency">Of all revenue.</param>
/// <param name="Quantity">Units in all.</param>
/// <param name="Revenue">Revenue in all.</param>
/// <param name="Sales">How many sales that were.</param>
/// <param name="Today">Units and revenue of that time's day.</param>
/// <param name="LastSale">The latest sale before that time.</param>
public sealed record ProductMoment(string Product, DateTimeOffset Time, string Currency, long Quantity, string Revenue,
    long Sales, SoldFigures Today, DateTimeOffset LastSale);
