namespace FinData.Tests.Domain;

/// <summary>The small golden set, cents by hand: what every version must give.</summary>
public class GoldenSetTests
{
    [Theory, InlineData(1), InlineData(8), InlineData(64)]
    public void Every_line_gives_its_result_and_its_balances_and_all_money_sums_to_zero(int shards)
    {
        using var bank = new TestBank(shards);

        Line(bank, bank.Open("g1", "account:a"), "accepted", a: 0);
        Line(bank, bank.Deposit("g2", "account:a", 100_00), "accepted", a: 100_00);
        Line(bank, bank.Open("g3", "account:b", creditLine: 50_00), "accepted", a: 100_00, b: 0);
        Line(bank, bank.Transfer("g4", "account:a", "account:b", 30_00), "accepted", a: 70_00, b: 30_00);
        Line(bank, bank.Withdraw("g5", "account:a", 70_01), "insufficient-funds", a: 70_00, b: 30_00);
        Line(bank, bank.Pay("g6", "account:b", "terminal:t", 75_00), "accepted", a: 70_00, b: -45_00, t: 75_00);
        Line(bank, bank.Hold("g7", "account:a", 60_00), "accepted", a: 70_00, b: -45_00, t: 75_00);
        Assert.Equal((60_00L, 10_00L), (bank["account:a"]!.Value.Held, bank["account:a"]!.Value.Available));
        Line(bank, bank.Pay("g8", "account:a", "terminal:t", 10_01), "insufficient-funds", a: 70_00, b: -45_00,
            t: 75_00);
        Line(bank, bank.Commit("g9", "account:a", "g7", 55_00, "terminal:t"), "accepted", a: 15_00, b: -45_00,
            t: 130_00);
        Assert.Equal((0L, 15_00L), (bank["account:a"]!.Value.Held, bank["account:a"]!.Value.Available));
        Line(bank, bank.Deposit("g2", "account:a", 100_00), "duplicate", a: 15_00, b: -45_00, t: 130_00);
        Line(bank, bank.Deposit("g2", "account:a", 200_00), "id-reused", a: 15_00, b: -45_00, t: 130_00);
        bank.Deposit("g12", "account:a", 100_00);
        Line(bank, bank.Withdraw("g5", "account:a", 70_01), "duplicate", a: 115_00, b: -45_00, t: 130_00);
        Line(bank, bank.Transfer("g13", "account:a", "account:nobody", 1_00), "no-such-account", a: 115_00, b: -45_00,
            t: 130_00);
        Assert.Null(bank["account:nobody"]);
    }

    [Fact]
    public void The_golden_set_has_the_same_state_in_one_shard_and_in_many()
    {
        Assert.Equal(HashWith(1), HashWith(8));
        Assert.Equal(HashWith(1), HashWith(64));

        static string HashWith(int shards)
        {
            using var bank = new TestBank(shards);
            bank.Open("g1", "account:a");
            bank.Deposit("g2", "account:a", 100_00);
            bank.Pay("g3", "account:a", "terminal:t", 33_33);
            bank.Hold("g4", "account:a", 10_00);
            return bank.StateHash;
        }
    }

    [Fact]
    public void A_restart_changes_nothing()
    {
        using var bank = new TestBank();
        bank.Open("g1", "account:a");
        bank.Deposit("g2", "account:a", 100_00);
        bank.Hold("g3", "account:a", 10_00);
        bank.Pay("g4", "account:a", "terminal:t", 33_33);
        bank.Transfer("g5", "account:a", "account:nobody", 1_00);
        var before = bank.StateHash;

        bank.Restart();

        Assert.Equal(before, bank.StateHash);
        Assert.Equal("duplicate", bank.Pay("g4", "account:a", "terminal:t", 33_33));
        Assert.Equal("id-reused", bank.Pay("g4", "account:a", "terminal:t", 33_34));
        Assert.Equal("accepted", bank.Commit("g6", "account:a", "g3", 10_00));
        Assert.Equal((0L, 56_67L), (bank["account:a"]!.Value.Held, bank["account:a"]!.Value.Posted));
    }

    private static void Line(TestBank bank, string result, string expected, long a, long? b = null, long? t = null)
    {
        Assert.Equal(expected, result);
        Assert.Equal(a, bank["account:a"]!.Value.Posted);
        Assert.Equal(b, bank["account:b"]?.Posted);
        Assert.Equal(t, bank["terminal:t"]?.Posted);
        Assert.Equal(0, bank.Total());
        Assert.Equal(0, bank.OnTheWay());
    }
}
