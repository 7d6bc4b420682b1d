namespace FinData.Domain.Rules;

/// <summary>What a value of a rule is; values of different types are not compared with each other.</summary>
public enum RuleType
{
    /// <summary>A double without a unit.</summary>
    Number,

    /// <summary>A double in main units of the account's currency, such as 12.34.</summary>
    Money,

    /// <summary>A double in milliseconds.</summary>
    Duration,

    /// <summary>A <see cref="Truth"/>.</summary>
    Boolean,

    /// <summary>A <see cref="Domain.Money.Currency"/>, packed; 0 where there is none.</summary>
    Currency,

    /// <summary>One of a few words, by its number from 1; 0 where there is none.</summary>
    Choice,

    /// <summary>An entity such as <c>card:596</c>, by its key; the key of no id where there is none.</summary>
    Id,
}

/// <summary>
/// The answer of a condition, in the order that makes <c>and</c> the least and <c>or</c> the greatest of its sides.
/// </summary>
/// <remarks>
/// Unknown comes of a value that is missing, of a division by zero, of an amount in another currency; Kleene's logic
/// carries it on, so that <c>not</c> makes no yes of it.
/// </remarks>
public enum Truth : byte
{
    False = 0,
    Unknown = 1,
    True = 2,
}

/// <summary>What a rule asks for when it applies. The numbers stand in every journal.</summary>
public enum RuleAction : byte
{
    None = 0,

    /// <summary>Let it through whatever the other rules say; as a policy for missing values: say nothing.</summary>
    Approve = 1,

    /// <summary>Set the money aside until a person decides.</summary>
    Review = 2,

    /// <summary>Reject it.</summary>
    Decline = 3,
}
