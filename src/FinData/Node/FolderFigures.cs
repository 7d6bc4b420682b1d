using System.Diagnostics;
using System.Text.Json.Serialization;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Node;

/// <summary>
/// The figures of a whole data folder: equal however often the runs that made it were interrupted, but for the last
/// two.
/// </summary>
/// <param name="Records">Accepted, rejected, refused and duplicates together.</param>
/// <param name="Accepted">Transactions and sales that were booked.</param>
/// <param name="Rejected">Good records with a business no.</param>
/// <param name="Refused">Records that could not be taken: in the dead letter.</param>
/// <param name="Duplicates">Records that had been decided before.</param>
/// <param name="Alerts">Alerts raised by rules.</param>
/// <param name="Accounts">Accounts by kind.</param>
/// <param name="Products">Products with a sale.</param>
/// <param name="Differing">
/// Records whose stated balance did not follow from the amount; the difference is a posting of its own.
/// </param>
/// <param name="Sums">By currency and kind, with clearing, as decimal strings; together zero.</param>
/// <param name="StateHash">See ARCHITECTURE.md; free of order and of the number of shards.</param>
public sealed record FolderFigures(long Records, long Accepted, long Rejected, long Refused, long Duplicates,
    long Alerts, IReadOnlyDictionary<string, long> Accounts, long Products, long Differing,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Sums, string StateHash)
{
    /// <summary>How long this run took on the clock.</summary>
    [JsonPropertyOrder(1)]
    public double Seconds { get; init; }

    /// <summary>How much processor time it took, user and system.</summary>
    [JsonPropertyOrder(2)]
    public double CpuSeconds { get; init; }

    /// <summary>Reads the figures. With the shards at rest.</summary>
    public static FolderFigures Of(ShardRegion shards)
    {
        var counters = new Counters();
        var hash = new StateHash();
        foreach (var shard in shards.Shards)
        {
            counters.Add(shard.Counters);
            shard.Hash(ref hash);
        }
        var books = shards.Shards.Select(s => (AccountRegion)s.RegionOf((byte)EntityKind.Account))
            .Select(r => r.Entity.Books).ToList();
        var accounts = AccountKinds.Where(k => CountOf(shards, k) > 0).ToDictionary(Name, k => CountOf(shards, k));
        return new FolderFigures(counters.Records, counters.Accepted, counters.Rejected, counters.Refused,
            counters.Duplicates, counters.Alerts, accounts, CountOf(shards, EntityKind.Product), counters.Differing,
            SumsOf(books, accounts.Keys), hash.ToString());
    }

    /// <summary>The figures with what this run has taken.</summary>
    public FolderFigures After(Stopwatch watch) => this with
    {
        Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
        CpuSeconds = Math.Round(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds, 3),
    };

    private static IEnumerable<EntityKind> AccountKinds =>
        [EntityKind.Account, EntityKind.Bank, EntityKind.Card, EntityKind.Terminal];

    private static string Name(EntityKind kind) => kind.ToString().ToLowerInvariant();

    private static long CountOf(ShardRegion shards, EntityKind kind) =>
        shards.Shards.Sum(s => s.RegionOf((byte)kind).CountOf((byte)kind));

    private static SortedDictionary<string, IReadOnlyDictionary<string, string>> SumsOf(List<Books> books,
        IEnumerable<string> kinds)
    {
        var sums = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var currency in books.SelectMany(b => b.Currencies).Distinct())
        {
            var digits = currency.Digits;
            var of = new Dictionary<string, string>();
            foreach (var kind in AccountKinds.Where(k => kinds.Contains(Name(k))))
            {
                var sum = books.Aggregate((Int128)0, (all, b) => all + b.Of(currency, kind));
                if (sum != 0 || kind is not EntityKind.Terminal) of[Name(kind)] = MoneyText.Format(sum, digits);
            }
            var clearing = books.Aggregate((Int128)0, (all, b) => all + b.ClearingOf(currency));
            of["clearing"] = MoneyText.Format(clearing, digits);
            sums[currency.ToString()] = of;
        }
        return sums;
    }
}
