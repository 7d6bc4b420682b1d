using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Shards;
using FinData.Tests.Domain;

namespace FinData.Tests.Engine;

/// <summary>Rings exist for accounts that are awake: those that sleep are many.</summary>
public sealed class ActivePartTests : IDisposable
{
    private const int Days = 30, Daily = 200;

    private readonly TestBank bank = new(shards: 1);

    private AccountRegion Accounts => (AccountRegion)bank.Shards.Shards[0].RegionOf((byte)EntityKind.Account);

    [Fact]
    public void Active_parts_are_taken_back_as_fast_as_others_are_given()
    {
        for (var day = 0; day < Days; day++) OthersPayOn(day);

        Assert.Equal(Days * Daily, Accounts.Count);
        Assert.InRange(Accounts.ActiveCount, Daily, 3 * Daily);
    }

    [Fact]
    public void An_account_that_sleeps_has_none_after_a_while_in_which_nobody_new_awakes()
    {
        OthersPayOn(0);
        Assert.Equal(Daily, Accounts.ActiveCount);
        for (var hour = 1; hour < 100; hour++) bank.Tick(bank.Now + 3_600_000);

        Assert.Equal(0, Accounts.ActiveCount);
    }

    [Fact]
    public void After_a_crash_just_as_many_are_there()
    {
        for (var day = 0; day < 5; day++) OthersPayOn(day);
        var before = Accounts.ActiveCount;
        Assert.True(before >= Daily);
        bank.Restart();

        Assert.Equal(before, Accounts.ActiveCount);
    }

    [Fact]
    public unsafe void What_there_are_millions_of_is_small()
    {
        Assert.Equal(104, sizeof(EntityRecord<Account>));
        Assert.Equal(40, sizeof(RememberedCommand));
    }

    public void Dispose() => bank.Dispose();

    private void OthersPayOn(int day)
    {
        bank.Tick(bank.Now + 26 * 3_600_000);
        var accounts = Enumerable.Range(day * Daily, Daily).Select(i => $"account:{i}").ToArray();
        bank.Together(() => Array.ForEach(accounts, a => bank.Open($"o-{a}", a)));
        bank.Together(() => Array.ForEach(accounts, a => bank.Deposit($"d-{a}", a, 10_00)));
        bank.Together(() => Array.ForEach(accounts, a => bank.Withdraw($"w-{a}", a, 1_00)));
    }
}
