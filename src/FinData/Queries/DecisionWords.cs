using FinData.Domain.Accounts;
using FinData.Domain.Money;

namespace FinData.Queries;

/// <summary>What a decision came to, as a sentence.</summary>
internal static class DecisionWords
{
    /// <param name="e">Its event.</param>
    /// <param name="reason">Why it was rejected; 0 when it was not.</param>
    /// <param name="before">The account's money before; null without any.</param>
    /// <param name="rules">What rules had to say; the one that decided is the first.</param>
    public static string Of(in AccountEvent e, ushort reason, MoneyThen? before, IReadOnlyList<RuleThen> rules)
    {
        var amount = $"{MoneyText.Format(e.Amount, new Currency(e.Currency))} {new Currency(e.Currency)}";
        var decided = e.Rule > 0 ? rules.FirstOrDefault(r => r.Said == "decided") : null;
        var by = decided is null ? $"rule {e.Rule} version {e.RuleVersion}" : $"rule '{decided.Rule}' version " +
            $"{decided.Version}{(string.IsNullOrEmpty(decided.Reason) ? "" : $" ({decided.Reason})")}";
        if (reason == Rejections.Declined) return $"Declined by {by}.";
        if (reason != 0) return OfReason(reason, amount, before);
        return e.Kind switch
        {
            AccountEventKind.Opened => $"Opened with a credit line of {MoneyText.Format(e.CreditLine,
                new Currency(e.Currency))}.",
            AccountEventKind.HoldPlaced when e.Rule > 0 =>
                $"{amount} set aside until {QueryTime(e.HoldExpiry)} for somebody to look, by {by}.",
            AccountEventKind.HoldPlaced => $"{amount} set aside until {QueryTime(e.HoldExpiry)}.",
            AccountEventKind.HoldVoided => $"The hold of {amount} was set free.",
            AccountEventKind.HoldCommitted => $"{amount} booked of a hold of {MoneyText.Format(e.HoldAmount,
                new Currency(e.Currency))}.",
            AccountEventKind.LabelledFraud => $"A debit of {amount} was a fraud.",
            AccountEventKind.LabelledGenuine => $"A debit of {amount} was no fraud.",
            AccountEventKind.ReversalAsked => $"{amount} asked back from the other side.",
            AccountEventKind.Reversed => $"{amount} booked back.",
            _ => e.Rule > 0 ? $"{amount} booked; let through by {by}." : $"{amount} booked.",
        };
    }

    private static string OfReason(ushort reason, string amount, MoneyThen? before) => reason switch
    {
        Rejections.InsufficientFunds when before is not null =>
            $"{amount} was asked for where {before.Available} could be spent.",
        Rejections.InsufficientFunds => $"{amount} was asked for where nothing could be spent.",
        Rejections.NoSuchAccount => "There was no such account, and its kind does not open by itself.",
        Rejections.AlreadyOpen => "The account was open already.",
        Rejections.CurrencyMismatch => "The record was in another currency than the account.",
        Rejections.NoSuchHold => "The account had no open hold of that id.",
        Rejections.ExceedsHold => $"{amount} is more than the hold had set aside.",
        Rejections.NoSuchTransaction => "The account had no accepted transaction of that id.",
        Rejections.AlreadyReversed => "The transaction was reversed before.",
        Rejections.NotReversible => "A transaction of that kind is not reversed.",
        Rejections.BalanceLimit => "The balance would have become too large to be kept.",
        Rejections.AlreadyLabelled => "The debit has a label already, and the first one stays.",
        Rejections.NoDebit => "Only debits have a label, and those that a rule has declined.",
        _ => $"Rejected: {Rejections.NameOf(reason)}.",
    };

    private static string QueryTime(long time) => Domain.Records.TimeText.FormatInstant(time);
}
