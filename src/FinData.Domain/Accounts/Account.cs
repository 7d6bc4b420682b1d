using System.Runtime.InteropServices;
using FinData.Domain.Fraud;

namespace FinData.Domain.Accounts;

/// <summary>
/// An account, card, bank account or terminal: its money in minor units of its currency, and the habit of its debits.
/// </summary>
/// <remarks>Packed, since there are millions.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct Account
{
    /// <summary>What is booked.</summary>
    public long Posted;

    /// <summary>What is set aside by holds.</summary>
    public long Held;

    /// <summary>How far it may go below zero.</summary>
    public long CreditLine;

    /// <summary>The latest event, in milliseconds since 1970 UTC.</summary>
    public long LastTime;

    /// <summary>Count, mean and deviation of its debits, in hundreds of minor units whatever the currency.</summary>
    public Moments Debits;

    /// <summary>
    /// The hour of its latest debit, in hours since 1970; the hours before it are in the active part.
    /// </summary>
    public int Hour;

    /// <summary>The currency, as <see cref="Money.Currency.Packed"/>.</summary>
    public ushort Currency;

    /// <summary>
    /// Where its past for fraud scores is kept: above 0 a card's, below 0 (negated) a terminal's; 0 while there is
    /// none.
    /// </summary>
    public int Past;

    /// <summary>What may still be spent: booked money and credit line, less holds.</summary>
    public readonly long Available => Posted + CreditLine - Held;

    /// <summary>Whether an amount can leave it: 0.00 always can, even from below the credit line.</summary>
    public readonly bool Covers(long amount) => amount == 0 || amount <= Available;
}
