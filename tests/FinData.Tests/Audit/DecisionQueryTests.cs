using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.Queries;
using FinData.Tests.Domain;
using FinData.Topologies;

namespace FinData.Tests.Audit;

/// <summary>A decision is told with what it was made of, and comes out the same when it is made again.</summary>
public sealed class DecisionQueryTests : IDisposable
{
    private readonly TestBank bank = new(shards: 3);
    private readonly LocalQueries queries;

    public DecisionQueryTests() => queries = new LocalQueries(bank.Shards, () => false);

    public void Dispose() => bank.Dispose();

    [Fact]
    public async Task An_accepted_payment_has_its_record_its_money_before_and_after_and_its_place()
    {
        bank.Open("o1", "account:a", creditLine: 5_00);
        bank.Deposit("d1", "account:a", 100_00);
        bank.Pay("p1", "account:a", "terminal:t", 30_00);

        var decision = await ShowAsync("p1");

        Assert.Equal(("account:a", "paid", "30.00", "EUR", "terminal:t", "accepted", null), (decision.Account,
            decision.Kind, decision.Amount, decision.Currency, decision.Other, decision.Result, decision.Reason));
        Assert.Equal((new MoneyThen("100.00", "0.00", "105.00"), new MoneyThen("70.00", "0.00", "75.00")),
            (decision.Before, decision.After));
        Assert.Equal("30.00 EUR booked.", decision.Words);
        Assert.Equal(64, decision.Place.Hash.Length);
        Assert.Equal(1, decision.Place.Epoch);
        Assert.Null((await ShowAsync("o1")).Before);
        await AssertReplaysAsync("p1");
    }

    [Fact]
    public async Task Rules_are_told_with_their_text_of_then_and_who_decided()
    {
        bank.Open("o1", "account:a", creditLine: 5000_00);
        bank.Activate("rule large: when amount > 100 EUR then decline \"too large\"");
        bank.Activate("rule odd: when amount > 150 EUR then review", RuleStage.Shadow);
        bank.Withdraw("w1", "account:a", 200_00);
        bank.Activate("rule large: when amount > 300 EUR then review \"look\"");
        bank.Withdraw("w2", "account:a", 400_00);
        bank.Void("v2", "account:a", "w2");
        bank.Restart();
        var asked = new LocalQueries(bank.Shards, () => false);

        var (first, second) = (await asked.DecisionAsync(new("w1")), await asked.DecisionAsync(new("w2")));

        Assert.Equal(("rejected", "declined", "Declined by rule 'large' version 1 (too large)."),
            (first.Result, first.Reason, first.Words));
        Assert.Equal(["large 1 decided active", "odd 1 shadow shadow"],
            first.Rules.Select(r => $"{r.Rule} {r.Version} {r.Said} {r.Stage}"));
        Assert.Contains("amount > 100 EUR", first.Rules[0].Text);
        Assert.Equal(("anna", "boris", "too large"), (first.Rules[0].Maker, first.Rules[0].Approver,
            first.Rules[0].Reason));
        Assert.Equal(("review", "large", 2), (second.Result, second.Rules[0].Rule, second.Rules[0].Version));
        Assert.Contains("amount > 300 EUR", second.Rules[0].Text);
        Assert.Contains("for somebody to look, by rule 'large' version 2 (look)", second.Words);
        Assert.Equal(["hold-voided v2"], second.Later.Select(l => $"{l.Kind} {l.Transaction}"));
        Assert.True(second.RuleSet > first.RuleSet);
        foreach (var id in (string[])["w1", "w2", "v2"])
            Assert.Equal((1L, 1L), Counted(await asked.DecisionReplayAsync(new(id))));
    }

    [Fact]
    public async Task What_came_of_it_later_is_told_and_the_first_answer_stays_the_decision()
    {
        bank.Open("o1", "account:a");
        bank.Deposit("d1", "account:a", 100_00);
        bank.Transfer("t1", "account:a", "account:nobody", 30_00);
        bank.Withdraw("w1", "account:a", 10_00);
        bank.Reverse("r1", "account:a", "w1");

        var transfer = await ShowAsync("t1");

        Assert.Equal(("accepted", "transferred-out"), (transfer.Result, transfer.Kind));
        Assert.Equal(["returned 30.00 100.00 no-such-account"],
            transfer.Later.Select(l => $"{l.Kind} {l.Amount} {l.Balance} {l.Reason}"));
        Assert.Equal(["reversed r1"], (await ShowAsync("w1")).Later.Select(l => $"{l.Kind} {l.Transaction}"));
        Assert.Equal("w1", (await ShowAsync("r1")).Reference);
        await AssertReplaysAsync("t1", "w1", "r1");
    }

    [Fact]
    public async Task One_that_no_account_has_is_told_too()
    {
        bank.Withdraw("w1", "account:a", 10_00);
        var decision = await ShowAsync("w1");
        Assert.Equal(("account:a", "no-such-account", null, null),
            (decision.Account, decision.Reason, decision.Before, decision.After));
        Assert.Equal("There was no such account, and its kind does not open by itself.", decision.Words);
        await AssertReplaysAsync("w1");
    }

