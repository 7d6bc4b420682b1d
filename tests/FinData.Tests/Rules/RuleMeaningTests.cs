using FinData.Domain.Money;
using FinData.Domain.Rules;
using FinData.Engine.Entities;

namespace FinData.Tests.Rules;

public class RuleMeaningTests
{
    private static readonly KeyHasher hasher = new(5, 6);

    [Fact]
    public void A_compiled_rule_means_what_its_tree_says() => Seeds.Each(1_500, seed =>
    {
        var any = new AnyRule(seed, hasher);
        var text = any.Text();
        var file = RuleFile.Read(text);
        Assert.True(file.Problems.Count == 0, string.Join('\n', file.Problems.Select(p => p.Picture("any", text))));
        var condition = file.Rules[0].Condition;
        var test = RuleCompiler.Compile(condition, hasher);
        using var lists = any.Lists();
        for (var i = 0; i < 20; i++)
        {
            var facts = any.Facts();
            var expected = new TreeEvaluator(facts, lists, hasher).Evaluate(condition);
            var actual = test(in facts, lists);
            Assert.True(expected == actual, $"{actual} instead of {expected}: {text}");
        }
    });

    [Theory]
    [InlineData("amount > 5 * account.mean and account.is_new", Truth.False)]
    [InlineData("amount > 5 * account.mean", Truth.True)]
    [InlineData("amount > 100 EUR", Truth.True)]
    [InlineData("amount > 100.01 EUR", Truth.False)]
    [InlineData("amount = 100.01 EUR", Truth.True)]
    [InlineData("amount > 1 CZK", Truth.Unknown)]
    [InlineData("currency = \"CZK\" and amount > 1 CZK", Truth.False)]
    [InlineData("amount / account.mean > 10", Truth.True)]
    [InlineData("account.count_1h / account.debits > 1", Truth.Unknown)]
    [InlineData("not (account.count_1h / account.debits > 1)", Truth.Unknown)]
    [InlineData("score > 0.5", Truth.Unknown)]
    [InlineData("score is missing or score > 0.5", Truth.True)]
    [InlineData("score is not missing and score > 0.5", Truth.False)]
    [InlineData("score != score", Truth.Unknown)]
    [InlineData("hour >= 22 or hour < 6", Truth.True)]
    [InlineData("account.idle > 7d", Truth.True)]
    [InlineData("account.idle > 8d", Truth.False)]
    [InlineData("type in (\"withdrawal\", \"payment\")", Truth.True)]
    [InlineData("type != \"payment\"", Truth.False)]
    [InlineData("other = \"terminal:7\"", Truth.True)]
    [InlineData("account not in (\"card:1\", \"card:2\")", Truth.True)]
    [InlineData("other in list blocked", Truth.True)]
    [InlineData("other in list expired-ones", Truth.False)]
    [InlineData("account in list blocked", Truth.False)]
    [InlineData("1 + 2 * 3 = 7 and (1 + 2) * 3 = 9 and 7 - 2 - 1 = 4", Truth.True)]
    [InlineData("true or false and false", Truth.True)]
    [InlineData("-1 * -hour > 22", Truth.True)]
    public void A_condition_gives_what_it_says(string condition, Truth expected)
    {
        var facts = new DebitFacts
        {
            Time = 1000, Amount = 100.01, Hour = 23, Mean = 10, Debits = 0, Count1h = 3, Score = double.NaN,
            Idle = 7.5 * 86_400_000, Currency = Currency.Of("EUR").Packed, Type = 2, IsNew = Truth.False,
            Account = new RuleId(1, "596").KeyIn(hasher), Other = new RuleId(4, "7").KeyIn(hasher),
        };
        using var lists = new RuleLists(hasher);
        lists.Put(lists.Change("blocked", 0, ""), facts.Other, RuleLists.Never);
        lists.Put(lists.Change("expired-ones", 0, ""), facts.Other, until: 1);
        var rule = Assert.Single(RuleFile.Read($"rule one: when {condition} then decline").Rules);
        Assert.Equal(expected, RuleCompiler.Compile(rule.Condition, hasher)(in facts, lists));
    }

    [Fact]
    public void Evaluating_a_rule_allocates_nothing()
    {
        var rule = RuleFile.Read("rule one: when amount > 5 * account.mean and other not in list blocked " +
            "or account.count_1h / account.debits > 10 and currency = \"EUR\" then review").Rules[0];
        var test = RuleCompiler.Compile(rule.Condition, hasher);
        var facts = new DebitFacts { Amount = 10, Mean = 1, Other = new EntityKey(1, 2) };
        using var lists = new RuleLists(hasher);
        test(in facts, lists);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) test(in facts, lists);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
