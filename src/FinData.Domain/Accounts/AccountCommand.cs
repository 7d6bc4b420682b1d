using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

/// <summary>
/// What can be asked of an account. The first eleven are those of <see cref="Records.TransactionType"/>; the rest are
/// messages between accounts.
/// </summary>
public enum AccountAction : byte
{
    None = 0,
    Deposit = 1,
    Withdraw = 2,
    Pay = 3,
    Transfer = 4,
    Hold = 5,
    Commit = 6,
    Void = 7,
    Open = 8,
    Reverse = 9,

    /// <summary>A debit was a fraud, or was none.</summary>
    LabelFraud = 10,

    /// <inheritdoc cref="LabelFraud"/>
    LabelGenuine = 11,

    /// <summary>Take in what another account has sent.</summary>
    Credit = 16,

    /// <summary>Take back what could not be credited.</summary>
    Return = 17,

    /// <summary>Give back what was credited, since it is reversed.</summary>
    TakeBack = 18,

    /// <summary>The other side has given back: book the reversal.</summary>
    Refund = 19,

    /// <summary>The other side could not give back: the reversal has failed.</summary>
    KeepReversal = 20,

    /// <summary>A hold's time is over.</summary>
    Expire = 21,

    /// <summary>A payment at this terminal was a fraud.</summary>
    ConfirmFraud = 22,
}

/// <summary>A command to an account, made of a transaction record or sent by another account.</summary>
public struct AccountCommand
{
    public AccountAction Action;

    /// <summary>1 when <see cref="StatedBalance"/> counts.</summary>
    public byte HasStatedBalance;

    /// <summary>The currency that the record names; 0: the account's own.</summary>
    public ushort Currency;

    /// <summary>Why money comes back: the reason of the account that refused it.</summary>
    public ushort Reason;

    /// <summary>In minor units.</summary>
    public long Amount;

    /// <summary>In minor units, of <see cref="AccountAction.Open"/>.</summary>
    public long CreditLine;

    /// <summary>The balance that the source states.</summary>
    public long StatedBalance;

    /// <summary>
    /// The hold that is committed, voided or expires (for a new hold its own id), or the transaction that is reversed
    /// or labelled.
    /// </summary>
    public EntityKey Reference;

    /// <summary>Of a credit to a terminal: 1 when the payment is remembered for features.</summary>
    public byte Watched;

    /// <summary>
    /// Of what is made again: 1 for a label whose event does not tell the score, as none did before there were
    /// <see cref="Fraud.Live.ModelDays"/>, and for a review whose event is no alert, as none was at first.
    /// </summary>
    public byte IsUntold;

    /// <summary>How many times its card's usual amount a remembered payment is.</summary>
    public float Ratio;

    /// <summary>Of <see cref="AccountAction.ConfirmFraud"/>: when the payment was.</summary>
    public long PaymentTime;
}
