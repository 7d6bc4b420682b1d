using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Live;
using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

/// <summary>What can have happened to an account. The numbers stand in every journal.</summary>
public enum AccountEventKind : byte
{
    None = 0,
    Opened = 1,
    Deposited = 2,
    Withdrawn = 3,
    Paid = 4,
    TransferredOut = 5,

    /// <summary>Money of another account came in.</summary>
    Credited = 6,

    /// <summary>Money of another account could not be taken in; it goes back.</summary>
    CreditRefused = 7,

    /// <summary>Money that could not be credited elsewhere is back.</summary>
    Returned = 8,
    HoldPlaced = 9,
    HoldCommitted = 10,
    HoldVoided = 11,
    HoldExpired = 12,

    /// <summary>The difference to the balance that the source states.</summary>
    Adjusted = 13,

    /// <summary>A transaction was rejected; nothing moved.</summary>
    Rejected = 14,

    /// <summary>A reversal waits for the other side to give the money back.</summary>
    ReversalAsked = 15,

    /// <summary>Money was given back to the account it came from.</summary>
    TakenBack = 16,

    /// <summary>Money could not be given back: there was not enough.</summary>
    TakeBackRefused = 17,

    /// <summary>A transaction of this account was reversed.</summary>
    Reversed = 18,

    /// <summary>A reversal has failed: the other side keeps the money.</summary>
    ReversalFailed = 19,

    /// <summary>
    /// What was given back for a reversal goes to its giver again: the reversed money had never arrived there.
    /// </summary>
    RefundReturned = 20,

    /// <summary>A debit of this account turned out to be a fraud.</summary>
    LabelledFraud = 21,

    /// <summary>Somebody has looked at a debit of this account, and it is none.</summary>
    LabelledGenuine = 22,

    /// <summary>A payment at this terminal turned out to be a fraud.</summary>
    FraudConfirmed = 23,
}

/// <summary>What happened to an account. Fields that are mostly zero come last: the journal leaves them out.</summary>
public struct AccountEvent
{
    public AccountEventKind Kind;

    /// <summary>The rules that raised an alert.</summary>
    public AlertRules Alerts;

    /// <summary>The account's currency.</summary>
    public ushort Currency;

    /// <summary>Debits in the clock hour, this one included; kept with alerts.</summary>
    public ushort Velocity;

    /// <summary>1 when this event opens the account: currency and credit line are set by it.</summary>
    public byte Opens;

    /// <summary>1 when the money's other side is no account but the clearing account.</summary>
    public byte Clears;

    /// <summary>What moved or was asked for, in minor units; never negative but for adjustments.</summary>
    public long Amount;

    /// <summary>The booked balance after it.</summary>
    public long Balance;

    /// <summary>What holds set aside after it.</summary>
    public long Held;

    /// <summary>The credit line; with the event that opens the account.</summary>
    public long CreditLine;

    /// <summary>How many deviations the amount is above the mean; kept with alerts.</summary>
    public double Deviations;

    /// <summary>The hold that was placed or ended, or the transaction that is reversed or labelled.</summary>
    public EntityKey Reference;

    /// <summary>The amount of the hold that was placed or ended.</summary>
    public long HoldAmount;

    /// <summary>When the hold ends by itself, in milliseconds since 1970.</summary>
    public long HoldExpiry;

    /// <summary>The bits of the rules that applied, acting or only watched.</summary>
    public ulong RuleHits;

    /// <summary>
    /// The last change of the rules before this: it tells which versions there were. With hits and missing values.
    /// </summary>
    public int RuleSet;

    /// <summary>The number and version of the rule that decided; 0 for none.</summary>
    public ushort Rule, RuleVersion;

    /// <summary>The bits of the rules that could not tell, as a value was missing.</summary>
    public ulong RuleMissing;

    /// <summary>The number of the model that scored it, or what is labelled; 0 for none.</summary>
    public ushort Model;

    /// <summary>1 when the payment is remembered for features.</summary>
    public byte Watched;

    /// <summary>How many times the card's usual amount a remembered payment is.</summary>
    public float Ratio;

    /// <summary>The score: log-odds in parts of <see cref="Fraud.Models.TreeModel.One"/>.</summary>
    public long Score;

    /// <summary>What moved the score most, where it is high enough.</summary>
    public KeptReasons Reasons;

    /// <summary>
    /// Of a scored payment: as of when its terminal was asked about, where that is not its own time. At a terminal:
    /// from when a payment or label counts, where it came too late to count when it should. Milliseconds since 1970.
    /// </summary>
    public long AsOf;

    /// <summary>Of a label: when what it is about was, in milliseconds since 1970.</summary>
    public long PaymentTime;

    /// <summary>Of a label: 1 when the scored payment was alerted, see <see cref="ModelDay.Alerted"/>.</summary>
    public byte Alerted;

    /// <summary>Whether a label is what it is.</summary>
    public readonly bool IsLabel => Kind is AccountEventKind.LabelledFraud or AccountEventKind.LabelledGenuine;

    /// <summary>Whether a model has scored it; a label has the score of what it is about.</summary>
    public readonly bool IsScored => Model != 0 && !IsLabel;
}
