using System.Numerics;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Domain.Accounts;

/// <summary>How accounts decide: money, holds, reversals, and the alerts on debits.</summary>
/// <remarks>
/// The rules for an account's own transactions are here; what passes between accounts is in
/// <c>Accounts.Messages.cs</c>.
/// </remarks>
public readonly partial struct Accounts(AccountPolicy policy, RuleBook? rules = null, FraudBook? fraud = null)
    : IEntity<Account, HourRing, AccountCommand, AccountEvent>, IDisposable
{
    // A ninth of what 64 bits hold: no sum of two overflows.
    private const long BalanceMax = 1_000_000_000_000_000_000;

    private readonly Holds holds = new();
    private readonly Reversals reversals = new();
    private readonly Books books = new();
    private readonly AccountPolicy policy = policy;
    private readonly RuleBook? rules = rules;
    private readonly FraudBook? fraud = fraud;

    /// <summary>The shard's sums.</summary>
    public Books Books => books;

    /// <summary>What the shard keeps for fraud scores; null where there is none.</summary>
    public FraudBook? Fraud => fraud;

    /// <summary>The shard's open holds.</summary>
    public Holds Holds => holds;

    /// <inheritdoc/>
    public IEnumerable<SnapshotPart> Parts =>
        [.. holds.Parts, .. reversals.Parts, .. books.Parts, .. fraud?.Parts ?? []];

    /// <inheritdoc/>
    public void Decide(in Account account, in HourRing hours, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        if (c.Action >= AccountAction.Credit)
        {
            DecideMessage(in account, in command, ref outcome);
            return;
        }

        var opening = policy.OpeningOf(command.Kind);
        var before = Before(in account, in command, opening);
        var reason = ReasonAgainst(in before, in command, opening);
        if (reason != 0)
        {
            Reject(in before, in c, reason, ref outcome);
            return;
        }
        switch (c.Action)
        {
            case AccountAction.Open:
                outcome.Persist(Event(AccountEventKind.Opened, in before, in command, balance: 0));
                break;
            case AccountAction.Deposit:
                var deposited = Event(AccountEventKind.Deposited, in before, in command, before.Posted + c.Amount);
                outcome.Persist(in deposited);
                AdjustToStated(in c, in deposited, ref outcome);
                break;
            case AccountAction.Hold:
                var placed = Event(AccountEventKind.HoldPlaced, in before, in command, before.Posted);
                placed.Held += c.Amount;
                (placed.Reference, placed.HoldAmount) = (c.Reference, c.Amount);
                placed.HoldExpiry = command.Time + (long)policy.HoldLasts.TotalMilliseconds;
                outcome.Persist(in placed);
                break;
            case AccountAction.Commit or AccountAction.Void:
                EndHold(in before, in hours, in command, ref outcome);
                break;
            case AccountAction.Reverse: Reverse(in before, in command, ref outcome); break;
            case AccountAction.LabelFraud or AccountAction.LabelGenuine:
                SetLabel(in before, in command, ref outcome);
                break;
            default: Debit(in before, in hours, in command, ref outcome); break;
        }
    }

    // The account as it is, or as it would be opened by this very transaction.
    private static Account Before(in Account account, in Command<AccountCommand> command, Opening opening)
    {
        if (command.Exists) return account;
        ref readonly var c = ref command.Body;
        return account with
        {
            CreditLine = c.Action == AccountAction.Open ? c.CreditLine : opening.CreditLine,
            Currency = c.Currency != 0 ? c.Currency : opening.Currency.Packed,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        holds.Dispose();
        reversals.Dispose();
        fraud?.Dispose();
    }

    // The noes in their order of precedence; 0 is none.
    private ushort ReasonAgainst(in Account before, in Command<AccountCommand> command, Opening opening)
    {
        ref readonly var c = ref command.Body;
        if (c.Action == AccountAction.Open) return command.Exists ? Rejections.AlreadyOpen : (ushort)0;
        if (!command.Exists && !opening.OnFirstUse) return Rejections.NoSuchAccount;
        if (c.Currency != 0 ? c.Currency != before.Currency : !IsReadInItsDigits(in before, in c))
            return Rejections.CurrencyMismatch;
        if (c.Action is AccountAction.Commit or AccountAction.Void)
        {
            if (!holds.TryFind(c.Reference, out var hold) || hold.Account != command.Entity)
                return Rejections.NoSuchHold;
            // Its time is over though the shard's has not come so far: else the answer would depend on the batch.
            if (command.Time >= hold.Expiry) return Rejections.NoSuchHold;
            return c.Action == AccountAction.Commit && c.Amount > hold.Amount ? Rejections.ExceedsHold : (ushort)0;
        }
        if (c.Action is AccountAction.Reverse) return ReasonAgainstReversal(in before, in command);
        if (c.Action is AccountAction.LabelFraud or AccountAction.LabelGenuine)
            return ReasonAgainstLabel(in command);
        if (c.Action is AccountAction.Deposit)
            return before.Posted + c.Amount > BalanceMax ? Rejections.BalanceLimit : (ushort)0;
        return before.Covers(c.Amount) ? (ushort)0 : Rejections.InsufficientFunds;
    }

    // A record that names no currency was read with two decimals; some have no amount to be read.
    private static bool IsReadInItsDigits(in Account account, in AccountCommand c) =>
        c.Action is AccountAction.Void or >= AccountAction.Reverse || new Money.Currency(account.Currency).Digits == 2;

    private void Debit(in Account before, in HourRing hours, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        Span<float> row = stackalloc float[FeatureSet.Count];
        var assessed = Assess(in before, in command, ref row);
        var verdict = Judge(in before, in hours, in command, in assessed, row);
        if (verdict.Action == RuleAction.Decline)
        {
            Decline(in before, in command, verdict, in assessed, ref outcome);
            return;
        }
        if (verdict.Action == RuleAction.Review)
        {
            SetAside(in before, in command, verdict, in assessed, ref outcome);
            return;
        }
        var kind = c.Action switch
        {
            AccountAction.Withdraw => AccountEventKind.Withdrawn,
            AccountAction.Pay => AccountEventKind.Paid,
            _ => AccountEventKind.TransferredOut,
        };
        var e = Event(kind, in before, in command, before.Posted - c.Amount);
        e.Clears = Clears(command.OtherKind);
        Note(verdict, ref e);
        Note(in assessed, command.Time, ref e);
        RaiseAlerts(in before, in hours, in command, assessed.Probability, ref e, ref outcome);
        outcome.Persist(in e);
        AdjustToStated(in c, in e, ref outcome);
    }

    private void EndHold(in Account before, in HourRing hours, in Command<AccountCommand> command,
        ref Outcome<AccountEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        holds.TryFind(c.Reference, out var hold);
        var commits = c.Action == AccountAction.Commit;
        var kind = commits ? AccountEventKind.HoldCommitted : AccountEventKind.HoldVoided;
        var e = Event(kind, in before, in command, commits ? before.Posted - c.Amount : before.Posted);
        if (!commits) e.Amount = hold.Amount;
        (e.Held, e.Reference, e.HoldAmount) = (before.Held - hold.Amount, hold.Key, hold.Amount);
        if (commits)
        {
            e.Clears = Clears(command.OtherKind);
            Watch(in before, in command, ref e);
            RaiseAlerts(in before, in hours, in command, double.NaN, ref e, ref outcome);
        }
        outcome.Persist(in e);
    }

    private void RaiseAlerts(in Account before, in HourRing hours, in Command<AccountCommand> command,
        double probability, ref AccountEvent e, ref Outcome<AccountEvent> outcome)
    {
        var velocity = command.IsLate ? 0 : hours.CountAt(HourRing.HourOf(command.Time), before.Hour) + 1;
        var raised = policy.Alerts.Evaluate(in before.Debits, e.Amount, velocity, probability,
            out var deviations);
        if (raised == AlertRules.None) return;
        (e.Alerts, e.Velocity, e.Deviations) = (raised, (ushort)Math.Min(velocity, ushort.MaxValue), deviations);
        outcome.Raise(BitOperations.PopCount((uint)raised));
    }

    // A source that states balances is believed: what does not follow is a posting of its own, told by its mark.
    private static void AdjustToStated(in AccountCommand c, in AccountEvent e, ref Outcome<AccountEvent> outcome)
    {
        if (c.HasStatedBalance == 0 || c.StatedBalance == e.Balance) return;
        outcome.Mark(EventFlags.Differs);
        outcome.Persist(new AccountEvent
        {
            Kind = AccountEventKind.Adjusted, Currency = e.Currency, Amount = c.StatedBalance - e.Balance,
            Balance = c.StatedBalance, Held = e.Held, Clears = 1,
        });
    }

    private byte Clears(byte otherKind) =>
        otherKind == 0 || !policy.KeepsTerminals && otherKind == (byte)Records.EntityKind.Terminal ? (byte)1 : (byte)0;

    private static void Reject(in Account before, in AccountCommand c, ushort reason,
        ref Outcome<AccountEvent> outcome) =>
        outcome.Reject(reason, Rejected(in before, in c));

    private static AccountEvent Rejected(in Account before, in AccountCommand c) => new()
    {
        Kind = AccountEventKind.Rejected, Currency = before.Currency, Amount = c.Amount, Balance = before.Posted,
        Held = before.Held,
    };

    // An event of the command's amount; it opens the account where it is the first.
    private static AccountEvent Event(AccountEventKind kind, in Account before, in Command<AccountCommand> command,
        long balance) =>
        new()
        {
            Kind = kind, Currency = before.Currency, Amount = command.Body.Amount, Balance = balance,
            Held = before.Held,
            Opens = command.Exists ? (byte)0 : (byte)1, CreditLine = command.Exists ? 0 : before.CreditLine,
        };
}
