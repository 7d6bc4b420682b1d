using FinData.Domain.Records;

namespace FinData.Queries;

/// <summary>Where a walk back through an account's events goes on.</summary>
/// <param name="Sequence">The next event.</param>
/// <param name="Batch">The batch it is in.</param>
/// <param name="Top">The newest event of the account in that batch.</param>
/// <param name="Given">Rows of the event that were given already: an event may have several alerts.</param>
internal readonly record struct HistoryCursor(long Sequence, int Batch, long Top, int Given)
{
    public static HistoryCursor Newest(AccountSeen seen) => new(seen.Events, seen.LastBatch, seen.Events, 0);

    /// <summary>Reads what a page gave as its next, or a plain sequence number whose event is left out.</summary>
    public static HistoryCursor Parse(string? text, AccountSeen seen)
    {
        if (text is null) return Newest(seen);
        if (long.TryParse(text, out var before) && before >= 0) return Newest(seen) with { Sequence = Math.Min(before - 1, seen.Events) };
        var parts = text.Split('-');
        var (sequence, batch, top, given) = (0L, 0, 0L, 0);
        QueryBounds.Require(parts.Length == 4 && long.TryParse(parts[0], out sequence) && int.TryParse(parts[1], out batch)
            && long.TryParse(parts[2], out top) && int.TryParse(parts[3], out given)
            && sequence <= top && top <= seen.Events && batch >= 1 && batch <= seen.LastBatch,
            $"'{Refusal.Printable(text[..Math.Min(text.Length, 40)])}' is no place in the events of '{seen.Id}'; use the 'next' of the page before.");
        return new HistoryCursor(sequence, batch, top, given);
    }

    public override string ToString() => $"{Sequence}-{Batch}-{Top}-{Given}";
}