    [Fact]
    public async Task An_id_that_two_accounts_have_is_found_by_its_account()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"account:{i}").DistinctBy(ShardOf).Take(2).ToList();
        foreach (var (account, i) in names.Select((name, i) => (name, i)))
        {
            bank.Open($"o{i}", account);
            bank.Deposit("d", account, 1_00 + i);
        }
        var both = await Assert.ThrowsAsync<QueryException>(() => ShowAsync("d"));
        Assert.Contains("--account", both.Message);
        Assert.Equal("1.01", (await queries.DecisionAsync(new("d", names[1]))).Amount);

        int ShardOf(string id) => bank.Shards.Map.ShardOf(System.Text.Encoding.ASCII.GetBytes(id["account:".Length..]));
    }

    [Theory]
    [InlineData("nothing", QueryFailure.NotFound, "No shard remembers a decision on 'nothing'")]
    [InlineData("s1", QueryFailure.NotFound, "findata product show")]
    [InlineData("", QueryFailure.BadRequest, "is no id of a transaction")]
    public async Task What_is_not_there_is_told_with_where_to_look(string id, QueryFailure failure, string says)
    {
        bank.Open("o1", "account:a");
        bank.Sell("s1", "85123A", 1, 1_000);
        var error = await Assert.ThrowsAsync<QueryException>(() => ShowAsync(id));
        Assert.Equal(failure, error.Failure);
        Assert.Contains(says, error.Message);
        Assert.Contains("in the journal", (await Assert.ThrowsAsync<QueryException>(() =>
            queries.DecisionAsync(new("nothing", Scan: true)))).Message);
    }

    [Fact]
    public async Task What_is_forgotten_is_found_by_its_account_or_by_reading_everything()
    {
        var scanned = 0L;
        queries.Scanned = (_, all) => scanned = all;
        bank.Open("o1", "account:a");
        bank.Deposit("d1", "account:a", 1_00);
        using var forgetful = new ShardRegion(bank.Shards.Journal,
            map => FinDataTopology.Regions(map, new AccountPolicy()), new ShardOptions { IdsMin = 0, IdsMax = 0 },
            TimeProvider.System);
        for (var shard = 0; shard < 3; shard++) forgetful.Recover(shard);
        var asked = new LocalQueries(forgetful, () => false) { Scanned = (_, all) => scanned = all };

        await Assert.ThrowsAsync<QueryException>(() => asked.DecisionAsync(new("d1")));
        Assert.Equal("1.00", (await asked.DecisionAsync(new("d1", "account:a"))).Amount);
        Assert.Equal("1.00", (await asked.DecisionAsync(new("d1", Scan: true))).Amount);
        Assert.True(scanned > 0);
    }

    [Fact]
    public void Every_no_and_every_way_of_money_comes_out_the_same()
    {
        bank.Activate("rule huge: when amount > 900 EUR then review");
        bank.Open("o1", "account:a", creditLine: 10_00);
        bank.Open("o2", "account:a");
        bank.Open("o3", "account:yen", "JPY");
        bank.Open("o4", "account:b");
        bank.Post("d0", TransactionType.Deposit, "account:a", 1000_00, currency: "EUR", stated: 1000_01);
        bank.Deposit("d1", "account:a", 1_000_000_000_000_000_000);
        bank.Post("d2", TransactionType.Deposit, "account:a", 5_00, currency: "USD");
        bank.Post("d3", TransactionType.Deposit, "account:yen", 5_00);
        bank.Withdraw("w1", "account:b", 1);
        bank.Post("w2", TransactionType.Withdrawal, "account:a", 10_00, stated: 980_00);
        bank.Withdraw("w3", "account:a", 950_00);
        bank.Pay("p1", "account:a", "terminal:t", 1_00);
        bank.Pay("p2", "card:c", "terminal:t", 1_00);
        bank.Hold("h1", "account:a", 5_00);
        bank.Hold("h2", "account:b", 5_00);
        bank.Commit("c1", "account:a", "h1", 6_00);
        bank.Commit("c2", "account:a", "h9", 1_00);
        bank.Commit("c3", "account:a", "h1", 4_00, "terminal:t");
        bank.Void("v1", "account:a", "h1");
        bank.Hold("h3", "account:a", 5_00);
        bank.Transfer("t1", "account:a", "account:nobody", 1_00);
        bank.Transfer("t2", "account:a", "account:yen", 1_00);
        bank.Transfer("t3", "account:a", "account:b", 7_00);
        bank.Reverse("r1", "account:a", "t3");
        bank.Reverse("r2", "account:a", "t3");
        bank.Reverse("r3", "account:a", "nothing");
        bank.Reverse("r4", "account:a", "o1");
        bank.Transfer("t4", "account:a", "account:b", 7_00);
        bank.Withdraw("w4", "account:b", 7_00);
        bank.Reverse("r5", "account:a", "t4");
        bank.Deposit("d4", "account:b", 3_00);
        bank.Withdraw("w5", "account:b", 3_00);
        bank.Reverse("r6", "account:b", "d4");
        bank.Reverse("r7", "account:none", "d4");
        bank.Commit("c4", "account:none", "h1", 1_00);
        bank.Sell("s1", "85123A", 1, 1_000);
        bank.Sell("s2", "85123A", 1, 1_000, "USD");
        bank.Tick(bank.Now + (long)TimeSpan.FromDays(8).TotalMilliseconds);

        var report = new DecisionReplay(bank.Shards.Journal,
            map => FinDataTopology.Regions(map, new AccountPolicy()), new ShardOptions()).All();

        Assert.Equal([], report.Examples.Select(e => $"{e.Transaction} {string.Join(", ", e.Fields)}"));
        Assert.True(report is { Decisions: > 50, Different: 0, Untold: 0 }, $"{report}");
    }

    private Task<DecisionDetail> ShowAsync(string id) => queries.DecisionAsync(new DecisionAsked(id));

    private async Task AssertReplaysAsync(params string[] ids)
    {
        foreach (var id in ids)
            Assert.Equal((1L, 1L), Counted(await queries.DecisionReplayAsync(new DecisionAsked(id))));
    }

    private static (long, long) Counted(ReplayReport report) => (report.Decisions, report.Equal);
}
