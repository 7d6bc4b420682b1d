using System.Reflection;
using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;

namespace FinData.Domain.Rules;

/// <summary>A value that rules can name.</summary>
/// <param name="Name">Its name in rules.</param>
/// <param name="Type">What it is.</param>
/// <param name="Meaning">A sentence about it.</param>
/// <param name="Words">The words of a choice.</param>
/// <param name="Field">Where <see cref="DebitFacts"/> has it.</param>
public sealed record RuleValue(string Name, RuleType Type, string Meaning, IReadOnlyList<string> Words,
    FieldInfo Field);

/// <summary>The values that rules can name: the fields of <see cref="DebitFacts"/> that say so.</summary>
/// <remarks>Made once, then only read; any thread.</remarks>
public static class RuleSchema
{
    private static readonly Dictionary<string, RuleValue> values = Read();

    /// <summary>All values, by name.</summary>
    public static IEnumerable<RuleValue> Values => values.Values.OrderBy(v => v.Name, StringComparer.Ordinal);

    /// <summary>The field with the account's currency, which amounts in rules are compared with.</summary>
    public static FieldInfo CurrencyField { get; } = typeof(DebitFacts).GetField(nameof(DebitFacts.Currency))!;

    /// <summary>The value of a name; null when there is none.</summary>
    public static RuleValue? Find(string name) => values.GetValueOrDefault(name);

    private static Dictionary<string, RuleValue> Read()
    {
        var found = new Dictionary<string, RuleValue>(StringComparer.Ordinal);
        foreach (var field in typeof(DebitFacts).GetFields())
        {
            if (field.GetCustomAttribute<RuleValueAttribute>() is not { } a) continue;
            Invariant.Require(field.FieldType == FieldTypeOf(a.Type),
                $"{field.Name} of the facts is a {field.FieldType.Name}, which no {a.Type} is.");
            found.Add(a.Name, new RuleValue(a.Name, a.Type, a.Meaning, a.Words, field));
        }
        return found;
    }

    private static Type FieldTypeOf(RuleType type) => type switch
    {
        RuleType.Boolean => typeof(Truth),
        RuleType.Currency => typeof(ushort),
        RuleType.Choice => typeof(byte),
        RuleType.Id => typeof(EntityKey),
        _ => typeof(double),
    };
}
