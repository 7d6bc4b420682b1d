using FinData.Engine.Entities;

namespace FinData.Domain.Rules;

/// <summary>A part of a condition, checked: types fit wherever two parts meet.</summary>
/// <param name="Type">What it gives.</param>
/// <param name="At">Where it stands.</param>
public abstract record RuleNode(RuleType Type, TextSpan At);

/// <summary>A number, a duration, or (with its currency) an amount; an amount in a currency that is not the account's
/// is unknown.</summary>
public sealed record NumberNode(RuleType Type, TextSpan At, double Value, ushort Currency = 0) : RuleNode(Type, At);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record TruthNode(TextSpan At, Truth Value) : RuleNode(RuleType.Boolean, At);

/// <summary>A value that the program gives.</summary>
public sealed record ValueNode(TextSpan At, RuleValue Value) : RuleNode(Value.Type, At);

/// <summary><c>+ - * /</c> on numbers, amounts and durations; a division by zero gives NaN.</summary>
public sealed record ArithmeticNode(RuleType Type, TextSpan At, char Sign, RuleNode Left, RuleNode Right)
    : RuleNode(Type, At);

/// <summary><c>&lt; &lt;= &gt; &gt;= = !=</c>; unknown where a side is NaN.</summary>
public sealed record CompareNode(TextSpan At, string Sign, RuleNode Left, RuleNode Right)
    : RuleNode(RuleType.Boolean, At);

/// <summary>Whether a currency, choice or id is one of some; unknown where it is missing.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Value">What is looked at.</param>
/// <param name="Codes">The currencies or numbers of words; empty for ids.</param>
/// <param name="Ids">The ids' kinds and names; empty for others.</param>
public sealed record OneOfNode(TextSpan At, ValueNode Value, IReadOnlyList<int> Codes, IReadOnlyList<RuleId> Ids)
    : RuleNode(RuleType.Boolean, At);

/// <summary>Whether an id is in a list now; unknown where it is missing.</summary>
public sealed record InListNode(TextSpan At, ValueNode Value, string List) : RuleNode(RuleType.Boolean, At);

/// <summary>Whether a value is missing; never unknown.</summary>
public sealed record MissingNode(TextSpan At, ValueNode Value) : RuleNode(RuleType.Boolean, At);

/// <summary><c>not</c>.</summary>
public sealed record NotNode(TextSpan At, RuleNode Of) : RuleNode(RuleType.Boolean, At);

/// <summary><c>and</c>, <c>or</c>; the right side is looked at only where the left does not decide.</summary>
public sealed record LogicNode(TextSpan At, bool IsAnd, RuleNode Left, RuleNode Right) : RuleNode(RuleType.Boolean, At);

/// <summary>An id that a rule names.</summary>
public sealed record RuleId(byte Kind, string Name)
{
    /// <summary>Its key in a data folder.</summary>
    public EntityKey KeyIn(KeyHasher hasher) => hasher.Hash(Kind, System.Text.Encoding.ASCII.GetBytes(Name));
}

/// <summary>A rule as its text has it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Condition">When it applies.</param>
/// <param name="Action">What it asks for.</param>
/// <param name="Reason">What people are told; the name where the rule says nothing.</param>
/// <param name="Missing">What it asks for where its condition is unknown.</param>
/// <param name="Text">Its own text, from <c>rule</c> on.</param>
/// <param name="At">Where that stands in its file.</param>
/// <param name="Lists">The lists it names.</param>
public sealed record Rule(string Name, RuleNode Condition, RuleAction Action, string Reason, RuleAction Missing,
    string Text, TextSpan At, IReadOnlyList<string> Lists);
