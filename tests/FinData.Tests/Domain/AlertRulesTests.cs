using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.TestKit;

namespace FinData.Tests.Domain;

/// <summary>The rules of workload W1, bit for bit, and the limit of an amount.</summary>
public class AlertRulesTests
{
    private const long Start = 1_767_225_600_000, Hour = 3_600_000;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Debits_give_the_alerts_of_a_fold_written_out(ulong seed)
    {
        using var scenario = Rich(new AccountPolicy());
        var chance = new Chance(seed);
        var (count, mean, m2) = (0L, 0.0, 0.0);
        var hours = new Dictionary<long, int>();
        var (newest, time, alerts) = (0L, Start, 0);

        for (var i = 0; i < 3_000; i++)
        {
            time += chance.OneIn(30) ? chance.Below(30) * Hour : chance.Below(600_000);
            var at = chance.OneIn(5) ? time - chance.Below(36) * Hour : time;
            long cents = chance.OneIn(100) ? 20 * (1_00 + chance.Below(200_00)) : 1_00 + chance.Below(200_00);
            scenario.When(new AccountCommand { Action = AccountAction.Withdraw, Amount = cents }, at);

            var x = cents / 100.0;
            var std = count >= 2 ? Math.Sqrt(m2 / (count - 1)) : 0;
            var z = count >= 10 && std > 0 ? (x - mean) / std : 0;
            var hour = at / Hour;
            var velocity = (hour > newest - 24 ? hours.GetValueOrDefault(hour) : 0) + 1;
            var rules = (z > 4 ? AlertRules.UnusualAmount : 0) | (velocity > 10 ? AlertRules.Velocity : 0);
            var e = scenario.Outcome[0];
            Assert.Equal((rules, rules == 0 ? 0 : velocity), (e.Alerts, e.Velocity));
            Assert.Equal(rules == 0 ? 0 : z, e.Deviations);     // Equal doubles, not near ones.
            Assert.Equal(AlertPolicy.Each(rules).Count(), scenario.Alerts);
            if (rules != 0) alerts++;

            count++;
            var d = x - mean;
            mean += d / count;
            m2 += d * (x - mean);
            if (hour > newest - 24) hours[hour] = velocity;
            newest = Math.Max(newest, hour);
        }
        var debits = scenario.State.Debits;
        Assert.Equal((count, mean, m2), (debits.Count, debits.Mean, debits.M2));
        Assert.InRange(alerts, 20, 2_000);
    }

    [Fact]
    public void The_eleventh_debit_of_a_clock_hour_raises_an_alert_and_the_first_of_the_next_none()
    {
        using var scenario = Rich(new AccountPolicy());
        for (var i = 1; i <= 10; i++) Assert.Equal(0, Debit(scenario, Start + i * 60_000).Alerts);
        Assert.Equal((1, (ushort)11), (Debit(scenario, Start + Hour - 1).Alerts, scenario.Outcome[0].Velocity));
        Assert.Equal(0, Debit(scenario, Start + Hour).Alerts);
        Assert.Equal((1, (ushort)12), (Debit(scenario, Start).Alerts, scenario.Outcome[0].Velocity));
    }

    [Theory]
    [InlineData(23, 11), InlineData(24, 0)]
    public void An_hour_is_remembered_while_it_is_one_of_the_last_24(int hours, int velocity)
    {
        using var scenario = Rich(new AccountPolicy());
        for (var i = 1; i <= 10; i++) Debit(scenario, Start);
        Debit(scenario, Start + hours * Hour);
        Debit(scenario, Start);
        Assert.Equal(velocity, scenario.Outcome[0].Velocity);
    }

    [Fact]
    public void A_late_debit_sets_off_no_velocity_and_is_in_no_hour()
    {
        using var scenario = Rich(new AccountPolicy());
        var debit = new AccountCommand { Action = AccountAction.Withdraw, Amount = 1_00 };
        for (var i = 1; i <= 20; i++) Assert.Equal(0, scenario.When(in debit, Start, isLate: true).Alerts);
        Assert.Equal((20L, 0), (scenario.State.Debits.Count, scenario.State.Hour));
    }

