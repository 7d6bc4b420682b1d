using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    /// <inheritdoc/>
    public override async Task<AccountMoment> AccountAtAsync(string id, string time, CancellationToken stop = default)
    {
        var at = TimeAsked(time);
        var seen = await FindAsync(id, stop);
        var sequence = 0L;
        var past = new AccountPast(at);
        foreach (var step in StepsOf(seen, stop))
            past.Take(step with { Sequence = ++sequence });
        if (past.Last is not { } last)
            throw new QueryException(QueryFailure.NotFound, $"There was no account '{seen.Id}' at {Instant(at)}: it " +
                $"opens at {Instant(past.First!.Value.Time)}. Ask for that time or a later one.");
        var names = await RuleNamesAsync(shards.Shards[seen.Shard], stop);
        var (state, currency) = (past.State, new Currency(past.State.Currency));
        return new AccountMoment(seen.Id, EventText.TimeOf(at), currency.ToString(),
            MoneyText.Format(state.Posted, currency), MoneyText.Format(state.Held, currency),
            MoneyText.Format(state.Available, currency), MoneyText.Format(state.CreditLine, currency), past.Events,
            past.Rejected, past.CameLate, EventText.TimeOf(past.First!.Value.Time),
            new DebitFigures(state.Debits.Count, InHundredths(state.Debits.Mean, currency),
                InHundredths(state.Debits.Deviation, currency)),
            [.. past.Holds.Select(h => HoldOf(h, seen, currency, names, stop))],
            SeenAt(last, seen, stop).Row(past.BalanceBeforeLast, seen.Shard, names.Of));
    }

    /// <inheritdoc/>
    public override async Task<ProductMoment> ProductAtAsync(string code, string time, CancellationToken stop = default)
    {
        var at = TimeAsked(time);
        var (shard, slot, last, name) = (0, -1, 0, "");
        foreach (var each in EntityIdText.Product(code))
        {
            var home = shards.Shards[shards.Map.ShardOf(each)];
            await ReadAsync(home, () =>
            {
                var region = RegionOf(home);
                slot = region.Find(shards.Map.Hasher.Hash((byte)EntityKind.Product, each));
                if (slot >= 0) last = region.Record(slot).LastBatch;
                return false;
            }, stop);
            (shard, name) = (home.Number, Encoding.ASCII.GetString(each));
            if (slot >= 0) break;
        }
        if (slot < 0) throw NoProduct(code);
        var sales = SalesOf(shard, slot, last, stop).Where(s => s.Body.Kind == ProductEventKind.Sold).ToList();
        var until = sales.Where(s => s.Time <= at).ToList();
        if (until.Count == 0)
            throw new QueryException(QueryFailure.NotFound, $"Nothing of product '{name}' was sold by {Instant(at)}: " +
                $"its first sale is of {Instant(sales.Min(s => s.Time))}. Ask for that time or a later one.");
        var today = until.Where(s => s.Time / MillisecondsADay == at / MillisecondsADay).ToList();
        return new ProductMoment(name, EventText.TimeOf(at), new Currency(until[0].Body.Currency).ToString(),
            until.Sum(s => s.Body.Quantity), ProductMoney.Format(until.Sum(s => s.Body.Revenue)), until.Count,
            new SoldFigures(today.Sum(s => s.Body.Quantity), ProductMoney.Format(today.Sum(s => s.Body.Revenue))),
            EventText.TimeOf(until.Max(s => s.Time)));
    }

    private static long TimeAsked(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (TimeText.TryParseInstant(bytes, out var time) || TimeText.TryParseDay(bytes, out time)) return time;
        throw new QueryException(QueryFailure.BadRequest, $"'{Refusal.Shorten(bytes)}' is no time; write one in UTC " +
            "such as 2018-04-03T12:00:00Z, or a day such as 2018-04-03 for its midnight.");
    }

    private static string Instant(long time) => TimeText.FormatInstant(time);

    private unsafe List<AccountStep> StepsOf(AccountSeen seen, CancellationToken stop) =>
        EntityWalk.All(Journal, seen.Shard, (byte)seen.Kind, seen.Slot, seen.LastBatch, AccountStep.Of, stop);

    private unsafe List<(long Time, ProductEvent Body)> SalesOf(int shard, int slot, int last,
        CancellationToken stop) =>
        EntityWalk.All(Journal, shard, (byte)EntityKind.Product, slot, last,
            (e, _, _) => (e->Time, EventFrame.Body<ProductEvent>(e)), stop);

    private OpenHold HoldOf(AccountStep step, AccountSeen seen, Currency currency, RuleNames names,
        CancellationToken stop) =>
        new(SeenAt(step, seen, stop).Transaction ?? "", MoneyText.Format(step.Body.HoldAmount, currency),
            EventText.TimeOf(step.Time), EventText.TimeOf(step.Body.HoldExpiry))
        {
            Rule = step.Body.Rule == 0 ? null : $"{names.Of(step.Body.Rule)} v{step.Body.RuleVersion}",
        };

    private unsafe EventSeen SeenAt(AccountStep step, AccountSeen account, CancellationToken stop)
    {
        EventSeen? found = null;
        JournalFrames.Each(Journal, account.Shard, step.Batch, step.Batch, EventFlags.None, (e, batch, index) =>
        {
            if (index == step.Index) found = EventSeen.Of(e, batch, index, account.Id);
        }, stop);
        return found! with { Sequence = step.Sequence };
    }
}
