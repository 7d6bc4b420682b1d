using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Domain.Accounts;

/// <summary>How accounts of one kind come to be.</summary>
/// <param name="OnFirstUse">True when a transaction opens them; else an <c>open</c> record does.</param>
/// <param name="Currency">Their currency where the record names none.</param>
/// <param name="CreditLine">How far they may go below zero, in minor units.</param>
public sealed record Opening(bool OnFirstUse, Currency Currency, long CreditLine);

/// <summary>
/// What the bank has settled for all accounts. Decisions depend on it; what they led to is in the journal, so it may
/// change.
/// </summary>
public sealed record AccountPolicy
{
    private static readonly Currency eur = Currency.Of("EUR"), czk = Currency.Of("CZK");

    /// <summary>The rules that raise alerts.</summary>
    public AlertPolicy Alerts { get; init; } = new();

    /// <summary>What is settled for fraud scores.</summary>
    public FraudPolicy Fraud { get; init; } = new();

    /// <summary>Cards open on first use with a line so large that nothing is rejected (default).</summary>
    public Opening Card { get; init; } = new(true, eur, 1_000_000_000_000);

    /// <summary>Bank accounts open on first use and may be overdrawn (default).</summary>
    public Opening Bank { get; init; } = new(true, czk, 1_000_000_000_000);

    /// <summary>Accounts are opened by a record (default).</summary>
    public Opening Account { get; init; } = new(false, eur, 0);

    /// <summary>Terminals open with their first payment (default).</summary>
    public Opening Terminal { get; init; } = new(true, eur, 0);

    /// <summary>Whether terminals keep a balance (default); else payments are booked against clearing.</summary>
    public bool KeepsTerminals { get; init; } = true;

    /// <summary>How long a hold lasts that nobody commits or voids (default: 7 days).</summary>
    public TimeSpan HoldLasts { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a hold lasts that a rule asks to review (default: 1 day).</summary>
    public TimeSpan ReviewLasts { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How accounts of a kind open.</summary>
    public Opening OpeningOf(byte kind) => (EntityKind)kind switch
    {
        EntityKind.Card => Card,
        EntityKind.Bank => Bank,
        EntityKind.Terminal => Terminal,
        _ => Account,
    };
}
