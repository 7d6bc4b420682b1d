using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    private const int AlertsShown = 5, AlertBatchesSought = 64;

    /// <inheritdoc/>
    public override async Task<Page<AccountRow>> AccountsAsync(AccountFilter filter, CancellationToken stop = default)
    {
        QueryBounds.Check(filter);
        var (order, found) = await ScanAsync(filter, filter.Limit + 1, stop);
        var rows = found.Take(filter.Limit).Select(f => f.Row()).ToList();
        return new Page<AccountRow>(rows, found.Count > filter.Limit ? order.CursorOf(found[filter.Limit - 1]) : null);
    }

    /// <inheritdoc/>
    public override async Task<AccountDetail> AccountAsync(string id, CancellationToken stop = default)
    {
        var seen = await FindAsync(id, stop);
        var (account, currency) = (seen.State, new Currency(seen.State.Currency));
        var newest = Math.Max(NewestHour, account.Hour);
        var hours = Enumerable.Range(newest - HourRing.Hours + 1, HourRing.Hours).Where(h => h >= 0)
            .Select(h => new HourFigures(DateTimeOffset.FromUnixTimeSeconds(h * 3600L),
                seen.Hours.CountAt(h, account.Hour),
                MoneyText.Format(seen.Hours.SumAt(h, account.Hour), currency)));
        var alerts = account.Debits.Count == 0 ? []
            : AlertsOf(seen, HistoryCursor.Newest(seen), AlertsShown, AlertBatchesSought, stop).Items;
        return new AccountDetail(seen.Id, AccountScan.NameOf(seen.Kind), currency.ToString(),
            MoneyText.Format(account.Posted, currency),
            MoneyText.Format(account.Held, currency), MoneyText.Format(account.Available, currency),
            MoneyText.Format(account.CreditLine, currency), seen.Events, EventText.TimeOf(account.LastTime),
            new DebitFigures(account.Debits.Count, InHundredths(account.Debits.Mean, currency),
                InHundredths(account.Debits.Deviation, currency)),
            [.. hours], alerts) { Terminal = seen.Windows };
    }

    /// <inheritdoc/>
    public override async Task<Page<AccountEventRow>> AccountEventsAsync(string id, int limit, string? before = null,
        CancellationToken stop = default)
    {
        QueryBounds.Limit(limit);
        var seen = await FindAsync(id, stop);
        var history = new AccountHistory(Journal, seen);
        // One more than is shown: an amount's sign is told by the balance before it.
        var events = history.Read(HistoryCursor.Parse(before, seen), limit + 1, stop);
        var names = await RuleNamesAsync(shards.Shards[seen.Shard], stop);
        var rows = new List<AccountEventRow>();
        for (var i = 0; i < Math.Min(limit, events.Count); i++)
            rows.Add(events[i].Row(i + 1 < events.Count ? events[i + 1].Body.Balance : 0, seen.Shard, names.Of));
        return new Page<AccountEventRow>(rows, events.Count > limit ? events[limit].Cursor(given: 0).ToString() : null);
    }

    private async Task<(AccountScan Order, List<AccountFound> Found)> ScanAsync(AccountFilter filter, int most,
        CancellationToken stop)
    {
        var order = new AccountScan(filter, most);
        var scans = shards.Shards.Select(_ => new AccountScan(filter, most)).ToList();
        await EachShardAsync(shard =>
        {
            var region = (AccountRegion)shard.RegionOf((byte)EntityKind.Account);
            var slot = 0;
            return () =>
            {
                for (var end = Math.Min(slot + SlotsPerSlice, region.Count); slot < end; slot++)
                    scans[shard.Number].Look(region, slot);
                return slot < region.Count;
            };
        }, stop);
        return (order, order.Merge(scans));
    }

    private async Task<AccountSeen> FindAsync(string id, CancellationToken stop)
    {
        var (kind, name) = EntityIdText.Account(id);
        var shard = shards.Shards[shards.Map.ShardOf(name)];
        AccountSeen? seen = null;
        await ReadAsync(shard, () =>
        {
            var region = (AccountRegion)shard.RegionOf((byte)kind);
            var slot = region.Find(shards.Map.Hasher.Hash((byte)kind, name));
            if (slot < 0) return false;
            ref readonly var record = ref region.Record(slot);
            seen = new AccountSeen(EventText.IdOf((byte)kind, name), kind, shard.Number, slot, record.State,
                region.ActiveOf(slot), record.Events, record.LastBatch)
            {
                Windows = kind == EntityKind.Terminal && region.Entity.Fraud is { Watches: true } book
                    ? WindowsOf(book.Own, record.Key, Math.Max(shard.Time, record.State.LastTime)) : [],
            };
            return false;
        }, stop);
        return seen ?? throw new QueryException(QueryFailure.NotFound,
            $"There is no account '{EventText.IdOf((byte)kind, name)}' here. Look for a part of its id in the list " +
                "of accounts.");
    }

    private static List<TerminalWindow> WindowsOf(TerminalTable terminals, EntityKey terminal, long time)
    {
        Span<float> row = stackalloc float[FeatureSet.Count];
        if (!terminals.Look(terminal, time, row)) return [];
        var windows = new List<TerminalWindow>();
        foreach (var (days, of, risk) in ((int, Feature, Feature)[])
            [(1, Feature.TerminalCount1d, Feature.TerminalRisk1d), (7, Feature.TerminalCount7d, Feature.TerminalRisk7d),
            (30, Feature.TerminalCount30d, Feature.TerminalRisk30d)])
            windows.Add(new TerminalWindow(days, (long)row[(int)of],
                (long)Math.Round((double)row[(int)of] * row[(int)risk])));
        return windows;
    }

    // The habit is kept in hundredths of whatever the currency, see AlertPolicy.
    private static string InHundredths(double value, Currency currency) =>
        MoneyText.Format((Int128)Math.Round(value * 100), currency.Digits);
}

/// <summary>An account as it was when it was looked at.</summary>
internal sealed record AccountSeen(string Id, EntityKind Kind, int Shard, int Slot, Account State, HourRing Hours,
    int Events, int LastBatch)
{
    /// <summary>Of a terminal, what is known of its payments.</summary>
    public IReadOnlyList<TerminalWindow> Windows { get; init; } = [];
}
