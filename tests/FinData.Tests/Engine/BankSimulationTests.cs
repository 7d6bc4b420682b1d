namespace FinData.Tests.Engine;

/// <summary>The bank through crashes, lost answers and failing writes, in a thousand orders.</summary>
public class BankSimulationTests
{
    [Fact]
    public void Whatever_fails_the_bank_ends_as_if_nothing_had_failed() => Seeds.Each(600, seed =>
    {
        var shards = 1 + (int)(seed % 5);
        var load = new BankLoad(seed, isFreeOfOrder: true);
        using var smooth = BankRun.Smooth(seed, shards, load);
        using var rough = BankRun.Rough(seed + 1, shards, load);
        smooth.Check(load.Count);
        rough.Check(load.Count);
        BankFigures.AssertEqual(smooth.Simulation.Shards, rough.Simulation.Shards);
    });

    [Fact]
    public void Whatever_fails_no_money_comes_or_goes_and_nothing_is_decided_twice() => Seeds.Each(600, seed =>
    {
        var load = new BankLoad(seed, isFreeOfOrder: false);
        using var rough = BankRun.Rough(seed, 1 + (int)(seed % 5), load);
        rough.Check(load.Count);
    });

    [Fact]
    public void The_bank_ends_in_the_same_state_in_one_shard_in_eight_and_in_sixty_four() => Seeds.Each(8, seed =>
    {
        var load = new BankLoad(seed, isFreeOfOrder: true, count: 400);
        using var one = BankRun.Smooth(seed, 1, load);
        using var eight = BankRun.Rough(seed, 8, load);
        using var many = BankRun.Smooth(seed, 64, load);
        BankFigures.AssertEqual(one.Simulation.Shards, eight.Simulation.Shards);
        BankFigures.AssertEqual(one.Simulation.Shards, many.Simulation.Shards);
    });

    [Fact]
    public void The_same_seed_gives_the_same_run() => Seeds.Each(5, seed =>
    {
        using var first = BankRun.Rough(seed, 3, new BankLoad(seed, isFreeOfOrder: false));
        using var second = BankRun.Rough(seed, 3, new BankLoad(seed, isFreeOfOrder: false));
        Assert.Equal(first.Figures, second.Figures);
        Assert.Equal(first.Simulation.Crashes, second.Simulation.Crashes);
    });

    [Fact]
    public void A_load_meets_every_answer_and_every_fault() => Seeds.Each(1, seed =>
    {
        var load = new BankLoad(seed, isFreeOfOrder: true, count: 600);
        using var run = BankRun.Rough(seed, 3, load);
        var figures = run.Figures;
        Assert.True(figures is { Accepted: > 0, Rejected: > 0, Refused: > 0, Duplicates: > 0, Alerts: > 0 },
            figures.ToString());
        Assert.True(run.Simulation.Crashes > 0 && run.Simulation.Journal.Faults > 0);
    });
}
