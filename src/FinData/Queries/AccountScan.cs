using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Queries;

/// <summary>An account that fits, as it was when it was looked at.</summary>
internal sealed record AccountFound(Int128 Value, byte[] Id, EntityKind Kind, Account State, int Events)
{
    public string Text => Encoding.ASCII.GetString(Id);

    public AccountRow Row()
    {
        var currency = new Currency(State.Currency);
        return new AccountRow(Text, AccountScan.NameOf(Kind), currency.ToString(), MoneyText.Format(State.Posted, currency),
            MoneyText.Format(State.Held, currency), MoneyText.Format(State.Available, currency), Events);
    }
}

/// <summary>Looks at the accounts of a shard, one after the other, and keeps those that come first after a place.</summary>
/// <remarks>Nothing is allocated for an account that is not kept: a million are looked at for a page of fifty.</remarks>
internal sealed class AccountScan : IComparer<AccountFound>
{
    private const int PruneAt = 4096;

    private readonly byte[] search;
    private readonly EntityKind kind;
    private readonly int sign;      // 0: by id; 1 and -1: by balance, smallest or largest first.
    private readonly int most;
    private readonly (Int128 Value, byte[] Id)? after;
    private readonly List<AccountFound> found = [];
    private AccountFound? worst;

    /// <param name="filter">Checked.</param>
    /// <param name="most">How many are wanted.</param>
    public AccountScan(AccountFilter filter, int most)
    {
        search = Encoding.UTF8.GetBytes(filter.Search.Trim());
        Ascii.ToLowerInPlace(search, out _);
        kind = filter.Kind.Length == 0 ? EntityKind.None : Enum.Parse<EntityKind>(filter.Kind, ignoreCase: true);
        sign = filter.Sort switch { "posted" => 1, "-posted" => -1, _ => 0 };
        this.most = most;
        after = PlaceOf(filter.After);
    }

    public static string NameOf(EntityKind kind) => kind.ToString().ToLowerInvariant();

    public void Look(AccountRegion region, int slot)
    {
        ref readonly var record = ref region.Record(slot);
        if (kind != EntityKind.None && record.Kind != (byte)kind) return;
        Span<byte> room = stackalloc byte[EntityName.IdBytesMax], lower = stackalloc byte[EntityName.IdBytesMax];
        var prefix = EntityName.Prefix((EntityKind)record.Kind);
        var name = region.NameOf(slot);
        prefix.CopyTo(room);
        name.CopyTo(room[prefix.Length..]);
        var id = room[..(prefix.Length + name.Length)];
        if (search.Length > 0)
        {
            Ascii.ToLower(id, lower, out var length);
            if (lower[..length].IndexOf(search) < 0) return;
        }
        var value = sign == 0 ? 0 : ValueOf(in record.State);
        if (after is { } place && Compare(value, id, place.Value, place.Id) <= 0) return;
        if (worst is not null && Compare(value, id, worst.Value, worst.Id) >= 0) return;
        found.Add(new AccountFound(value, id.ToArray(), (EntityKind)record.Kind, record.State, record.Events));
        if (most < int.MaxValue / 2 && found.Count >= Math.Max(PruneAt, most * 2)) Prune();
    }

    /// <summary>What was kept, in order.</summary>
    public List<AccountFound> Sorted()
    {
        Prune();
        return found;
    }

    /// <summary>The first of several shards' accounts.</summary>
    public List<AccountFound> Merge(IEnumerable<AccountScan> scans) => [.. scans.SelectMany(s => s.Sorted()).Order(this).Take(most)];

    /// <summary>What says that a list goes on after an account.</summary>
    public string CursorOf(AccountFound last) => sign == 0 ? last.Text : $"{last.Value}~{last.Text}";

    int IComparer<AccountFound>.Compare(AccountFound? x, AccountFound? y) => Compare(x!.Value, x.Id, y!.Value, y.Id);

    private int Compare(Int128 value, ReadOnlySpan<byte> id, Int128 otherValue, ReadOnlySpan<byte> otherId) =>
        value != otherValue ? sign * value.CompareTo(otherValue) : id.SequenceCompareTo(otherId);

    // Balances of currencies with other digits are compared in thousandths of the main unit.
    private static Int128 ValueOf(in Account account) => new Currency(account.Currency).Digits switch
    {
        0 => (Int128)account.Posted * 1000,
        2 => (Int128)account.Posted * 10,
        _ => account.Posted,
    };

    private void Prune()
    {
        found.Sort(this);
        if (found.Count <= most) return;
        found.RemoveRange(most, found.Count - most);
        worst = found[^1];
    }

    private (Int128, byte[])? PlaceOf(string? cursor)
    {
        if (cursor is null) return null;
        if (sign == 0) return (0, Encoding.UTF8.GetBytes(cursor));
        var split = cursor.IndexOf('~', StringComparison.Ordinal);
        var value = (Int128)0;
        QueryBounds.Require(split > 0 && Int128.TryParse(cursor.AsSpan(0, split), out value),
            $"after is '{Refusal.Shorten(Encoding.UTF8.GetBytes(cursor))}'; use the 'next' of the page before, with the same sort.");
        return (value, Encoding.UTF8.GetBytes(cursor[(split + 1)..]));
    }
}
