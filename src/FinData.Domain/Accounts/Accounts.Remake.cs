using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Domain.Accounts;

/// <remarks>
/// Commands made again out of their events. Of a transaction that was rejected the event does not say what it was; what
/// is made again is one that has the same other side, amount and reference, and has to be rejected for the same reason.
/// </remarks>
public readonly partial struct Accounts
{
    /// <inheritdoc/>
    public EventOrigin Remake(in Fact<AccountEvent> fact, in Fact<AccountEvent> next,
        ref Remade<AccountCommand> command)
    {
        ref readonly var e = ref fact.Body;
        if (e.Kind == AccountEventKind.Adjusted) return EventOrigin.Further;
        var isRecord = (fact.Flags & EventFlags.Decides) != 0;
        command.Body = new AccountCommand
        {
            Action = isRecord ? RecordOf(in fact, in command) : MessageOf(e.Kind), Currency = e.Currency,
            Amount = e.Amount, CreditLine = e.CreditLine, Reason = fact.Reason,
            Reference = command.Note.Length > 0 ? command.NoteKey : e.Reference,
            Watched = e.Watched, Ratio = e.Ratio, PaymentTime = e.PaymentTime,
            IsUntold = e.IsLabel && e.Model == 0 || e is { Kind: AccountEventKind.HoldPlaced, Rule: > 0, Alerts: 0 }
                ? (byte)1 : (byte)0,
        };
        fraud?.Recall(e.AsOf);
        if ((fact.Flags & EventFlags.Differs) != 0)
            (command.Body.HasStatedBalance, command.Body.StatedBalance) = (1, next.Body.Balance);
        if (command.Body.Action is AccountAction.Reverse or AccountAction.LabelFraud or AccountAction.LabelGenuine)
        {
            command.NeedsOriginal = true;
            command.OtherKind = 0;      // It is the original's.
            command.Other = default;
        }
        // The event has the account's currency; that of the record was another, or none where it opens the account.
        if (isRecord && fact.Reason == Rejections.CurrencyMismatch)
            command.Body.Currency = command.Exists ? (ushort)(e.Currency ^ 1) : (ushort)0;
        return command.Body.Action == AccountAction.None ? EventOrigin.Unknown : EventOrigin.Command;
    }

    private static AccountAction RecordOf(in Fact<AccountEvent> fact, in Remade<AccountCommand> command) =>
        fact.Body.Kind switch
        {
            AccountEventKind.Opened => AccountAction.Open,
            AccountEventKind.Deposited => AccountAction.Deposit,
            AccountEventKind.Withdrawn => AccountAction.Withdraw,
            AccountEventKind.Paid => AccountAction.Pay,
            AccountEventKind.TransferredOut => AccountAction.Transfer,
            // One that a rule has set aside was a debit.
            AccountEventKind.HoldPlaced => fact.Body.Rule > 0 ? DebitTo(fact.OtherKind) : AccountAction.Hold,
            AccountEventKind.HoldCommitted => AccountAction.Commit,
            AccountEventKind.HoldVoided => AccountAction.Void,
            AccountEventKind.ReversalAsked or AccountEventKind.Reversed => AccountAction.Reverse,
            AccountEventKind.LabelledFraud => AccountAction.LabelFraud,
            AccountEventKind.LabelledGenuine => AccountAction.LabelGenuine,
            AccountEventKind.Rejected => RejectedOf(fact.Reason, fact.OtherKind, command.Note.Length > 0),
            _ => AccountAction.None,
        };

    private static AccountAction RejectedOf(ushort reason, byte otherKind, bool hasReference) => reason switch
    {
        Rejections.AlreadyOpen => AccountAction.Open,
        Rejections.BalanceLimit => AccountAction.Deposit,
        Rejections.NoSuchHold or Rejections.ExceedsHold => AccountAction.Commit,
        Rejections.NoSuchTransaction or Rejections.AlreadyReversed or Rejections.NotReversible =>
            AccountAction.Reverse,
        Rejections.AlreadyLabelled or Rejections.NoDebit => AccountAction.LabelFraud,
        Rejections.InsufficientFunds when hasReference => AccountAction.Reverse,
        _ => hasReference ? AccountAction.Commit : DebitTo(otherKind),
    };

    private static AccountAction DebitTo(byte otherKind) => (EntityKind)otherKind switch
    {
        EntityKind.None => AccountAction.Withdraw,
        EntityKind.Terminal => AccountAction.Pay,
        _ => AccountAction.Transfer,
    };

    private static AccountAction MessageOf(AccountEventKind kind) => kind switch
    {
        AccountEventKind.Credited or AccountEventKind.CreditRefused => AccountAction.Credit,
        AccountEventKind.Returned => AccountAction.Return,
        AccountEventKind.HoldExpired => AccountAction.Expire,
        AccountEventKind.TakenBack or AccountEventKind.TakeBackRefused => AccountAction.TakeBack,
        AccountEventKind.Reversed or AccountEventKind.RefundReturned => AccountAction.Refund,
        AccountEventKind.ReversalFailed => AccountAction.KeepReversal,
        AccountEventKind.FraudConfirmed => AccountAction.ConfirmFraud,
        _ => AccountAction.None,
    };
}
