using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Live;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Domain.Accounts;

/// <remarks>
/// A label says of a debit that it was a fraud or was none; the first one stays. Declined and reviewed debits have
/// labels too: they tell whether a rule was right. A fraud at a terminal is told to it.
/// </remarks>
public readonly partial struct Accounts
{
    private ushort ReasonAgainstLabel(in Command<AccountCommand> command)
    {
        if (!command.TryGetOriginal<AccountEvent>(out var original)) return Rejections.NoSuchTransaction;
        var isDebit = original.Body.Kind switch
        {
            AccountEventKind.Withdrawn or AccountEventKind.Paid or AccountEventKind.TransferredOut
                or AccountEventKind.HoldPlaced or AccountEventKind.HoldCommitted => true,
            AccountEventKind.Rejected => original.Reason == Rejections.Declined,
            _ => false,
        };
        if (!isDebit || fraud is null) return Rejections.NoDebit;
        return fraud.Labels.Has(command.Body.Reference) ? Rejections.AlreadyLabelled : (ushort)0;
    }

    private static void SetLabel(in Account before, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        command.TryGetOriginal<AccountEvent>(out var original);
        var isFraud = command.Body.Action == AccountAction.LabelFraud;
        var e = Event(isFraud ? AccountEventKind.LabelledFraud : AccountEventKind.LabelledGenuine, in before,
            in command, before.Posted);
        (e.Amount, e.Reference, e.PaymentTime) = (original.Body.Amount, command.Body.Reference, original.Time);
        // What did not take place is in nobody's past.
        if (original.Body.Kind is not (AccountEventKind.Rejected or AccountEventKind.HoldPlaced))
            (e.Watched, e.Ratio) = (original.Body.Watched, original.Body.Ratio);
        if (command.Body.IsUntold == 0)
        {
            (e.Model, e.Score) = (original.Body.Model, original.Body.Score);
            e.Alerted = IsAlerted(in original.Body) ? (byte)1 : (byte)0;
        }
        if (original.OtherKind != 0) outcome.Toward(original.OtherKind, original.Other);
        outcome.Persist(in e);
    }

    private void TakeLabel(in Account account, in Fact<AccountEvent> fact)
    {
        if (fraud is null) return;
        ref readonly var e = ref fact.Body;
        var isFraud = e.Kind == AccountEventKind.LabelledFraud;
        fraud.Labels.Add(e.Reference, isFraud);
        if (isFraud && e.Watched != 0) fraud.Confirm(account.Past, e.PaymentTime);
    }

    // Of a payment that a model scored: what is rejected or held was declined or reviewed by a rule.
    private static bool IsAlerted(in AccountEvent e) => e.Model != 0 && ((e.Alerts & AlertRules.FraudScore) != 0
        || e.Kind is AccountEventKind.Rejected or AccountEventKind.HoldPlaced);

    // How the model does: it counts what was scored, and again what has got its label.
    private void TakeScore(in Fact<AccountEvent> fact)
    {
        if (fraud is null) return;
        ref readonly var e = ref fact.Body;
        var payment = new ScoredPayment(e.IsLabel ? e.PaymentTime : fact.Time, e.Model, e.Currency, e.Score, e.Amount,
            e.IsLabel ? e.Alerted != 0 : IsAlerted(in e));
        if (e.IsLabel) fraud.Days.Label(in payment, e.Kind == AccountEventKind.LabelledFraud, fact.Time);
        else fraud.Days.Count(in payment);
    }

    // The note is the id of what is labelled: by it the terminal finds its payment.
    private static void TellTerminal(in Fact<AccountEvent> fact, ref Effects effects)
    {
        ref readonly var e = ref fact.Body;
        if (e.Watched == 0) return;
        effects.Send(fact.OtherKind, fact.Other, new AccountCommand
        {
            Action = AccountAction.ConfirmFraud, Currency = e.Currency, Amount = e.Amount, Ratio = e.Ratio,
            PaymentTime = e.PaymentTime, Reference = new EntityKey((ulong)OrderOf(fact.Note), 0),
        });
    }

    private void ConfirmFraud(in Account account, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        // Its credit was refused, so the payment has not taken place.
        if (!command.Exists || fraud is not { Own.HasRoom: true } book) return;
        var e = Event(AccountEventKind.FraudConfirmed, in account, in command, account.Posted);
        (e.Reference, e.PaymentTime, e.Ratio) = (c.Reference, c.PaymentTime, c.Ratio);
        e.AsOf = book.CountsFrom(c.PaymentTime);
        outcome.Persist(in e);
    }
}
