using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Tests.Engine;

/// <summary>All that can be said of a bank at rest in a few figures; equal for equal ones.</summary>
internal sealed record BankFigures(string StateHash, long Accepted, long Rejected, long Refused, long Duplicates,
    long Alerts, long Events, long Total, long OnTheWay, long AvailableLeast)
{
    private static readonly Currency eur = Currency.Of("EUR");

    public long Records => Accepted + Rejected + Refused + Duplicates;

    public static BankFigures Of(ShardRegion shards)
    {
        var (hash, counters, total, onTheWay, least) = (new StateHash(), new Counters(), 0L, 0L, long.MaxValue);
        foreach (var shard in shards.Shards)
        {
            shard.Hash(ref hash);
            counters.Add(shard.Counters);
            var accounts = (AccountRegion)shard.RegionOf((byte)EntityKind.Account);
            var books = accounts.Entity.Books;
            onTheWay += books.OnTheWayOf(eur);
            total += books.ClearingOf(eur) + books.OnTheWayOf(eur);
            for (var slot = 0; slot < accounts.Count; slot++)
            {
                total += accounts.Record(slot).State.Posted;
                least = Math.Min(least, accounts.Record(slot).State.Available);
            }
        }
        return new BankFigures(hash.ToString(), counters.Accepted, counters.Rejected, counters.Refused,
            counters.Duplicates, counters.Alerts, counters.Events, total, onTheWay, least);
    }

    /// <summary>
    /// A line for each account and product, in order of their names: what to compare when figures differ.
    /// </summary>
    public static IReadOnlyList<string> Entities(ShardRegion shards)
    {
        var lines = new List<string>();
        foreach (var shard in shards.Shards)
        {
            var accounts = (AccountRegion)shard.RegionOf((byte)EntityKind.Account);
            for (var slot = 0; slot < accounts.Count; slot++)
            {
                ref readonly var record = ref accounts.Record(slot);
                var (account, active) = (record.State, accounts.ActiveOf(slot));
                var ring = account.Hour < HourRing.Hours ? []
                    : Enumerable.Range(0, HourRing.Hours)
                        .Select(ago => active.CountAt(account.Hour - ago, account.Hour));
                var name = Encoding.ASCII.GetString(accounts.NameOf(slot));
                lines.Add($"{(EntityKind)record.Kind}:{name} events {record.Events} " +
                    $"posted {account.Posted} held {account.Held} line {account.CreditLine} last {account.LastTime} " +
                    $"debits {account.Debits.Count} {account.Debits.Mean:R} hour {account.Hour} " +
                    $"{string.Join(' ', ring)}");
            }
            var products = (ProductRegion)shard.RegionOf((byte)EntityKind.Product);
            for (var slot = 0; slot < products.Count; slot++)
            {
                ref readonly var product = ref products.Record(slot).State;
                var name = Encoding.ASCII.GetString(products.NameOf(slot));
                var hour = product.Minute < MinuteRing.Minutes ? default
                    : products.ActiveOf(slot).Hour(product.Minute, product.Minute);
                lines.Add($"product:{name} units {product.Quantity} on day {product.Day} " +
                    $"{product.DayQuantity} minute {product.Minute} {hour}");
            }
        }
        lines.Sort(StringComparer.Ordinal);
        lines.AddRange(shards.Shards.Select(s =>
            $"shard {s.Number} time {s.Time} {string.Join(' ', s.Positions.Values)}"));
        return lines;
    }

    /// <summary>
    /// Says which entities differ where figures do; <paramref name="exactly"/> compares as well what is forgotten when
    /// it is idle.
    /// </summary>
    public static void AssertEqual(ShardRegion expected, ShardRegion actual, bool exactly = false)
    {
        var (left, right) = (Of(expected), Of(actual));
        // Each shard has rankings of its own: how many events they have depends on the number of shards, and on whether
        // a sale behind its time came before a minute's end was seen.
        if (!exactly) right = right with { Events = left.Events };
        var (before, after) = (Entities(expected), Entities(actual));
        if (left == right && (!exactly || before.SequenceEqual(after))) return;
        Assert.Fail($"{left}{Environment.NewLine}{right}{Environment.NewLine}" +
            $"- {string.Join($"{Environment.NewLine}- ", before.Except(after).Take(50))}{Environment.NewLine}" +
            $"+ {string.Join($"{Environment.NewLine}+ ", after.Except(before).Take(50))}");
    }

    /// <summary>The shards of a node that is recovered from a journal and does nothing else.</summary>
    public static ShardRegion Recovered(Journal journal)
    {
        var shards = new ShardRegion(journal, BankRun.Regions, new ShardOptions(), TimeProvider.System);
        for (var shard = 0; shard < shards.Shards.Count; shard++) shards.Recover(shard);
        return shards;
    }
}
