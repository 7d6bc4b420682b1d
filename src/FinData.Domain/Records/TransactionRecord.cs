using FinData.Domain.Money;

namespace FinData.Domain.Records;

/// <summary>What a transaction asks for. The numbers stand in every journal.</summary>
public enum TransactionType : byte
{
    None = 0,
    Deposit = 1,
    Withdrawal = 2,
    Payment = 3,
    Transfer = 4,
    Hold = 5,
    Commit = 6,
    Void = 7,
    Open = 8,
    Reverse = 9,

    /// <summary>Says that a transaction was a fraud.</summary>
    LabelFraud = 10,

    /// <summary>Says that a transaction was none.</summary>
    LabelGenuine = 11,
}

/// <summary>What types of transactions have in common.</summary>
public static class TransactionTypes
{
    /// <summary>True for one that is about an earlier transaction, which its reference names.</summary>
    public static bool LooksBack(this TransactionType type) => type >= TransactionType.Reverse;
}

/// <summary>One transaction as its source has it, read and checked, not yet decided.</summary>
/// <remarks>Spans point into the reader's line or scratch space and are valid until its next read.</remarks>
public ref struct TransactionRecord
{
    /// <summary>The id with its source's prefix, such as <c>card:0</c>; 1 to 64 bytes of printable ASCII.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>When it happened, in milliseconds since 1970 UTC.</summary>
    public long Time;

    public TransactionType Type;

    /// <summary>Kind of the account that starts it; its name follows without the kind (<c>596</c>).</summary>
    public EntityKind AccountKind;
    public ReadOnlySpan<byte> Account;

    /// <summary>The other side of a payment (terminal) or transfer (account).</summary>
    /// <remarks><see cref="EntityKind.None"/> without one.</remarks>
    public EntityKind OtherKind;
    public ReadOnlySpan<byte> Other;

    /// <summary>The id of the hold that is ended, or of what is reversed or labelled; else empty.</summary>
    public ReadOnlySpan<byte> Reference;

    /// <summary>In minor units of the currency, never negative.</summary>
    public long Amount;

    /// <summary>The currency that the record or its source names; <c>default</c>: that of the account.</summary>
    public Currency Currency;

    /// <summary>How far an account that is opened may go below zero, in minor units.</summary>
    public long CreditLine;

    /// <summary>True when the source states the balance after this transaction.</summary>
    public bool HasStatedBalance;

    /// <summary>The balance that the source states, in minor units.</summary>
    public long StatedBalance;

    /// <summary>The simulator's mark of a planted fraud, 1 to 3 as in the card data; 0 for a genuine one.</summary>
    /// <remarks>No decision sees it.</remarks>
    public byte FraudScenario;
}

/// <summary>One sold line as its source has it, read and checked.</summary>
/// <remarks>Spans are valid until the reader's next read.</remarks>
public ref struct SaleRecord
{
    /// <summary>The line's id, such as <c>retail:2010-12.csv.gz:17</c> or the order's id with the product.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>When it was sold, in milliseconds since 1970; local times of a shop are taken as they stand.</summary>
    public long Time;

    /// <summary>The product's code, trimmed and upper-cased.</summary>
    public ReadOnlySpan<byte> Product;

    /// <summary>Empty where the source has none.</summary>
    public ReadOnlySpan<byte> Category;

    /// <summary>Trimmed UTF-8; empty where the source has none.</summary>
    public ReadOnlySpan<byte> Description;

    /// <summary>Units sold, above 0.</summary>
    public long Quantity;

    /// <summary>Price of one unit in thousandths of the currency's main unit: some have three decimals.</summary>
    public long Price;

    public Currency Currency;
}
