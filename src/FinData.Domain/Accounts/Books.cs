using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Entities;

namespace FinData.Domain.Accounts;

/// <summary>
/// A shard's sums by currency: of each kind of account, of what is on its way to another shard, and of clearing, their
/// other side.
/// </summary>
/// <remarks>
/// Money that comes from or goes outside is booked against clearing, so all sums of a currency together are zero at
/// every moment; money between accounts is on its way from the sender's event until the receiver's.
/// </remarks>
public sealed class Books
{
    private const int Kinds = 8, Clearing = 0, OnTheWay = 7;
    private readonly Dictionary<ushort, long[]> sums = [];
    private ushort lastCurrency;
    private long[] last = [];

    public IEnumerable<SnapshotPart> Parts => [new NumbersPart(Save, Load)];

    /// <summary>The currencies that occur.</summary>
    public IEnumerable<Currency> Currencies => sums.Keys.Select(packed => new Currency(packed));

    /// <summary>The sum of booked balances of a kind, in minor units.</summary>
    public long Of(Currency currency, EntityKind kind) =>
        sums.TryGetValue(currency.Packed, out var s) ? s[(int)kind] : 0;

    public long ClearingOf(Currency currency) => sums.TryGetValue(currency.Packed, out var s) ? s[Clearing] : 0;

    /// <summary>
    /// What left accounts of this shard less what arrived here: zero over all shards once everything has arrived.
    /// </summary>
    public long OnTheWayOf(Currency currency) => sums.TryGetValue(currency.Packed, out var s) ? s[OnTheWay] : 0;

    /// <summary>An account's balance moved, and the other side is outside.</summary>
    public void Outside(ushort currency, EntityKind kind, long amount)
    {
        var of = For(currency);
        of[(int)kind] += amount;
        of[Clearing] -= amount;
    }

    /// <summary>An account's balance moved, and the other side is another account.</summary>
    public void Between(ushort currency, EntityKind kind, long amount)
    {
        var of = For(currency);
        of[(int)kind] += amount;
        of[OnTheWay] -= amount;
    }

    private long[] For(ushort currency)
    {
        if (currency == lastCurrency && last.Length > 0) return last;
        if (!sums.TryGetValue(currency, out var of)) sums[currency] = of = new long[Kinds];
        (lastCurrency, last) = (currency, of);
        return of;
    }

    private long[] Save() => [.. sums.SelectMany(s => (long[])[s.Key, .. s.Value])];

    private void Load(long[] numbers)
    {
        for (var i = 0; i < numbers.Length; i += Kinds + 1)
            sums[(ushort)numbers[i]] = numbers[(i + 1)..(i + 1 + Kinds)];
    }
}
