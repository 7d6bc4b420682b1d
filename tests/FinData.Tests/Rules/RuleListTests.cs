using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Tests.Domain;

namespace FinData.Tests.Rules;

public sealed class RuleListTests : IDisposable
{
    private const long Day = 86_400_000;

    private readonly TestBank bank = new();

    public RuleListTests()
    {
        bank.Open("o1", "account:a");
        bank.Deposit("d1", "account:a", 1000_00);
    }

    public void Dispose() => bank.Dispose();

    [Fact]
    public void A_listed_terminal_is_declined_until_its_time_is_over_or_it_is_taken_out()
    {
        Assert.Equal("accepted", Change(RuleAsk.Put, "blocked", "terminal:1\nterminal:2", bank.Now / 1000 + 60));
        Assert.Equal("accepted", Change(RuleAsk.Put, "blocked", "terminal:3"));
        bank.Activate("rule blocked: when other in list blocked then decline");
        Assert.Equal("declined", bank.Pay("p1", "account:a", "terminal:1", 1));
        Assert.Equal("declined", bank.Pay("p3", "account:a", "terminal:3", 1));
        Assert.Equal("accepted", bank.Pay("p4", "account:a", "terminal:4", 1));
        Assert.Equal("accepted", Change(RuleAsk.Remove, "blocked", "terminal:3"));
        Assert.Equal("accepted", bank.Pay("p5", "account:a", "terminal:3", 1));
        bank.Restart();
        Assert.Equal("declined", bank.Pay("p6", "account:a", "terminal:1", 1));
        bank.Now += 61_000;
        Assert.Equal("accepted", bank.Pay("p7", "account:a", "terminal:1", 1));
    }

    [Fact]
    public void An_allowed_account_is_let_through()
    {
        Change(RuleAsk.Put, "trusted", "account:a");
        bank.Activate("rule all: when true then decline");
        bank.Activate("rule trusted: when account in list trusted then approve");
        Assert.Equal("accepted", bank.Withdraw("w1", "account:a", 1));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_sentence()
    {
        Assert.StartsWith("'596' is no id;", Change(RuleAsk.Put, "blocked", "card:1\n596"));
        Assert.StartsWith("'' is no id;", Change(RuleAsk.Put, "blocked", ""));
        Assert.StartsWith("A list has a name", Change(RuleAsk.Put, "my list", "card:1"));
        Assert.StartsWith("There is no list 'x'.", Change(RuleAsk.Remove, "x", "card:1"));
        Assert.StartsWith("20001 ids at once are too many", Change(RuleAsk.Put, "blocked",
            string.Join('\n', Enumerable.Range(0, 20_001).Select(i => $"card:{i}"))));
        Change(RuleAsk.Put, "blocked", "card:1");
        Assert.StartsWith("There is no list 'bloked'; did you mean 'blocked'?", bank.Rule(
            new RuleCommand { Ask = RuleAsk.Add },
            new RuleNote("anna", "a", "rule a: when other in list bloked then decline")));
    }

    [Fact]
    public void What_has_expired_leaves_as_others_come_in()
    {
        for (var round = 0; round < 20; round++)
        {
            var ids = string.Join('\n', Enumerable.Range(round * 500, 500).Select(i => $"card:{i}"));
            Assert.Equal("accepted", Change(RuleAsk.Put, "short", ids, bank.Now / 1000 + 60));
            bank.Now += Day;
        }
        var lists = bank.RulesOf(0).Lists;
        Assert.InRange(lists.Count, 500, 1500);
        Assert.Equal(lists.Count, lists.Find("short")!.Count);
        var before = bank.RulesOf(0).Save();
        bank.Restart();
        Assert.Equal(before, bank.RulesOf(0).Save());
        Assert.Equal(lists.Count, bank.RulesOf(0).Lists.Count);
    }

    [Fact]
    public void A_million_ids_take_forty_bytes_each()
    {
        using var lists = new RuleLists(KeyHasher.Public);
        var list = lists.Change("all", 0, "");
        for (ulong i = 1; i <= 1_000_000; i++) lists.Put(list, KeyHasher.Public.Hash(4, BitConverter.GetBytes(i)), 10);
        Assert.Equal(1_000_000, list.Count);
        Assert.InRange(lists.Bytes / 1_000_000.0, 32, 41);
        Assert.True(lists.Has("all", KeyHasher.Public.Hash(4, BitConverter.GetBytes(77UL)), 9_999));
        Assert.False(lists.Has("all", KeyHasher.Public.Hash(4, BitConverter.GetBytes(77UL)), 10_000));
    }

    private string Change(RuleAsk ask, string list, string ids, long until = 0) =>
        bank.Rule(new RuleCommand { Ask = ask, Until = until }, new RuleNote("anna", list, ids));
}