    [Theory]
    [InlineData(null, 1_000_000_00, 0), InlineData(500_00L, 500_00, 0), InlineData(500_00L, 500_01, 1)]
    [InlineData(0L, 1, 1)]
    public void The_limit_of_an_amount_is_off_until_it_is_set(long? limit, long amount, int alerts)
    {
        using var scenario = Rich(new AccountPolicy { Alerts = new AlertPolicy { AmountLimit = limit } });
        Assert.Equal(alerts,
            scenario.When(new AccountCommand { Action = AccountAction.Withdraw, Amount = amount }, Start).Alerts);
        Assert.Equal(alerts == 0 ? AlertRules.None : AlertRules.AmountLimit, scenario.Outcome[0].Alerts);
    }

    [Fact]
    public void Ten_equal_debits_are_no_habit_to_deviate_from_but_nine_and_one_are()
    {
        var rules = new AlertPolicy();
        var equal = new Moments();
        for (var i = 0; i < 10; i++) equal.Add(5);
        Assert.Equal(AlertRules.None, rules.Evaluate(in equal, 1_000_000_00, 1, double.NaN, out var z));
        Assert.Equal(0, z);

        var nine = new Moments();
        for (var i = 0; i < 9; i++) nine.Add(i);
        Assert.Equal(AlertRules.None, rules.Evaluate(in nine, 1_000_000_00, 1, double.NaN, out _));
        nine.Add(9);
        Assert.Equal(AlertRules.UnusualAmount, rules.Evaluate(in nine, 1_000_000_00, 1, double.NaN, out _));
    }

    [Fact]
    public void Only_debits_that_are_accepted_count()
    {
        using var scenario = Scenario.Of<Accounts, Account, HourRing, AccountCommand, AccountEvent>(
            new Accounts(new AccountPolicy()), (byte)EntityKind.Account).Given(Opened(10_00));
        for (var i = 0; i < 20; i++)
            scenario.When(new AccountCommand { Action = AccountAction.Withdraw, Amount = 10_01 }, Start)
                .ThenRejected(Rejections.InsufficientFunds)
                .When(new AccountCommand { Action = AccountAction.Credit, Currency = Opened(0).Currency }, Start);
        Assert.Equal((0L, 0), (scenario.State.Debits.Count, scenario.State.Hour));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_shard_that_no_source_tells_the_time_counts_the_hour_all_the_same(bool restarts)
    {
        using var bank = new TestBank(1);
        bank.Deposit("0", "card:1", 100_00);
        for (var i = 1; i <= 12; i++)
        {
            bank.Pay($"{i}", "card:1", "terminal:t", 1_00);
            if (restarts) bank.Restart();
        }
        Assert.Equal(2, bank.Count.Alerts);
    }

    [Fact]
    public void Rules_have_a_bit_and_a_name_each_that_stay()
    {
        Assert.Equal(["unusual-amount", "velocity", "amount-limit", "fraud-score", "review"],
            AlertPolicy.Each((AlertRules)31).Select(AlertPolicy.NameOf));
        Assert.Equal([1, 2, 4, 8, 16], AlertPolicy.Each((AlertRules)255).Select(rule => (int)rule));
        Assert.Equal([AlertRules.AmountLimit], AlertPolicy.Each(AlertRules.AmountLimit));
        Assert.Empty(AlertPolicy.Each(AlertRules.None));
    }

    private static AccountScenario Debit(AccountScenario scenario, long time) =>
        scenario.When(new AccountCommand { Action = AccountAction.Withdraw, Amount = 1_00 }, time);

    private static AccountScenario Rich(AccountPolicy policy) =>
        Scenario.Of<Accounts, Account, HourRing, AccountCommand, AccountEvent>(new Accounts(policy))
            .Given(Opened(1_000_000_000_000));

    private static AccountEvent Opened(long balance) => new()
    {
        Kind = AccountEventKind.Deposited, Opens = 1, Currency = Currency.Of("EUR").Packed,
        Amount = balance, Balance = balance,
    };
}
