using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Shards;
using FinData.TestKit;

namespace FinData.Tests.Domain;

/// <summary>The events and messages of each command, as the journal has them.</summary>
public class AccountDecisionTests
{
    private const byte Account = (byte)EntityKind.Account, Terminal = (byte)EntityKind.Terminal;
    private static readonly ushort eur = Currency.Of("EUR").Packed, czk = Currency.Of("CZK").Packed;
    private static readonly AccountEvent opened =
        new() { Kind = AccountEventKind.Opened, Opens = 1, Currency = eur, CreditLine = 20_00 };
    private static readonly AccountEvent deposited = Event(AccountEventKind.Deposited, 100_00, 100_00);

    [Fact]
    public void An_opening_sets_currency_and_line_and_comes_once()
    {
        using var scenario = Of(new AccountPolicy());
        scenario.When(new AccountCommand { Action = AccountAction.Open, Currency = eur, CreditLine = 20_00 })
            .Then(opened)
            .When(new AccountCommand { Action = AccountAction.Open })
            .ThenRejected(Rejections.AlreadyOpen, Event(AccountEventKind.Rejected, 0, 0));
        Assert.Equal((0L, 20_00L, 2), (scenario.State.Posted, scenario.State.Available, scenario.Events));
    }

    [Fact]
    public void A_rejection_before_there_is_an_account_leaves_none()
    {
        using var scenario = Of(new AccountPolicy());
        scenario.When(Ask(AccountAction.Deposit, 5_00))
            .ThenRejected(Rejections.NoSuchAccount, Event(AccountEventKind.Rejected, 5_00, 0)).ThenSendsNothing();
        Assert.Equal(0, scenario.Events);
    }

    [Fact]
    public void A_payment_leaves_first_and_then_asks_the_terminal_to_take_it()
    {
        using var scenario = Of(new AccountPolicy()).Given(opened, deposited);
        scenario.When(Ask(AccountAction.Pay, 30_00), other: (Terminal, "t"))
            .Then(Event(AccountEventKind.Paid, 30_00, 70_00))
            .ThenSends(Terminal, "t",
                new AccountCommand { Action = AccountAction.Credit, Currency = eur, Amount = 30_00 })
            .When(Ask(AccountAction.Withdraw, 1_00))
            .Then(Event(AccountEventKind.Withdrawn, 1_00, 69_00) with { Clears = 1 })
            .ThenSendsNothing();
    }

    [Fact]
    public void What_cannot_be_credited_goes_back_with_its_reason_and_takes_the_acceptance_back()
    {
        var credit = new AccountCommand { Action = AccountAction.Credit, Currency = czk, Amount = 30_00 };
        using var receiver = Of(new AccountPolicy()).Given(opened);
        receiver.When(in credit, other: (Account, "sender"))
            .ThenRejected(Rejections.CurrencyMismatch,
                Event(AccountEventKind.CreditRefused, 30_00, 0) with { Currency = czk })
            .ThenSends(Account, "sender",
                credit with { Action = AccountAction.Return, Reason = Rejections.CurrencyMismatch });

        using var sender = Of(new AccountPolicy()).Given(opened, deposited);
        sender.When(credit with { Action = AccountAction.Return, Reason = Rejections.CurrencyMismatch })
            .ThenRevoked(Rejections.CurrencyMismatch, Event(AccountEventKind.Returned, 30_00, 130_00))
            .ThenSendsNothing();
    }

    [Fact]
    public void A_hold_is_placed_and_committed_for_less_than_it_held()
    {
        var hold = KeyOf("h");
        using var scenario = Of(new AccountPolicy()).Given(opened, deposited);
        scenario.When(new AccountCommand { Action = AccountAction.Hold, Amount = 60_00, Reference = hold }, time: 1_000)
            .Then(Event(AccountEventKind.HoldPlaced, 60_00, 100_00) with
            {
                Held = 60_00, Reference = hold, HoldAmount = 60_00, HoldExpiry = 1_000 + 7 * 86_400_000L,
            })
            .When(new AccountCommand { Action = AccountAction.Commit, Amount = 55_00, Reference = hold }, 2_000,
                (Terminal, "t"))
            .Then(Event(AccountEventKind.HoldCommitted, 55_00, 45_00) with { Reference = hold, HoldAmount = 60_00 })
            .ThenSends(Terminal, "t", new AccountCommand
            {
                Action = AccountAction.Credit, Currency = eur, Amount = 55_00, Reference = hold,
            })
            .WhenTimePasses(long.MaxValue).ThenNothing();
        Assert.Equal((0L, 65_00L, 1L), (scenario.State.Held, scenario.State.Available, scenario.State.Debits.Count));
    }

