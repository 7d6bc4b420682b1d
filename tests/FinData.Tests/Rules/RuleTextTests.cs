using FinData.Domain.Rules;
using FinData.TestKit;

namespace FinData.Tests.Rules;

public class RuleTextTests
{
    [Fact]
    public void A_file_has_named_rules_and_comments()
    {
        const string text = """
            # What the bank has agreed on.
            rule unusual-amount:
              when amount > 5 * account.mean     # five times the usual
                and account.debits >= 10
              then review "unusual amount" if missing review

            rule night: when hour < 5 then decline
            """;
        var file = RuleFile.Read(text);
        Assert.Empty(file.Problems);
        Assert.Equal(["unusual-amount", "night"], file.Rules.Select(r => r.Name));
        Assert.Equal([RuleAction.Review, RuleAction.Decline], file.Rules.Select(r => r.Action));
        Assert.Equal([RuleAction.Review, RuleAction.Approve], file.Rules.Select(r => r.Missing));
        Assert.Equal(["unusual amount", "night"], file.Rules.Select(r => r.Reason));
        Assert.Equal("rule night: when hour < 5 then decline", file.Rules[1].Text);
        Assert.StartsWith("rule unusual-amount:", file.Rules[0].Text);
        Assert.EndsWith("if missing review", file.Rules[0].Text);
    }

    [Fact]
    public void A_rule_without_a_name_is_named_by_its_reason()
    {
        var file = RuleFile.Read("""
            when amount > 5 * account.mean_30d and terminal.is_new then review "unusual amount"
            when hour < 5 then decline "24/7? Not at Night!"
            rule day: when hour > 12 then approve
            """);
        Assert.Empty(file.Problems);
        Assert.Equal(["unusual-amount", "not-at-night", "day"], file.Rules.Select(r => r.Name));
        Assert.Equal("unusual amount", file.Rules[0].Reason);
        Assert.StartsWith("when amount > 5", file.Rules[0].Text);
        foreach (var text in (string[])["when hour < 5 then decline", "when hour < 5 then decline \"???\""])
            Assert.StartsWith("A rule without a name is named by its reason",
                Assert.Single(RuleFile.Read(text).Problems).Message);
    }

    [Theory]
    [InlineData("rule a: when amuont > 5 EUR then review", 14,
        "There is no value 'amuont'; did you mean 'amount'?", "^^^^^^")]
    [InlineData("rule a: when amount > 5000 then review", 21,
        "'>' compares an amount of money with a number. An amount has its currency, as in 5000 EUR.", "^")]
    [InlineData("rule a: when amount + 1h > 5 EUR then review", 21,
        "'+' does not go with an amount of money on the left and a duration on the right.", "^")]
    [InlineData("rule a: when hour then review", 14,
        "The condition is a number; compare it with something, as in 'hour < 6'.", "^^^^")]
    [InlineData("rule a: when hour < 5 then reveiw", 28,
        "'reveiw' is nothing that a rule can do; did you mean 'review'? Write approve, review or decline.", "^^^^^^")]
    [InlineData("rule a: when hour < 5 than review", 23,
        "Here 'then' is expected, and there is 'than'. Did you mean 'then'?", "^^^^")]
    [InlineData("rule a: when hour < 5 EURO then review", 23,
        "Here 'then' is expected, and there is 'EURO'.", "^^^^")]
    [InlineData("rule a: when amount > 5 EUX then review", 25,
        "'EUX' is no currency of ISO 4217; use one such as EUR.", "^^^")]
    [InlineData("rule a: when currency = \"EUX\" then review", 25,
        "'EUX' is no currency of ISO 4217; use one such as EUR.", "^^^^^")]
    [InlineData("rule a: when type = \"paymnt\" then review", 21,
        "type is never 'paymnt'; did you mean 'payment'? It is one of: withdrawal, payment, transfer.", "^^^^^^^^")]
    [InlineData("rule a: when account = \"596\" then review", 24,
        "'596' is no id; write kind and name, such as card:596 or terminal:3156.", "^^^^^")]
    [InlineData("rule a: when hour = \"5\" then review", 21,
        "A text is compared with account, currency, other, type; this is a number.", "^^^")]
    [InlineData("rule a: when amount in list blocked then review", 14,
        "Lists have ids; this is an amount of money. Write one of: account, other.", "^^^^^^")]
    [InlineData("rule a: when 1 < hour < 5 then review", 23,
        "Two comparisons are joined by 'and', as in 'hour >= 1 and hour < 5'.", "^")]
    [InlineData("rule a: when hour < 5 && hour > 2 then review", 23,
        "'&' means nothing in a rule. Write 'and'.", "^")]
    [InlineData("rule a: when account.idle > 5w then review", 30,
        "'w' is no unit of time. Write s, m, h or d, as in 24h; a currency stands apart, as in 100 EUR.", "^")]
    [InlineData("rule a: when hour < 5 then review \"oh", 35,
        "The text has no closing quote in its line.", "^^^")]
    [InlineData("rule a: when hour < ", 21, "Here a value, a number or a parenthesis is expected, and the text ends.",
        "^")]
    [InlineData("rule a: when account.is_new = true then review", 14,
        "This is a yes or no: write it alone, or with 'not' before it.", "^^^^^^^^^^^^^^")]
    [InlineData("rule 5: when true then review", 6,
        "A rule has a name of letters, digits and dashes, of 40 characters at most, such as unusual-amount.", "^")]
    public void What_is_wrong_is_shown_where_it_is(string text, int column, string message, string mark)
    {
        var problem = Assert.Single(RuleFile.Read(text).Problems);
        Assert.Equal($"a.rules:1:{column}: {message}\n  1 | {text}\n    | {new string(' ', column - 1)}{mark}",
            problem.Picture("a.rules", text));
    }

