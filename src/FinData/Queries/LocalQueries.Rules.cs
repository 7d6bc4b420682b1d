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

    private static RuleRegistry RulesOf(Shard shard) =>
        ((RuleRegion)shard.RegionOf((byte)EntityKind.RuleRegistry)).Entity;
}
