using FinData.Domain.Fraud;
using FinData.Domain.Records;
using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

public readonly partial struct Accounts
{
    /// <inheritdoc/>
    public void Apply(ref Account account, ref Active<HourRing> hours, in Fact<AccountEvent> fact)
    {
        ref readonly var e = ref fact.Body;
        if (e.Opens != 0) (account.Currency, account.CreditLine) = (e.Currency, e.CreditLine);
        var moved = e.Balance - account.Posted;
        account.Posted = e.Balance;
        account.Held = e.Held;
        account.LastTime = Math.Max(account.LastTime, fact.Time);

        ApplyUnopened(in fact);

        var kind = (EntityKind)fact.Kind;
        switch (e.Kind)
        {
            case AccountEventKind.Deposited or AccountEventKind.Adjusted:
                books.Outside(account.Currency, kind, moved);
                break;
            case AccountEventKind.Withdrawn or AccountEventKind.Paid or AccountEventKind.TransferredOut
                or AccountEventKind.HoldCommitted:
                if (e.Clears != 0) books.Outside(account.Currency, kind, moved);
                else books.Between(account.Currency, kind, moved);
                TakeInDebit(ref account, ref hours, in fact, e.Amount);
                if (e.Watched != 0) TakeIntoPast(ref account, in fact);
                if (e.Kind == AccountEventKind.HoldCommitted) holds.End(e.Reference);
                break;
            case AccountEventKind.LabelledFraud or AccountEventKind.LabelledGenuine:
                TakeLabel(in account, in fact);
                break;
            case AccountEventKind.FraudConfirmed:
                fraud?.Own.Confirm(fact.Entity, e.PaymentTime, (long)e.Reference.High, e.Amount, e.Ratio, e.AsOf);
                break;
            case AccountEventKind.Credited or AccountEventKind.Returned or AccountEventKind.TakenBack:
                books.Between(account.Currency, kind, moved);
                if (e.Watched != 0) TakeAtTerminal(ref account, in fact);
                if (e.Kind == AccountEventKind.Returned) reversals.Return(e.Reference);
                break;
            case AccountEventKind.ReversalAsked:
                reversals.Add(e.Reference);
                break;
            case AccountEventKind.ReversalFailed or AccountEventKind.RefundReturned:
                reversals.Remove(e.Reference);
                break;
            case AccountEventKind.Reversed:
                if (!reversals.Has(e.Reference)) reversals.Add(e.Reference);
                if (e.Clears != 0) books.Outside(account.Currency, kind, moved);
                else books.Between(account.Currency, kind, moved);
                break;
            case AccountEventKind.HoldPlaced:
                holds.Place(new Hold
                {
                    Key = e.Reference, Account = fact.Entity, Amount = e.HoldAmount, Expiry = e.HoldExpiry,
                });
                break;
            case AccountEventKind.HoldVoided or AccountEventKind.HoldExpired:
                holds.End(e.Reference);
                break;
        }
    }

    /// <inheritdoc/>
    public bool Due(long time, out EntityKey entity, out long since, out AccountCommand command)
    {
        var due = holds.TryDue(time, out var hold);
        (entity, since) = (hold.Account, hold.Expiry);
        command = new AccountCommand { Action = AccountAction.Expire, Reference = hold.Key };
        return due;
    }

    /// <inheritdoc/>
    public bool IsIdle(in Account account, in HourRing hours, long time) =>
        // A record that is not yet late may be of the hour 24 before.
        account.Hour < HourRing.HourOf(time) - HourRing.Hours;

    /// <inheritdoc/>
    public void Hash(in Account account, in HourRing hours, long time, ref StateHash hash)
    {
        hash.Add(account.Posted);
        hash.Add(account.Held);
        hash.Add(account.CreditLine);
        hash.Add(account.LastTime);
        hash.Add(account.Debits.Count);
        hash.Add(account.Debits.Mean);
        hash.Add(account.Debits.M2);
        hash.Add(account.Currency);
        if (IsIdle(in account, in hours, time)) return;
        hash.Add(account.Hour);
        for (var hour = account.Hour - HourRing.Hours + 1; hour <= account.Hour; hour++)
        {
            hash.Add(hours.CountAt(hour, account.Hour));
            hash.Add(hours.SumAt(hour, account.Hour));
        }
    }

    private static void TakeInDebit(ref Account account, ref Active<HourRing> hours, in Fact<AccountEvent> fact,
        long amount)
    {
        account.Debits.Add(amount / 100.0);
        if (fact.IsLate) return;
        var hour = HourRing.HourOf(fact.Time);
        if (hour <= account.Hour - HourRing.Hours) return;
        account.Hour = hours.Write().Add(hour, account.Hour, amount);
    }
}