    [Fact]
    public void A_hold_is_due_at_its_time_and_not_before()
    {
        var (hold, week) = (KeyOf("h"), 7 * 86_400_000L);
        using var scenario = Of(new AccountPolicy()).Given(opened, deposited);
        scenario.When(new AccountCommand { Action = AccountAction.Hold, Amount = 60_00, Reference = hold }, time: 1_000)
            .WhenTimePasses(1_000 + week - 1).ThenNothing()
            .WhenTimePasses(1_000 + week)
            .Then(Event(AccountEventKind.HoldExpired, 60_00, 100_00) with { Reference = hold, HoldAmount = 60_00 })
            .WhenTimePasses(long.MaxValue).ThenNothing();
        Assert.Equal((0L, 100_00L), (scenario.State.Held, scenario.State.Posted));
    }

    [Fact]
    public void A_transfer_is_reversed_by_asking_the_receiver_first()
    {
        var payment = KeyOf("p");
        var reverse = new AccountCommand { Action = AccountAction.Reverse, Reference = payment };
        using var sender = Of(new AccountPolicy()).Given(opened, deposited);
        sender.When(Ask(AccountAction.Transfer, 30_00), other: (Account, "b"), id: "p")
            .When(in reverse, original: "p")
            .Then(Event(AccountEventKind.ReversalAsked, 30_00, 70_00) with { Reference = payment })
            .ThenSends(Account, "b", new AccountCommand
            {
                Action = AccountAction.TakeBack, Currency = eur, Amount = 30_00, Reference = payment,
            })
            .When(in reverse, original: "p").ThenRejected(Rejections.AlreadyReversed)
            .When(reverse with { Action = AccountAction.Refund, Amount = 30_00 })
            .Then(Event(AccountEventKind.Reversed, 30_00, 100_00) with { Reference = payment })
            .When(in reverse, original: "nothing").ThenRejected(Rejections.NoSuchTransaction);
    }

    [Fact]
    public void A_receiver_gives_back_what_it_has_or_says_no()
    {
        var back = new AccountCommand { Action = AccountAction.TakeBack, Currency = eur, Amount = 120_00 };
        using var scenario = Of(new AccountPolicy()).Given(opened, deposited);
        scenario.When(in back, other: (Account, "a")).Then(Event(AccountEventKind.TakenBack, 120_00, -20_00))
            .ThenSends(Account, "a", back with { Action = AccountAction.Refund })
            .When(back with { Amount = 1 }, other: (Account, "a"))
            .ThenRejected(Rejections.InsufficientFunds, Event(AccountEventKind.TakeBackRefused, 1, -20_00))
            .ThenSends(Account, "a",
                back with { Action = AccountAction.KeepReversal, Amount = 1, Reason = Rejections.InsufficientFunds });
    }

    [Fact]
    public void A_stated_balance_is_a_second_event_and_marks_the_first()
    {
        using var scenario = Of(new AccountPolicy()).Given(opened);
        scenario.When(Ask(AccountAction.Deposit, 5_00) with { HasStatedBalance = 1, StatedBalance = 3_00 })
            .Then(Event(AccountEventKind.Deposited, 5_00, 5_00),
                Event(AccountEventKind.Adjusted, -2_00, 3_00) with { Clears = 1 });
        Assert.Equal(EventFlags.Differs, scenario.Flags);
    }

    private static AccountScenario Of(AccountPolicy policy) =>
        Scenario.Of<Accounts, Account, HourRing, AccountCommand, AccountEvent>(new Accounts(policy), Account);

    private static AccountCommand Ask(AccountAction action, long amount) => new() { Action = action, Amount = amount };

    private static AccountEvent Event(AccountEventKind kind, long amount, long balance) =>
        new() { Kind = kind, Currency = eur, Amount = amount, Balance = balance };

    private static EntityKey KeyOf(string id) =>
        KeyHasher.Public.Hash(ShardMap.CommandKind, Encoding.ASCII.GetBytes(id));
}