    [Fact]
    public void A_problem_of_a_later_line_shows_that_line_and_keeps_its_tabs()
    {
        const string text = "rule a:\n\twhen hours < 5\n\tthen decline\nrule b: when hour < 5 then decline\n";
        var file = RuleFile.Read(text);
        Assert.Equal("f:2:7: There is no value 'hours'; did you mean 'hour'?\n  2 | \twhen hours < 5\n" +
            "    | \t     ^^^^^", Assert.Single(file.Problems).Picture("f", text));
        Assert.Equal("b", Assert.Single(file.Rules).Name);
    }

    [Fact]
    public void Each_rule_that_cannot_be_read_is_told_and_the_others_are_read()
    {
        const string text = """
            rule a: when x > 1 then review
            rule b: when hour > 1
            rule c: when hour > 1 then decline
            rule c: when hour > 2 then decline
            """;
        var file = RuleFile.Read(text);
        Assert.Equal([(1, 14), (3, 1), (4, 1)], file.Problems.Select(p => p.PlaceIn(text)));
        Assert.Equal(["c"], file.Rules.Select(r => r.Name));
    }

    [Fact]
    public void A_rule_has_limits()
    {
        string Problem(string condition) =>
            Assert.Single(RuleFile.Read($"rule a: when {condition} then review").Problems).Message;
        Assert.Contains("32 deep", Problem(new string('(', 40) + "true" + new string(')', 40)));
        Assert.Contains("32 deep", Problem(string.Concat(Enumerable.Repeat("not ", 40)) + "true"));
        Assert.Contains("256 parts", Problem(string.Join(" or ", Enumerable.Repeat("hour = 1", 100))));
        Assert.Contains("4000 characters", Problem("true" + new string(' ', 4000)));
        Assert.Contains("1048576 characters", Assert.Single(
            RuleFile.Read(new string('#', RuleFile.CharsMax + 1)).Problems).Message);
        Assert.Contains("no rule in it", Assert.Single(RuleFile.Read("# nothing\n").Problems).Message);
    }

    [Fact]
    public void Any_text_is_read_or_refused_but_never_fails() => Seeds.Each(3_000, seed =>
    {
        var chance = new Chance(seed);
        string[] words = ["rule", "a-b", ":", "when", "amount", ">", "5", "EUR", "then", "review", "\"x\"", "(", ")",
            "and", "not", "in", "list", "is", "missing", "hour", "=", "-", "1h", "\n", "#", "§", "if", "/", "."];
        var text = "rule a: when " + string.Join(' ',
            Enumerable.Range(0, chance.Below(40)).Select(_ => words[chance.Below(words.Length)]));
        var file = RuleFile.Read(text);
        Assert.True(file.Rules.Count + file.Problems.Count > 0);
        foreach (var problem in file.Problems) Assert.Contains("^", problem.Picture("f", text));
    });
}
