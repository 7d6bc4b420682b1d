namespace FinData.Connectors;

/// <summary>
/// What a journal holds in words that a database's own tools read: its events, and the balance of each account.
/// </summary>
/// <remarks>
/// It follows from the journal and is written behind it, each event once, however often the writer is broken off: it
/// goes on after <see cref="LastBatch"/>, and what is written again changes nothing. One thread.
/// </remarks>
public abstract class ReadModel
{
    /// <summary>The last batch of a shard that is in it whole; 0 for none.</summary>
    public abstract int LastBatch(int shard);

    /// <summary>Writes the events of the batches after the last one up to a number.</summary>
    /// <exception cref="Engine.Journals.JournalException">
    /// It failed; transient when the same call may succeed later.
    /// </exception>
    public abstract void Write(int shard, int upTo, IReadOnlyList<EventRow> events);

    /// <summary>The newest event of each account among some, which has its balance.</summary>
    protected static IEnumerable<EventRow> Newest(IReadOnlyList<EventRow> events)
    {
        var newest = new Dictionary<string, EventRow>();
        foreach (var row in events)
            if (row.Balance is not null) newest[row.Entity] = row;
        return newest.Values;
    }
}

/// <summary>An event in words.</summary>
/// <param name="Batch">Its batch.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Entity">Such as <c>card:596</c>.</param>
/// <param name="Kind">What happened, such as <c>paid</c>.</param>
/// <param name="Time">When, in milliseconds since 1970.</param>
/// <param name="Amount">What moved, with its sign, in the currency's main unit.</param>
/// <param name="Balance">The account's balance after it; null for what has none.</param>
/// <param name="Currency">The code of ISO 4217.</param>
/// <param name="Transaction">The record's id; null for what no record asked for.</param>
/// <param name="Other">The other side; null for none.</param>
/// <param name="Reason">Why it was rejected; null when it was not.</param>
public sealed record EventRow(int Batch, int Index, string Entity, string Kind, long Time, decimal Amount,
    decimal? Balance, string Currency, string? Transaction, string? Other, string? Reason);
