namespace FinData.Domain.Simulation;

/// <summary>What an account earns, so that its income is near its spending and only a few payments bounce. Minor
/// units.</summary>
/// <remarks>
/// Spending per month is the account's expected number of records times its mean amounts. The salary covers it as far
/// as salaries go; the rest (of shops and of accounts busier than people) comes by deposits. In all an account gets 0.9
/// to 1.06 of what it would spend: where that is below 1 the difference is what gets rejected in the long run, however
/// long that is. Transfers bring as much as they take, since their amounts are the same for all accounts.
/// </remarks>
internal sealed class AccountIncome(ulong seed, RecordPlan plan, AccountCrowd crowd)
{
    public const double TransferMean = 6_000;
    public const double HoldToMean = 1.5;
    public const double WithdrawalToMean = 1.2;
    private const double DepositMin = 1_500;

    private readonly RandomKey money = new(seed, RandomStream.AccountMoney);
    private readonly double payments = plan.ShareOf(PlannedKind.Payment);
    private readonly double holds = plan.ShareOf(PlannedKind.Hold);
    private readonly double withdrawals = plan.ShareOf(PlannedKind.Withdrawal);
    private readonly double deposits = plan.ShareOf(PlannedKind.Deposit);
    private readonly double held = plan.HoldLagMean * plan.ShareOf(PlannedKind.Hold) * HoldToMean;

    public long SalaryOf(in AccountHabits account)
    {
        var (cover, limit, _) = Draws(account.Rank);
        return (long)(Math.Clamp(SpendingOf(account) * cover, 45_000, limit) / 1000) * 1000;
    }

    /// <summary>Mean of the account's other deposits.</summary>
    public double DepositMeanOf(in AccountHabits account)
    {
        var (cover, _, _) = Draws(account.Rank);
        var missing = SpendingOf(account) * cover - SalaryOf(account);
        return Math.Max(DepositMin, missing / Math.Max(1e-9, RecordsOf(account) * deposits));
    }

    /// <summary>What the account brings along: its salary's part until the first pay day, what holds will tie up, and
    /// some more.</summary>
    public long OpeningDepositOf(in AccountHabits account)
    {
        var (_, _, reserve) = Draws(account.Rank);
        var held = crowd.ActivityOf(account) * this.held * account.Mean;
        var untilSalary = SalaryOf(account) * plan.PayDayOf(crowd.NumberOf(account.Rank));
        return (long)((untilSalary + held + reserve * (account.Mean + 2_000)) / 1000) * 1000;
    }

    /// <summary>How far the account may go below zero: for one of five 200 to 2,000 EUR.</summary>
    public long CreditLineOf(in AccountHabits account)
    {
        var bits = money.Hash(~(long)account.Rank);
        return bits % 5 == 0 ? 20_000 * (1 + (long)(bits >> 32) % 10) : 0;
    }

    private double RecordsOf(in AccountHabits account) => crowd.ActivityOf(account) * plan.RecordsPerMonth;

    private double SpendingOf(in AccountHabits account)
    {
        // A little is added for frauds; of holds 85 % are committed, at 94 % of their amount; withdrawals are rounded
        // up.
        var shopping = payments * 1.02 + holds * HoldToMean * 0.8;
        var cash = withdrawals * (account.Mean * WithdrawalToMean + 200);
        return RecordsOf(account) * (shopping * account.Mean + cash);
    }

    private (double Cover, double SalaryMax, double Reserve) Draws(int rank)
    {
        var random = new CounterRandom(money, rank);
        var cover = 0.90 + 0.16 * random.NextShare();
        return (cover, 320_000 * random.NextFactor(), 10 + 30 * random.NextShare());
    }
}
