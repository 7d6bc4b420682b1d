using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    /// <inheritdoc/>
    public override async Task<RuleList> RulesAsync(CancellationToken stop = default)
    {
        var counts = new Dictionary<(int Rule, int Version), (long Hits, long Decided, long Unknown)>();
        foreach (var shard in shards.Shards)
        {
            await ReadAsync(shard, () =>
            {
                foreach (var rule in RulesOf(shard).Copy.Rules)
                    foreach (var v in rule.Versions)
                    {
                        var (hits, decided, unknown) = counts.GetValueOrDefault((rule.Number, v.Number));
                        counts[(rule.Number, v.Number)] = (hits + v.Hits, decided + v.Acted, unknown + v.Missing);
                    }
                return false;
            }, stop);
        }
        RuleList? list = null;
        var home = shards.Shards[shards.Map.ShardOf(RuleRegistry.Name)];
        await ReadAsync(home, () =>
        {
            var book = RulesOf(home).Registered;
            list = new RuleList(book.Set,
                [.. book.Rules.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => new RuleRow(r.Name,
                    [.. r.Versions.AsEnumerable().Reverse().Select(v => RowOf(r, v))]))]);
            return false;
        }, stop);
        return list!;

        RuleVersionRow RowOf(RuleEntry rule, RuleVersion version)
        {
            var (hits, decided, unknown) = counts.GetValueOrDefault((rule.Number, version.Number));
            return RuleVersionRow.Of(version, hits, decided, unknown);
        }
    }

    /// <inheritdoc/>
    public override async Task<ListRows> ListsAsync(CancellationToken stop = default)
    {
        IReadOnlyList<ListRow> rows = [];
        var home = shards.Shards[shards.Map.ShardOf(RuleRegistry.Name)];
        await ReadAsync(home, () =>
        {
            rows = [.. RulesOf(home).Copy.Lists.Named.OrderBy(l => l.Name, StringComparer.Ordinal).Select(l =>
                new ListRow(l.Name, l.Count, DateTimeOffset.FromUnixTimeMilliseconds(l.ChangedAt), l.ChangedBy))];
            return false;
        }, stop);
        return new ListRows(rows);
    }

    /// <inheritdoc/>
    public override async Task<ListedId> ListedAsync(string list, string id, CancellationToken stop = default)
    {
        var (kind, name) = EntityIdText.Account(id);
        var (found, isListed) = (false, false);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var home = shards.Shards[shards.Map.ShardOf(RuleRegistry.Name)];
        await ReadAsync(home, () =>
        {
            var lists = RulesOf(home).Copy.Lists;
            found = lists.Find(list) is not null;
            isListed = lists.Has(list, shards.Map.Hasher.Hash((byte)kind, name), now);
            return false;
        }, stop);
        return found ? new ListedId(list, id, isListed) : throw new QueryException(QueryFailure.NotFound,
            $"There is no list '{list}'. See them with: findata list show");
    }

    private async Task<RuleNames> RuleNamesAsync(Shard shard, CancellationToken stop)
    {
        string[] names = [];
        await ReadAsync(shard, () =>
        {
            names = [.. RulesOf(shard).Copy.Rules.Select(r => r.Name)];
            return false;
        }, stop);
        return new RuleNames(names);
    }

    // Rules are never taken away, so a number has its name for good.
    private sealed record RuleNames(string[] Names)
    {
        public string Of(int rule) => rule <= Names.Length ? Names[rule - 1] : $"rule-{rule}";
    }

    private static RuleRegistry RulesOf(Shard shard) =>
        ((RuleRegion)shard.RegionOf((byte)EntityKind.RuleRegistry)).Entity;
}
