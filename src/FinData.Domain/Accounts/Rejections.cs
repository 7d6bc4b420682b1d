namespace FinData.Domain.Accounts;

/// <summary>The business noes to an account's transactions. The numbers stand in every journal.</summary>
public static class Rejections
{
    public const ushort
        InsufficientFunds = 1, NoSuchAccount = 2, AlreadyOpen = 3, CurrencyMismatch = 4, NoSuchHold = 5,
        ExceedsHold = 6, NoSuchTransaction = 7, AlreadyReversed = 8, NotReversible = 9, BalanceLimit = 10,
        Declined = 11, AlreadyLabelled = 12, NoDebit = 13;

    private static readonly string[] names =
    [
        "", "insufficient-funds", "no-such-account", "already-open", "currency-mismatch", "no-such-hold",
        "exceeds-hold", "no-such-transaction", "already-reversed", "not-reversible", "balance-limit",
        "declined", "already-labelled", "no-debit",
    ];

    /// <summary>The reason as answers and exports show it; empty for 0.</summary>
    public static string NameOf(ushort reason) => reason < names.Length ? names[reason] : $"reason-{reason}";
}
