using FinData.Domain.Accounts;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Topologies;

/// <summary>
/// What lives in a shard. The node, the simulation and the benchmarks are all built by this one method.
/// </summary>
/// <remarks>
/// <code>
///  transactions ──► accounts, cards, terminals ──► (credits, returns) ──► accounts of any shard
///  sales        ──► products
/// </code>
/// </remarks>
public static class FinDataTopology
{
    /// <summary>The regions of one shard.</summary>
    public static Region[] Regions(ShardMap map, AccountPolicy policy) =>
    [
        new AccountRegion(map, new Accounts(policy),
            (byte)EntityKind.Card, (byte)EntityKind.Bank, (byte)EntityKind.Account, (byte)EntityKind.Terminal),
        new ProductRegion(map, new Products(), (byte)EntityKind.Product),
    ];
}
