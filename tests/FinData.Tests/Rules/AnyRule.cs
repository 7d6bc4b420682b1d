using System.Globalization;
using FinData.Domain.Money;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.TestKit;

namespace FinData.Tests.Rules;

/// <summary>Rules and facts that a seed makes up: all of the language, and every kind of missing value.</summary>
internal sealed class AnyRule(ulong seed, KeyHasher hasher)
{
    private static readonly string[] ids = ["card:1", "card:2", "terminal:7", "account:a b"];
    private static readonly string[] lists = ["blocked", "trusted-payees"];
    private static readonly double[] numbers = [0, 1, 2, 0.5, -1, 100, 1e12, double.NaN, double.NaN, 3_600_000];
    private readonly Chance chance = new(seed);

    public string Text() => $"rule any-rule: when {Condition(4)} then decline \"any\" if missing review";

    public DebitFacts Facts()
    {
        object facts = new DebitFacts();
        foreach (var value in RuleSchema.Values)
            value.Field.SetValue(facts, value.Type switch
            {
                RuleType.Boolean => (Truth)chance.Below(3),
                RuleType.Currency => Of((ushort)0, Currency.Of("EUR").Packed, Currency.Of("CZK").Packed),
                RuleType.Choice => (byte)chance.Below(value.Words.Count + 1),
                RuleType.Id => chance.OneIn(4) ? default : KeyOf(Of(ids)),
                _ => Of(numbers),
            });
        return (DebitFacts)facts with { Time = 1000 * chance.Below(10) };
    }

    public RuleLists Lists()
    {
        var made = new RuleLists(hasher);
        foreach (var list in lists)
            foreach (var id in ids)
                if (chance.OneIn(2)) made.Put(made.Change(list, 0, ""), KeyOf(id), (uint)chance.Below(10));
        return made;
    }

    private string Condition(int depth)
    {
        if (depth > 0 && chance.OneIn(2))
            return chance.Below(4) switch
            {
                0 => $"({Condition(depth - 1)}) and ({Condition(depth - 1)})",
                1 => $"({Condition(depth - 1)}) or ({Condition(depth - 1)})",
                2 => $"not ({Condition(depth - 1)})",
                _ => $"{Plain()} and {Plain()} or not {Plain()}",
            };
        return Plain();
    }

    private string Plain()
    {
        var type = Of(RuleType.Number, RuleType.Money, RuleType.Duration);
        return chance.Below(9) switch
        {
            0 => Value(RuleType.Boolean),
            1 => $"currency {Of("=", "!=")} \"{Of("EUR", "CZK", "JPY")}\"",
            2 => $"type {Of("", "not ")}in (\"payment\", \"{Of("transfer", "withdrawal")}\")",
            3 => $"{Value(RuleType.Id)} {Of("", "not ")}in list {Of(lists)}",
            4 => $"{Value(RuleType.Id)} in (\"{Of(ids)}\", \"{Of(ids)}\")",
            5 => $"{Value(Of(Enum.GetValues<RuleType>()))} is {Of("", "not ")}missing",
            6 => Of("true", "false"),
            _ => $"{Number(type, 3)} {Of("<", "<=", ">", ">=", "=", "!=")} {Number(type, 3)}",
        };
    }

    private string Number(RuleType type, int depth)
    {
        if (depth > 0 && chance.OneIn(2))
            return chance.Below(6) switch
            {
                0 => $"({Number(type, depth - 1)} + {Number(type, depth - 1)})",
                1 => $"({Number(type, depth - 1)} - {Number(type, depth - 1)})",
                2 => $"{Number(RuleType.Number, depth - 1)} * ({Number(type, depth - 1)})",
                3 => $"({Number(type, depth - 1)}) / ({Number(RuleType.Number, depth - 1)})",
                4 => $"-{Number(type, 0)}",
                _ when type == RuleType.Number => $"({Number(RuleType.Money, 0)}) / ({Number(RuleType.Money, 0)})",
                _ => Number(type, 0),
            };
        if (chance.OneIn(2)) return Value(type);
        var number = Of(0, 1, 2.5, 100).ToString(CultureInfo.InvariantCulture);
        return type switch
        {
            RuleType.Money => $"{number} {Of("EUR", "CZK")}",
            RuleType.Duration => number + Of("s", "m", "h", "d"),
            _ => number,
        };
    }

    private string Value(RuleType type) => Of([.. RuleSchema.Values.Where(v => v.Type == type)]).Name;

    private EntityKey KeyOf(string id)
    {
        var kind = Enum.Parse<FinData.Domain.Records.EntityKind>(id[..id.IndexOf(':')], ignoreCase: true);
        return new RuleId((byte)kind, id[(id.IndexOf(':') + 1)..]).KeyIn(hasher);
    }

    private T Of<T>(params T[] among) => among[chance.Below(among.Length)];
}
