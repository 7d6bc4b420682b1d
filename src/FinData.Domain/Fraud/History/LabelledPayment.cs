namespace FinData.Domain.Fraud.History;

/// <summary>A card payment of the past, and whether it turned out to be a fraud.</summary>
/// <param name="Id">The transaction's number; the order among equal times.</param>
/// <param name="Time">Milliseconds since 1970 UTC.</param>
/// <param name="Card">The card's place among the history's cards.</param>
/// <param name="Terminal">The terminal's place among the history's terminals.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="IsFraud">Its label, which counts as known only after the delay.</param>
public readonly record struct LabelledPayment(
    long Id, long Time, int Card, int Terminal, long Amount, bool IsFraud);
