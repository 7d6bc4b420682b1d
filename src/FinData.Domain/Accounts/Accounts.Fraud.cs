using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

/// <remarks>
/// What is thought of a payment at a terminal before it is decided, and what is remembered of it for later ones:
/// <code>
///  card:     payment ──► features of card and terminal ──► score, reasons ──► rules, alerts ──► the card's past
///  terminal: credit  ──► waits for its label ──► the terminal's past
/// </code>
/// </remarks>
public readonly partial struct Accounts
{
    // The row is left empty where nothing is remembered.
    private Assessment Assess(in Account before, in Command<AccountCommand> command, ref Span<float> row)
    {
        var assessed = new Assessment { Probability = double.NaN };
        if (fraud is not { Watches: true } book || command.OtherKind != (byte)EntityKind.Terminal)
        {
            row = default;
            return assessed;
        }
        assessed.Watched = 1;
        assessed.Ratio = book.RatioOf(before.Past, command.Body.Amount);
        assessed.AsOf = book.Describe(before.Past, command.Time, command.Body.Amount, command.OtherKey, command.Other,
            row);
        if (book.Model is not { } model) return assessed;
        assessed.Model = (ushort)book.ModelNumber;
        assessed.Score = model.Score(row);
        assessed.Probability = TreeModel.ProbabilityOf(assessed.Score);
        if (assessed.Probability >= book.Policy.ReasonsFrom) assessed.Reasons = Assessment.ReasonsOf(model, row);
        book.Explained?.Invoke(Explanation.Of(model, row));
        return assessed;
    }

    private static void Note(in Assessment assessed, long time, ref AccountEvent e)
    {
        if (assessed.Watched == 0) return;
        (e.Watched, e.Ratio, e.Model, e.Score) = (1, assessed.Ratio, assessed.Model, assessed.Score);
        e.Reasons = assessed.Reasons;
        e.AsOf = assessed.AsOf == time ? 0 : assessed.AsOf;
    }

    // A hold was assessed when it was placed; the money that leaves now is what the card has paid.
    private void Watch(in Account before, in Command<AccountCommand> command, ref AccountEvent e)
    {
        if (fraud is not { Watches: true } book || command.OtherKind != (byte)EntityKind.Terminal) return;
        (e.Watched, e.Ratio) = (1, book.RatioOf(before.Past, e.Amount));
    }

    // Where there is no room the payment is in nobody's past.
    private void WatchAtTerminal(in Account terminal, in Command<AccountCommand> command, ref AccountEvent e)
    {
        if (command.Body.Watched == 0 || command.Kind != (byte)EntityKind.Terminal) return;
        if (fraud is not { Own.HasRoom: true } book) return;
        book.Own.PrefetchWaiting(-terminal.Past);     // Needed when the event is applied.
        (e.Watched, e.Ratio, e.AsOf) = (1, command.Body.Ratio, book.CountsFrom(command.Time));
    }

    private void TakeIntoPast(ref Account account, in Fact<AccountEvent> fact)
    {
        if (fraud is null) return;
        account.Past = fraud.Take(account.Past, fact.Time, fact.Body.Amount, fact.Other);
    }

    private void TakeAtTerminal(ref Account account, in Fact<AccountEvent> fact)
    {
        if (fraud is null) return;
        ref readonly var e = ref fact.Body;
        var place = fraud.Own.Take(fact.Entity, fact.Time, OrderOf(fact.Id), e.Amount, e.Ratio, e.AsOf,
            Math.Max(-account.Past, 0));
        if (account.Past <= 0) account.Past = -place;
    }

    // Equal in every data folder, so that ties between payments of one time are.
    private static long OrderOf(ReadOnlySpan<byte> id) => (long)KeyHasher.Public.Hash(0, id).High;
}
