using FinData.Domain.Records;
using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

/// <remarks>
/// A reversal is the opposite posting of an accepted transaction, for its whole amount and once. Money that another
/// account has received is asked back first.
/// </remarks>
public readonly partial struct Accounts
{
    private ushort ReasonAgainstReversal(in Account before, in Command<AccountCommand> command)
    {
        if (!command.TryGetOriginal<AccountEvent>(out var original) || original.Reason != 0)
            return Rejections.NoSuchTransaction;
        if (reversals.Has(command.Body.Reference)) return Rejections.AlreadyReversed;
        return original.Body.Kind switch
        {
            AccountEventKind.Deposited =>
                before.Covers(original.Body.Amount) ? (ushort)0 : Rejections.InsufficientFunds,
            AccountEventKind.Withdrawn or AccountEventKind.Paid or AccountEventKind.TransferredOut
                or AccountEventKind.HoldCommitted => 0,
            _ => Rejections.NotReversible,
        };
    }

    private static void Reverse(in Account before, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        command.TryGetOriginal<AccountEvent>(out var original);
        var amount = original.Body.Amount;
        var isDeposit = original.Body.Kind == AccountEventKind.Deposited;
        var isOutside = isDeposit || original.Body.Clears != 0;
        var e = Event(isOutside ? AccountEventKind.Reversed : AccountEventKind.ReversalAsked, in before, in command,
            !isOutside ? before.Posted : isDeposit ? before.Posted - amount : before.Posted + amount);
        (e.Amount, e.Reference) = (amount, command.Body.Reference);
        if (isOutside) e.Clears = 1;
        else outcome.Toward(original.OtherKind, original.Other);
        outcome.Persist(in e);
    }

    private static void TakeBack(in Account account, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        // One that could not take the money in, and whose answer is still on its way, has none of it to give back.
        var reason = !command.Exists ? Rejections.NoSuchAccount
            : account.Currency != c.Currency ? Rejections.CurrencyMismatch
            : account.Covers(c.Amount) ? (ushort)0 : Rejections.InsufficientFunds;
        if (reason == 0)
        {
            outcome.Persist(Answer(AccountEventKind.TakenBack, account.Posted - c.Amount, in account, in command));
            return;
        }
        var refused = Answer(AccountEventKind.TakeBackRefused, account.Posted, in account, in command);
        (refused.Currency, refused.Opens) = (c.Currency, 0);
        outcome.Reject(reason, in refused);
    }

    private void FinishReversal(in Account account, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        // The return of the reversed transaction always comes before the refund: they take the same way.
        if (c.Action == AccountAction.Refund && reversals.HasReturned(c.Reference))
            outcome.Revoke(Rejections.NoSuchTransaction,
                Answer(AccountEventKind.RefundReturned, account.Posted, in account, in command));
        else if (c.Action == AccountAction.Refund)
            outcome.Persist(Answer(AccountEventKind.Reversed, account.Posted + c.Amount, in account, in command));
        else
            outcome.Revoke(c.Reason, Answer(AccountEventKind.ReversalFailed, account.Posted, in account, in command));
    }

    private static AccountEvent Answer(AccountEventKind kind, long balance, in Account account,
        in Command<AccountCommand> command)
    {
        var e = Event(kind, in account, in command, balance);
        e.Reference = command.Body.Reference;
        return e;
    }
}
