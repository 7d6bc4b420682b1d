using FinData.Domain.Accounts;
using FinData.Domain.Rules;
using FinData.Tests.Domain;

namespace FinData.Tests.Rules;

public sealed class RuleDecisionTests : IDisposable
{
    private readonly TestBank bank = new();

    public RuleDecisionTests()
    {
        bank.Open("o1", "account:a");
        bank.Deposit("d1", "account:a", 1000_00);
        bank.Open("o2", "account:b");
    }

    public void Dispose() => bank.Dispose();

    [Fact]
    public void A_rule_declines_a_debit_and_nothing_moves()
    {
        bank.Activate("rule large: when amount > 100 EUR then decline \"too large\"");
        Assert.Equal("accepted", bank.Withdraw("w1", "account:a", 100_00));
        Assert.Equal("declined", bank.Withdraw("w2", "account:a", 100_01));
        Assert.Equal("declined", bank.Pay("p1", "account:a", "terminal:t", 200_00));
        Assert.Equal("declined", bank.Transfer("t1", "account:a", "account:b", 200_00));
        Assert.Equal(900_00, bank["account:a"]!.Value.Posted);
        Assert.Equal("duplicate", bank.Withdraw("w2", "account:a", 100_01));
        Assert.Equal((3, 3), Hits("large"));
        Assert.Equal(0, bank.Total());
    }

    [Fact]
    public void Money_that_is_not_there_is_no_question_for_rules()
    {
        bank.Activate("rule all: when true then decline");
        Assert.Equal("insufficient-funds", bank.Withdraw("w1", "account:a", 1000_01));
        Assert.Equal((0, 0), Hits("all"));
    }

    [Fact]
    public void A_transfer_that_was_set_aside_goes_to_its_account_when_it_is_committed()
    {
        bank.Activate("rule look: when amount > 50 EUR then review");
        Assert.Equal("accepted", bank.Transfer("t1", "account:a", "account:b", 100_00));
        Assert.Equal((1, 0), ((int)bank.Count.Alerts, (int)bank["account:b"]!.Value.Posted));
        Assert.Equal("accepted", bank.Commit("c1", "account:a", "t1", 100_00, "account:b"));
        Assert.Equal((900_00, 100_00), (bank["account:a"]!.Value.Posted, bank["account:b"]!.Value.Posted));
        Assert.Equal(0, bank.Total());
    }

    [Fact]
    public void A_rule_sets_money_aside_until_somebody_commits_voids_or_the_time_is_over()
    {
        bank.Activate("rule look: when type = \"payment\" then review");
        Assert.Equal("accepted", bank.Pay("p1", "account:a", "terminal:t", 100_00));
        Assert.Equal("accepted", bank.Pay("p2", "account:a", "terminal:t", 200_00));
        Assert.Equal("accepted", bank.Pay("p3", "account:a", "terminal:t", 300_00));
        Assert.Equal((1000_00, 600_00), (bank["account:a"]!.Value.Posted, bank["account:a"]!.Value.Held));
        Assert.Null(bank["terminal:t"]);

        Assert.Equal("accepted", bank.Commit("c1", "account:a", "p1", 100_00, "terminal:t"));
        Assert.Equal("accepted", bank.Void("v2", "account:a", "p2"));
        bank.Tick(bank.Now + 25 * 3_600_000L);
        Assert.Equal((900_00, 0), (bank["account:a"]!.Value.Posted, bank["account:a"]!.Value.Held));
        Assert.Equal(100_00, bank["terminal:t"]!.Value.Posted);
        Assert.Equal(0, bank.Total());
    }

    [Fact]
    public void A_rule_in_shadow_counts_and_does_nothing()
    {
        bank.Activate("rule all: when true then decline", RuleStage.Shadow);
        Assert.Equal("accepted", bank.Withdraw("w1", "account:a", 1_00));
        Assert.Equal((1, 0), Hits("all"));
    }

    [Fact]
    public void A_percentage_is_told_by_the_transactions_id_alone()
    {
        bank.Activate("rule all: when true then decline", RuleStage.Percentage, 30);
        var declined = Enumerable.Range(0, 400)
            .Where(i => bank.Withdraw($"w{i}", "account:a", 1) == "declined").ToList();
        Assert.InRange(declined.Count, 80, 160);
        Assert.Equal((400, declined.Count), Hits("all"));

        using var again = new TestBank();
        again.Open("o1", "account:other");
        again.Deposit("d1", "account:other", 100_00);
        again.Activate("rule all: when true then decline", RuleStage.Percentage, 30);
        Assert.Equal(declined, Enumerable.Range(0, 400)
            .Where(i => again.Withdraw($"w{i}", "account:other", 1) == "declined"));
    }

