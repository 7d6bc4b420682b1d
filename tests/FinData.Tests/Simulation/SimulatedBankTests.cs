using FinData.Domain.Records;
using FinData.Domain.Simulation;

namespace FinData.Tests.Simulation;

public class SimulatedBankTests
{
    private const int Records = 400_000;
    private static readonly Lazy<Simulated[]> run =
        new(() => SimulatedRun.Read(SimulatedRun.Small, 0, Records).ToArray());

    [Theory]
    [InlineData(1_000, 2, 400_000)]        // Busier than people: deposits carry the spending.
    [InlineData(2_000, 0.07, 600_000)]     // About two records a day: salaries carry it, for three months.
    [InlineData(50, 200, 200_000)]         // A stress run.
    public void A_few_percent_are_rejected_for_insufficient_funds(int accounts, double recordsPerSecond, int records)
    {
        var options = new SimulatorOptions { Accounts = accounts, RecordsPerSecond = recordsPerSecond };
        var ledger = new PlainLedger();
        foreach (var record in SimulatedRun.Read(options, 0, records))
            if (!record.IsSale) ledger.Book(record);
        Assert.InRange((double)ledger.Rejected / (ledger.Accepted + ledger.Rejected), 0.005, 0.10);
        Assert.Equal(0, ledger.Unknown);
    }

    [Fact]
    public void Each_hold_is_followed_by_its_commit_or_void_on_the_same_account()
    {
        var holds = new Dictionary<string, Simulated>();
        var (commits, voids, lagMax) = (0, 0, 0L);
        foreach (var record in run.Value)
        {
            if (record.Type == TransactionType.Hold) holds.Add(record.Id, record);
            if (record.Type is not (TransactionType.Commit or TransactionType.Void)) continue;

            Assert.True(holds.Remove(record.Reference, out var hold));   // Its hold came before, and is settled once.
            Assert.Equal(hold.Account, record.Account);
            Assert.InRange(record.Amount, 0, hold.Amount);
            var isCommit = record.Type == TransactionType.Commit;
            Assert.Equal(isCommit ? EntityKind.Terminal : EntityKind.None, record.OtherKind);
            lagMax = Math.Max(lagMax, record.Time - hold.Time);
            if (isCommit) commits++;
            else voids++;
        }
        Assert.InRange(commits + voids, 8_000, 10_000);
        Assert.InRange((double)voids / (commits + voids), 0.13, 0.17);
        // What is left unsettled is young.
        Assert.All(holds.Values, hold => Assert.True(hold.Time >= run.Value[^1].Time - lagMax - 3_600_000));
    }

    [Fact]
    public void A_reversal_names_a_payment_of_the_same_account()
    {
        var payments = run.Value.Where(r => r.Type == TransactionType.Payment).ToDictionary(r => r.Id);
        var reversals = run.Value.Where(r => r.Type == TransactionType.Reverse).ToArray();
        Assert.InRange(reversals.Length, 500, 1_500);
        Assert.All(reversals, r => Assert.Equal(payments[r.Reference].Account, r.Account));
        Assert.Equal(reversals.Length, reversals.Select(r => r.Reference).Distinct().Count());
    }

    [Fact]
    public void Salaries_come_once_a_month_at_the_account_s_own_amount_and_day()
    {
        // 0.005 a second: 12,960 records in 30 days, one of 10 being a salary of the 1,000 accounts.
        var options = SimulatedRun.Small with { RecordsPerSecond = 0.005 };
        var perMonth = 12L * options.Accounts;
        var simulator = new Simulator(options);
        for (long i = 2_000; i < 2_000 + perMonth; i += 12)
        {
            var (one, next) = (SimulatedRun.At(simulator, i), SimulatedRun.At(simulator, i + perMonth));
            Assert.Equal((TransactionType.Deposit, one.Account, one.Amount), (next.Type, next.Account, next.Amount));
            Assert.InRange((next.Time - one.Time) / 86_400_000.0, 27, 31);
            Assert.True(one.Amount % 1000 == 0 && one.Amount >= 45_000);
        }
    }

    [Fact]
    public void Accounts_are_chosen_Zipf_like_with_exponent_0_8()
    {
        var options = new SimulatorOptions { Accounts = 10_000, SalesShare = 0, Seed = 3 };
        var counts = SimulatedRun.Read(options, 20_000, 400_000)
            .GroupBy(r => r.Account).Select(g => g.Count() / 400_000.0).OrderDescending().ToArray();
        var total = Enumerable.Range(1, 10_000).Sum(rank => Math.Pow(rank, -0.8));
        foreach (var top in new[] { 10, 100, 1_000 })
        {
            var expected = Enumerable.Range(1, top).Sum(rank => Math.Pow(rank, -0.8)) / total;
            Assert.InRange(counts.Take(top).Sum() / expected, 0.9, 1.2);
        }
    }

    [Fact]
    public void An_account_shops_near_home_around_its_own_mean_and_hours()
    {
        var busy = run.Value.Where(r => r.Type == TransactionType.Payment && r.FraudScenario == 0)
            .GroupBy(r => r.Account).Where(g => g.Count() >= 200).ToArray();
        Assert.True(busy.Length > 100);
        foreach (var account in busy)
        {
            var mean = account.Average(r => r.Amount);
            Assert.InRange(mean, 400, 11_000);
            var deviation = Math.Sqrt(account.Average(r => (r.Amount - mean) * (r.Amount - mean)));
            Assert.InRange(deviation / mean, 0.3, 0.7);
            // 500 terminals on a ring, 81 of them within reach; some purchases are far away.
            var terminals = account.GroupBy(r => r.Other).OrderByDescending(g => g.Count()).ToArray();
            Assert.True(terminals.Take(81).Sum(g => g.Count()) > 0.95 * account.Count());
        }

        var hours = busy.Select(g => g.GroupBy(r => r.Time / 3_600_000 % 24)
            .OrderByDescending(h => h.Count()).Take(13).Sum(h => h.Count()) / (double)g.Count());
        Assert.True(hours.Average() > 0.8);
    }

    [Fact]
    public void The_day_has_the_curve_of_the_card_data()
    {
        var twoDays = run.Value.TakeWhile(r => r.Time < SimulatedRun.Small.StartTime + 2 * 86_400_000);
        var byHour = twoDays.GroupBy(r => r.Time / 3_600_000 % 24).ToDictionary(g => g.Key, g => g.Count());
        Assert.InRange((double)byHour[12] / byHour[0], 6, 11);
        Assert.InRange(byHour[12] / (double)byHour.Values.Max(), 0.9, 1);
    }

    [Fact]
    public void Transfers_go_to_a_small_circle_more_often_than_to_strangers()
    {
        var senders = run.Value.Where(r => r.Type == TransactionType.Transfer).GroupBy(r => r.Account)
            .Where(g => g.Count() is >= 30 and <= 100).ToArray();
        Assert.True(senders.Length > 50);
        var share = senders.Average(g => g.GroupBy(r => r.Other).OrderByDescending(o => o.Count()).Take(7)
            .Sum(o => o.Count()) / (double)g.Count());
        Assert.InRange(share, 0.6, 0.9);
    }
}
