using System.Collections.ObjectModel;
using FinData.IntegrationTests.Running;
using Xunit.Abstractions;

namespace FinData.IntegrationTests.Replays;

public sealed class KilledReplayTests(WholeRun whole, ITestOutputHelper output) : IClassFixture<WholeRun>, IDisposable
{
    private const int Kills = 10;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Killed_at_ten_random_moments_it_ends_with_the_same_figures_balances_and_alerts() =>
        new KilledReplay(whole, output, folder, _ => ReadOnlyDictionary<string, string>.Empty).Run(Kills);
}
