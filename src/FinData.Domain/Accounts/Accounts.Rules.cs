using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Money;
using FinData.Domain.Rules;
using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

/// <remarks>
/// What the bank's rules say to a debit that the account could pay: nothing, a no, or a hold until somebody has looked.
/// The hold has the debit's own id: it is committed or voided like any other, and ends by itself.
/// </remarks>
public readonly partial struct Accounts
{
    private static readonly double[] unitsOfDigits = [1, 10, 100, 1000];

    /// <inheritdoc/>
    public void ApplyUnopened(in Fact<AccountEvent> fact)
    {
        ref readonly var e = ref fact.Body;
        if ((e.RuleHits | e.RuleMissing) != 0) rules?.Count(e.RuleHits, e.RuleMissing, e.Rule, e.RuleVersion);
        // Terminals were asked about whatever became of the payment; a hold that ends was asked about at its start.
        if (e.Watched != 0 && e.Kind is AccountEventKind.Withdrawn or AccountEventKind.Paid
            or AccountEventKind.TransferredOut or AccountEventKind.HoldPlaced or AccountEventKind.Rejected)
            fraud?.NoteAsked(e.AsOf != 0 ? e.AsOf : fact.Time);
        if (e.Model != 0) TakeScore(in fact);
    }

    private RuleVerdict Judge(in Account before, in HourRing hours, in Command<AccountCommand> command,
        in Assessment assessed, ReadOnlySpan<float> row)
    {
        if (rules is not { Live.IsAny: true } book) return default;
        var facts = FactsOf(in before, in hours, in command, book.Live.LooksAtOther, book.Live.LooksAtDay);
        Remember(in before, in assessed, row, ref facts);
        return book.Live.Evaluate(in facts, book.Lists, command.Id);
    }

    /// <summary>What rules that act nowhere would say to a debit that rules were asked about.</summary>
    /// <param name="proposed">The rules.</param>
    /// <param name="account">The account before the debit.</param>
    /// <param name="hours">Its active part.</param>
    /// <param name="command">The debit.</param>
    /// <param name="probability">How likely a fraud is; NaN where nothing scores it.</param>
    public RuleVerdict JudgeBy(ProposedRules proposed, in Account account, in HourRing hours,
        in Command<AccountCommand> command, out double probability)
    {
        probability = double.NaN;
        if (rules is not { } book) return default;
        var before = Before(in account, in command, policy.OpeningOf(command.Kind));
        var facts = FactsOf(in before, in hours, in command, proposed.LooksAtOther(book), proposed.LooksAtDay(book));
        Span<float> row = stackalloc float[FeatureSet.Count];
        var assessed = Assess(in before, in command, ref row);
        if (proposed.Model is { } model && row.Length > 0)
            assessed.Probability = TreeModel.ProbabilityOf(model.Score(row));
        probability = assessed.Probability;
        Remember(in before, in assessed, row, ref facts);
        return proposed.Evaluate(in facts, book, command.Id);
    }

    private static void Remember(in Account before, in Assessment assessed, ReadOnlySpan<float> row,
        ref DebitFacts facts)
    {
        facts.Score = assessed.Probability;
        facts.Remember(row, 100 / unitsOfDigits[new Currency(before.Currency).Digits]);
    }

    private static DebitFacts FactsOf(in Account before, in HourRing hours, in Command<AccountCommand> command,
        bool looksAtOther, bool looksAtDay)
    {
        var unit = unitsOfDigits[new Currency(before.Currency).Digits];
        // The habit is kept in hundredths of minor units, whatever the currency.
        var habit = 100 / unit;
        var amount = command.Body.Amount;
        var hour = HourRing.HourOf(command.Time);
        var facts = new DebitFacts
        {
            Time = command.Time, Amount = amount / unit, Currency = before.Currency,
            Hour = hour % 24,
            Weekday = (DayRange.DayOf(command.Time) + 3) % 7 + 1,    // 1970 began on a Thursday.
            Type = (byte)(command.Body.Action - AccountAction.Withdraw + 1),
            Account = command.Entity, IsNew = before.Debits.Count == 0 ? Truth.True : Truth.False,
            Balance = before.Posted / unit, Available = before.Available / unit, Held = before.Held / unit,
            Debits = before.Debits.Count,
            Mean = before.Debits.Count > 0 ? before.Debits.Mean * habit : double.NaN,
            Deviation = before.Debits.Count > 1 ? before.Debits.Deviation * habit : double.NaN,
            Idle = command.Exists ? Math.Max(0, command.Time - before.LastTime) : double.NaN,
            Count1h = double.NaN, Sum1h = double.NaN, Count24h = double.NaN, Sum24h = double.NaN,
        };
        if (looksAtOther) facts.Other = command.OtherKey;
        if (command.IsLate) return facts;
        facts.Count1h = hours.CountAt(hour, before.Hour) + 1;
        facts.Sum1h = (hours.SumAt(hour, before.Hour) + amount) / unit;
        if (!looksAtDay) return facts;
        var (count, sum) = hours.UpTo(hour, before.Hour);
        (facts.Count24h, facts.Sum24h) = (count + 1, (sum + amount) / unit);
        return facts;
    }

    private void Decline(in Account before, in Command<AccountCommand> command, RuleVerdict verdict,
        in Assessment assessed, ref Outcome<AccountEvent> outcome)
    {
        var e = Rejected(in before, in command.Body);
        Note(verdict, ref e);
        Note(in assessed, command.Time, ref e);
        outcome.Reject(Rejections.Declined, in e);
    }

    private void SetAside(in Account before, in Command<AccountCommand> command, RuleVerdict verdict,
        in Assessment assessed, ref Outcome<AccountEvent> outcome)
    {
        var e = Event(AccountEventKind.HoldPlaced, in before, in command, before.Posted);
        e.Held += command.Body.Amount;
        (e.Reference, e.HoldAmount) = (command.Id, command.Body.Amount);
        e.HoldExpiry = command.Time + (long)policy.ReviewLasts.TotalMilliseconds;
        Note(verdict, ref e);
        Note(in assessed, command.Time, ref e);
        // Somebody has to look at it, before the hold ends by itself.
        if (command.Body.IsUntold == 0)
        {
            e.Alerts = AlertRules.Review;
            outcome.Raise(1);
        }
        outcome.Persist(in e);
    }

    private void Note(RuleVerdict verdict, ref AccountEvent e)
    {
        if ((verdict.Hits | verdict.Missing) == 0) return;
        (e.RuleHits, e.RuleMissing, e.RuleSet) = (verdict.Hits, verdict.Missing, rules!.Set);
        (e.Rule, e.RuleVersion) = ((ushort)verdict.Rule, (ushort)verdict.Version);
    }
}
