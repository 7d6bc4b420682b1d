using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Domain.Accounts;

/// <remarks>
/// What passes between accounts. Money leaves with the sender's event and arrives with the receiver's; where it cannot
/// arrive it goes back by a message, exactly once:
/// <code>
///  payment, transfer:  Paid ──Credit──► Credited | CreditRefused ──Return──► Returned (and counts as rejected)
///  reversal:           ReversalAsked ──TakeBack──► TakenBack ──Refund──► Reversed
///                                                             | RefundReturned ──Credit──► Credited (it had come back)
///                                                | TakeBackRefused ──KeepReversal──► ReversalFailed (likewise)
/// </code>
/// </remarks>
public readonly partial struct Accounts
{
    private void DecideMessage(in Account account, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        switch (c.Action)
        {
            case AccountAction.Credit: Credit(in account, in command, ref outcome); break;
            case AccountAction.ConfirmFraud: ConfirmFraud(in account, in command, ref outcome); break;
            case AccountAction.TakeBack: TakeBack(in account, in command, ref outcome); break;
            case AccountAction.Refund or AccountAction.KeepReversal:
                FinishReversal(in account, in command, ref outcome);
                break;
            case AccountAction.Return:
                outcome.Revoke(c.Reason,
                    Answer(AccountEventKind.Returned, account.Posted + c.Amount, in account, in command));
                break;
            case AccountAction.Expire:
                if (!holds.TryFind(c.Reference, out var hold)) break;
                var e = Event(AccountEventKind.HoldExpired, in account, in command, account.Posted);
                (e.Amount, e.Held) = (hold.Amount, account.Held - hold.Amount);
                (e.Reference, e.HoldAmount) = (hold.Key, hold.Amount);
                outcome.Persist(in e);
                break;
        }
    }

    private void Credit(in Account account, in Command<AccountCommand> command, ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        var before = account;
        ushort reason = 0;
        if (!command.Exists)
        {
            var opening = policy.OpeningOf(command.Kind);
            (before.Currency, before.CreditLine) = (c.Currency, opening.CreditLine);
            if (!opening.OnFirstUse) reason = Rejections.NoSuchAccount;
        }
        else if (account.Currency != c.Currency) reason = Rejections.CurrencyMismatch;
        else if (account.Posted + c.Amount > BalanceMax) reason = Rejections.BalanceLimit;

        if (reason == 0)
        {
            var credited = Event(AccountEventKind.Credited, in before, in command, account.Posted + c.Amount);
            WatchAtTerminal(in account, in command, ref credited);
            outcome.Persist(in credited);
            return;
        }
        var refused = Event(AccountEventKind.CreditRefused, in account, in command, account.Posted);
        (refused.Currency, refused.Opens) = (c.Currency, 0);
        outcome.Reject(reason, in refused);
    }

    /// <summary>
    /// True while the decision is not the last word: another account has yet to take the money in, or to give it back.
    /// </summary>
    public static bool AwaitsOther(in AccountEvent e, byte otherKind) => otherKind != 0 && e.Clears == 0
        && e.Kind is AccountEventKind.Paid or AccountEventKind.TransferredOut or AccountEventKind.HoldCommitted
            or AccountEventKind.ReversalAsked;

    /// <inheritdoc/>
    public void Effects(in Fact<AccountEvent> fact, ref Effects effects)
    {
        ref readonly var e = ref fact.Body;
        if (fact.OtherKind == 0 || e.Clears != 0) return;
        if (e.Kind == AccountEventKind.LabelledFraud)
        {
            TellTerminal(in fact, ref effects);
            return;
        }
        var action = e.Kind switch
        {
            AccountEventKind.Paid or AccountEventKind.TransferredOut or AccountEventKind.HoldCommitted =>
                AccountAction.Credit,
            AccountEventKind.CreditRefused => AccountAction.Return,
            AccountEventKind.ReversalAsked => AccountAction.TakeBack,
            AccountEventKind.TakenBack => AccountAction.Refund,
            AccountEventKind.TakeBackRefused => AccountAction.KeepReversal,
            AccountEventKind.RefundReturned => AccountAction.Credit,
            _ => AccountAction.None,
        };
        if (action == AccountAction.None) return;
        effects.SendToOther(new AccountCommand
        {
            Action = action, Currency = e.Currency, Amount = e.Amount, Reason = fact.Reason,
            Reference = action == AccountAction.Return ? effects.CommandKey : e.Reference,
            Watched = action == AccountAction.Credit ? e.Watched : (byte)0, Ratio = e.Ratio,
        });
    }
}
