using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Domain.Simulation;

/// <summary>Writes the bank's records: openings, salaries, shopping, cash, transfers, and holds with what becomes of
/// them.</summary>
internal sealed class SimulatedBank
{
    private const double VoidShare = 0.15;

    private readonly SimulatedClock clock;
    private readonly RecordText text;
    private readonly AccountCrowd crowd;
    private readonly AccountIncome income;
    private readonly PlantedFrauds frauds;
    private readonly RandomKey draws;
    private readonly Currency currency = Currency.Of("EUR");

    public SimulatedBank(SimulatorOptions options, SimulatedClock clock, RecordPlan plan, RecordText text)
    {
        (this.clock, this.text) = (clock, text);
        draws = new RandomKey(options.Seed, RandomStream.Record);
        crowd = new AccountCrowd(options, clock);
        income = new AccountIncome(options.Seed, plan, crowd);
        frauds = new PlantedFrauds(options, plan, crowd);
    }

    public void Write(long index, PlannedRecord planned, ref TransactionRecord record)
    {
        record = default;
        record.Id = Id(index);
        record.Time = clock.TimeOf(index);
        switch (planned.Kind)
        {
            case PlannedKind.Open or PlannedKind.OpeningDeposit or PlannedKind.Salary:
                WriteOfAccount(planned, ref record);
                break;
            case PlannedKind.Settlement:
                WriteSettlement(index, planned.Subject, ref record);
                break;
            case PlannedKind.Reversal:
                record.Type = TransactionType.Reverse;
                record.Reference = Id(planned.Subject);
                SetAccount(ref record, CardUseAt(planned.Subject, clock.TimeOf(planned.Subject)).Account.Rank);
                break;
            case PlannedKind.Payment:
                WritePayment(index, ref record);
                break;
            case PlannedKind.Hold:
                record.Type = TransactionType.Hold;
                var use = CardUseAt(index, record.Time);
                SetAccount(ref record, use.Account.Rank);
                record.Amount = HeldBy(use);
                break;
            default:
                WriteMoneyMove(index, planned.Kind, ref record);
                break;
        }
    }

    private void WriteOfAccount(PlannedRecord planned, ref TransactionRecord record)
    {
        var account = crowd.Of(crowd.RankOf((int)planned.Subject));
        SetAccount(ref record, account.Rank);
        record.Type = planned.Kind == PlannedKind.Open ? TransactionType.Open : TransactionType.Deposit;
        if (planned.Kind == PlannedKind.Open)
        {
            record.Currency = currency;
            record.CreditLine = income.CreditLineOf(account);
        }
        else
        {
            record.Amount = planned.Kind == PlannedKind.Salary
                ? income.SalaryOf(account)
                : income.OpeningDepositOf(account);
        }
    }

    private void WritePayment(long index, ref TransactionRecord record)
    {
        record.Type = TransactionType.Payment;
        var use = CardUseAt(index, record.Time);
        var amount = use.Amount;
        record.FraudScenario = frauds.Plant(ref use.Random, index, use.Account, use.Terminal, ref amount);
        record.Amount = AtLeastOne(amount);
        SetAccount(ref record, use.Account.Rank);
        SetTerminal(ref record, use.Terminal);
    }

    // A hold is committed in full, or with somewhat less, or given back.
    private void WriteSettlement(long index, long hold, ref TransactionRecord record)
    {
        record.Reference = Id(hold);
        var use = CardUseAt(hold, clock.TimeOf(hold));
        SetAccount(ref record, use.Account.Rank);
        var random = new CounterRandom(draws, index);
        if (random.NextShare() < VoidShare)
        {
            record.Type = TransactionType.Void;
            return;
        }
        record.Type = TransactionType.Commit;
        var held = HeldBy(use);
        record.Amount = random.NextShare() < 0.7 ? held : AtLeastOne(held * (0.6 + 0.4 * random.NextShare()));
        SetTerminal(ref record, use.Terminal);
    }

    private void WriteMoneyMove(long index, PlannedKind kind, ref TransactionRecord record)
    {
        var random = new CounterRandom(draws, index);
        var account = crowd.DrawActive(ref random, SimulatedClock.HourOf(record.Time));
        SetAccount(ref record, account.Rank);
        switch (kind)
        {
            case PlannedKind.Withdrawal:
                record.Type = TransactionType.Withdrawal;
                record.Amount = Round(account.Mean * AccountIncome.WithdrawalToMean * random.NextFactor(), 1_000);
                break;
            case PlannedKind.Deposit:
                record.Type = TransactionType.Deposit;
                record.Amount = Round(income.DepositMeanOf(account) * random.NextFactor(), 500);
                break;
            default:
                record.Type = TransactionType.Transfer;
                var recipient = crowd.DrawRecipient(ref random, account.Rank);
                record.OtherKind = EntityKind.Account;
                record.Other = AccountName(recipient);
                // Half of the people send a round sum.
                var step = (random.Next() & 1) == 0 ? 500 : 1;
                record.Amount = Round(AccountIncome.TransferMean * random.NextFactor(), step);
                break;
        }
    }

    // Who buys where for how much at this record: the same when its settlement or reversal asks again, much later.
    private CardUse CardUseAt(long index, long time)
    {
        var random = new CounterRandom(draws, index);
        var account = crowd.DrawActive(ref random, SimulatedClock.HourOf(time));
        var terminal = crowd.DrawTerminal(ref random, account);
        return new CardUse(account, terminal, account.Mean * random.NextFactor(), random);
    }

    private static long HeldBy(in CardUse use) => AtLeastOne(use.Amount * AccountIncome.HoldToMean);

    private static long AtLeastOne(double amount) => Math.Max(1, (long)(amount + 0.5));

    private static long Round(double amount, long step) => Math.Max(step, (long)(amount / step + 0.5) * step);

    // The index is counted from 0, ids from 1.
    private ReadOnlySpan<byte> Id(long index) => text.Name('t', index + 1, 12);

    private ReadOnlySpan<byte> AccountName(int rank) => text.Name('a', crowd.NumberOf(rank) + 1, 7);

    private void SetAccount(ref TransactionRecord record, int rank)
    {
        record.AccountKind = EntityKind.Account;
        record.Account = AccountName(rank);
    }

    private void SetTerminal(ref TransactionRecord record, int terminal)
    {
        record.OtherKind = EntityKind.Terminal;
        record.Other = text.Name('m', terminal + 1, 5);
    }

    /// <summary>One use of a card, and the draws that are left of it.</summary>
    private struct CardUse(AccountHabits account, int terminal, double amount, CounterRandom random)
    {
        public readonly AccountHabits Account = account;
        public readonly int Terminal = terminal;
        public readonly double Amount = amount;
        public CounterRandom Random = random;
    }
}