    [Fact]
    public void On_the_rest_of_a_percentage_the_version_before_acts()
    {
        bank.Activate("rule all: when true then decline");
        bank.Activate("rule all: when true then approve", RuleStage.Percentage, 50);
        var approved = Enumerable.Range(0, 200).Count(i => bank.Withdraw($"w{i}", "account:a", 1) == "accepted");
        Assert.InRange(approved, 60, 140);
    }

    [Fact]
    public void An_approval_wins_over_a_no_and_a_no_over_a_review()
    {
        bank.Activate("rule a-review: when true then review");
        bank.Activate("rule b-decline: when amount > 10 EUR then decline");
        bank.Activate("rule c-approve: when amount > 100 EUR then approve");
        bank.Withdraw("w1", "account:a", 5_00);
        Assert.Equal(5_00, bank["account:a"]!.Value.Held);
        Assert.Equal("declined", bank.Withdraw("w2", "account:a", 50_00));
        Assert.Equal("accepted", bank.Withdraw("w3", "account:a", 500_00));
        Assert.Equal((500_00, 5_00), (bank["account:a"]!.Value.Posted, bank["account:a"]!.Value.Held));
    }

    [Theory]
    [InlineData("", "accepted")]
    [InlineData("if missing approve", "accepted")]
    [InlineData("if missing decline", "declined")]
    public void A_missing_value_asks_for_what_the_rule_says(string policy, string answer)
    {
        bank.Activate($"rule mean: when amount > 5 * account.mean then review {policy}");
        Assert.Equal(answer, bank.Withdraw("w1", "account:a", 1_00));
        var rule = bank.RulesOf(bank.Shards.Map.ShardOf("a"u8)).Rules[0].Newest;
        Assert.Equal((0, 1), (rule.Hits, rule.Missing));
    }

    [Fact]
    public void Rules_look_at_the_habit_the_hours_and_the_day_of_an_account()
    {
        for (var i = 0; i < 3; i++)
        {
            bank.Withdraw($"w{i}", "account:a", 10_00);
            bank.Now += 3_600_000;
        }
        bank.Activate("rule day: when account.count_24h = 4 and account.sum_24h = 40 EUR and account.mean = 10 EUR " +
            "and account.count_1h = 1 and account.sum_1h = 10 EUR and account.debits = 3 and account.idle = 1h " +
            "and account.balance = 970 EUR and not account.is_new and account = \"account:a\" and other is missing " +
            "and account.deviation = 0 EUR and hour = 4 and weekday = 7 then decline");
        Assert.Equal("declined", bank.Withdraw("w4", "account:a", 10_00));
    }

    [Fact]
    public void A_node_that_was_killed_has_its_rules_and_their_counts_again()
    {
        bank.Activate("rule large: when amount > 100 EUR then decline");
        bank.Withdraw("w1", "account:a", 200_00);
        var before = bank.StateHash;
        bank.Restart();
        Assert.Equal(before, bank.StateHash);
        Assert.Equal((1, 1), Hits("large"));
        Assert.Equal("declined", bank.Withdraw("w2", "account:a", 200_00));
    }

    [Fact]
    public void A_no_to_an_account_that_opens_with_its_first_debit_is_counted_too()
    {
        bank.Activate("rule new: when account.is_new then decline");
        Assert.Equal("declined", bank.Pay("p1", "card:new", "terminal:t", 1_00));
        Assert.Null(bank["card:new"]);
        Assert.Equal((1, 1), Hits("new"));
        bank.Restart();
        Assert.Equal((1, 1), Hits("new"));
    }

    [Fact]
    public void All_shards_have_the_same_rules()
    {
        bank.Activate("rule large: when amount > 100 EUR then decline");
        Assert.All(Enumerable.Range(0, bank.Shards.Shards.Count), shard =>
            Assert.Equal(3, bank.RulesOf(shard).Set));
    }

    private (long Hits, long Acted) Hits(string rule)
    {
        var all = bank.Shards.Shards.Select(s => bank.RulesOf(s.Number).Find(rule)!.Newest).ToList();
        return (all.Sum(r => r.Hits), all.Sum(r => r.Acted));
    }
}
