using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;

namespace FinData.Topologies;

/// <summary>
/// What lives in a shard. The node, the simulation and the benchmarks are all built by this one method.
/// </summary>
/// <remarks>
/// <code>
///  transactions ──► accounts, cards, terminals ──► (credits, returns) ──► accounts of any shard
///  sales        ──► products ──► rankings of categories ──► the overall ranking
///  rules        ──► registry on one shard ──► a copy on each shard, beside its accounts
///  fraud models ──► registry on one shard ──► a copy on each shard, which scores its accounts' payments
/// </code>
/// </remarks>
public static class FinDataTopology
{
    /// <summary>The regions of one shard.</summary>
    public static Region[] Regions(ShardMap map, AccountPolicy policy)
    {
        var (rules, models) = (new RuleRegistry(map.Hasher), new ModelRegistry());
        var fraud = new FraudBook(map, models.Copy, policy.Fraud);
        return
        [
            new AccountRegion(map, new Accounts(policy, rules.Copy, fraud),
                (byte)EntityKind.Card, (byte)EntityKind.Bank, (byte)EntityKind.Account, (byte)EntityKind.Terminal)
            {
                Attached = fraud.Attach, Reached = fraud.Reach, ReadUntil = () => fraud.ReadUntil,
                Announced = fraud.Announce, Sealed = fraud.Seal, ReadOn = fraud.ReadOn,
                Prefetched = fraud.Prefetch,
            },
            new ProductRegion(map, new Products(), (byte)EntityKind.Product),
            new CategoryRegion(map, new CategoryRankings(map.Hasher), (byte)EntityKind.Ranking)
            {
                Clock = RegionClock.Messages,
            },
            new OverallRegion(map, new OverallRankings(map.Hasher), (byte)EntityKind.OverallRanking)
            {
                Clock = RegionClock.MessagesOfMessages,
            },
            new RuleRegion(map, rules, (byte)EntityKind.RuleRegistry, (byte)EntityKind.RuleCopy),
            new ModelRegion(map, models, (byte)EntityKind.ModelRegistry, (byte)EntityKind.ModelCopy),
        ];
    }
}
