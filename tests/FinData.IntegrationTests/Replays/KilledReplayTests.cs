using FinData.IntegrationTests.Running;
using Xunit.Abstractions;

namespace FinData.IntegrationTests.Replays;

public sealed class KilledReplayTests(WholeRun whole, ITestOutputHelper output) : IClassFixture<WholeRun>, IDisposable
{
    private const int Kills = 10;

    // From before the folder is taken until well into the reading: the run gets on, and does not end ten times over.
    private const int KillAfterMin = 150, KillAfterMax = 1100;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_at_ten_random_moments_it_ends_with_the_same_figures_balances_and_alerts()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (killed, round) = (0, 0);
        while (killed < Kills)
        {
            var after = random.Next(KillAfterMin, KillAfterMax);
            using var run = RunningProgram.Start(Command(round));
            // The moment is random, so a delay is what is wanted here; nothing is concluded from it.
            await Task.WhenAny(run.End(), Task.Delay(after));
            if (run.HasEnded)
            {
                // It came to its end first: that is a result too, and the kills that are left meet a new folder.
                await AssertIsTheSame(await run.End(), round++, seed);
                continue;
            }
            run.Kill();
            output.WriteLine(
                $"killed after {after} ms in folder {round}, {DataFolder.Batches(Data(round))} batches are durable");
            killed++;
        }
        await AssertIsTheSame(await RunningProgram.Run(Command(round)), round, seed);
    }

    private string Data(int round) => folder.Of($"killed-{round}");

    private string[] Command(int round) => ["replay", whole.File, "--data", Data(round)];

    private async Task AssertIsTheSame(Ended ended, int round, int seed)
    {
        Assert.True(ended.Code == 0, $"seed {seed}: {ended.Error}");
        var result = await WholeRun.ResultOf(ended, Data(round));
        Assert.True(whole.Result.Figures == result.Figures,
            $"seed {seed}: {whole.Result.Figures} became {result.Figures}");
        Assert.True(whole.Result.Balances == result.Balances, $"seed {seed}: other balances.");
        Assert.True(whole.Result.Alerts == result.Alerts, $"seed {seed}: other alerts.");
        Assert.True(result.Alerts.Split('\n').Length > 10, "A month without alerts proves nothing of them.");
    }
}
