using FinData.IntegrationTests.Running;
using Xunit.Abstractions;

namespace FinData.IntegrationTests.Replays;

/// <summary>A replay that is killed at random moments and started again has to end as one that never was.</summary>
/// <param name="whole">The run that nothing has interrupted.</param>
/// <param name="output">What happened, with the seed.</param>
/// <param name="folder">Where the data folders are made.</param>
/// <param name="environment">Variables of a round: where a run came to its end, the next begins anew.</param>
internal sealed class KilledReplay(WholeRun whole, ITestOutputHelper output, TestFolder folder,
    Func<int, IReadOnlyDictionary<string, string>> environment)
{
    // From before the folder is taken until well into the reading: the run gets on, and does not end ten times over.
    private const int KillAfterMin = 150, KillAfterMax = 1100;

    public async Task Run(int kills)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (killed, round) = (0, 0);
        while (killed < kills)
        {
            var after = random.Next(KillAfterMin, KillAfterMax);
            using var run = RunningProgram.Start(environment(round), Command(round));
            // The moment is random, so a delay is what is wanted here; nothing is concluded from it.
            await Task.WhenAny(run.End(), Task.Delay(after));
            if (run.HasEnded)
            {
                // It came to its end first: that is a result too, and the kills that are left meet a new folder.
                await AssertIsTheSame(await run.End(), round++, seed);
                continue;
            }
            run.Kill();
            output.WriteLine($"killed after {after} ms in folder {round}");
            killed++;
        }
        await AssertIsTheSame(await RunningProgram.Run(environment(round), Command(round)), round, seed);
    }

    private string Data(int round) => folder.Of($"killed-{round}");

    private string[] Command(int round) => ["replay", whole.File, "--data", Data(round)];

    private async Task AssertIsTheSame(Ended ended, int round, int seed)
    {
        Assert.True(ended.Code == 0, $"seed {seed}: {ended.Error}");
        var result = await WholeRun.ResultOf(ended, Data(round), environment(round));
        Assert.True(whole.Result.Figures == result.Figures,
            $"seed {seed}: {whole.Result.Figures} became {result.Figures}");
        Assert.True(whole.Result.Balances == result.Balances, $"seed {seed}: other balances.");
        Assert.True(whole.Result.Alerts == result.Alerts, $"seed {seed}: other alerts.");
        Assert.True(result.Alerts.Split('\n').Length > 10, "A month without alerts proves nothing of them.");
    }
}
