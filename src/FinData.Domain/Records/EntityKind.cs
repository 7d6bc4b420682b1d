namespace FinData.Domain.Records;

/// <summary>What an id names: the part of <c>card:596</c> before the colon.</summary>
/// <remarks>The numbers stand in every journal; new kinds get new numbers.</remarks>
public enum EntityKind : byte
{
    None = 0,
    Card = 1,
    Bank = 2,
    Account = 3,
    Terminal = 4,
    Product = 5,

    /// <summary>A shard's rankings of its categories; each shard has its own.</summary>
    Ranking = 6,

    /// <summary>The ranking of all products; on one shard.</summary>
    OverallRanking = 7,

    /// <summary>All rules of the bank: one entity; no record names it.</summary>
    RuleRegistry = 8,

    /// <summary>A shard's copy of the rules; each shard has its own.</summary>
    RuleCopy = 9,

    /// <summary>The bank's fraud models: one entity; no record names it.</summary>
    ModelRegistry = 10,

    /// <summary>A shard's copy of them; each shard has its own.</summary>
    ModelCopy = 11,
}
