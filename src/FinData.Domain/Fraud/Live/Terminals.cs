using System.Runtime.CompilerServices;
using FinData.Domain.Fraud.Features;
using FinData.Engine.Shards;

namespace FinData.Domain.Fraud.Live;

/// <summary>The terminals of all shards of a node: each shard writes its own, and may ask about any.</summary>
public sealed class Terminals
{
    private static readonly ConditionalWeakTable<ShardMap, Terminals> all = [];

    private readonly FraudBook?[] books;

    private Terminals(int shards) => books = new FraudBook?[shards];

    /// <summary>Those of the shards that share a map.</summary>
    public static Terminals Of(ShardMap map) => all.GetValue(map, m => new Terminals(m.Shards));

    /// <summary>The latest time as of which an answer was given, by what the journals say.</summary>
    public long Asked => books.Max(b => b?.Asked ?? 0);

    /// <summary>Up to which time all terminals may be asked about.</summary>
    public long Allowed => books.Min(b => b?.Own.Allowed ?? 0);

    /// <summary>Those of one shard.</summary>
    public TerminalTable this[int shard] => books[shard]!.Own;

    /// <summary>Sets a shard's; another one in its place when the shard is recovered anew.</summary>
    internal void Set(int shard, FraudBook book) => Volatile.Write(ref books[shard], book);
}
