using System.Collections.ObjectModel;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Replays;

/// <summary>One replay of the month that nothing has interrupted: what all others are compared with.</summary>
public sealed class WholeRun : IAsyncLifetime
{
    private readonly TestFolder folder = new();

    /// <summary>The month.</summary>
    public string File { get; private set; } = "";

    /// <summary>The data folder that it was read into.</summary>
    public string Data => folder.Of("whole");

    /// <summary>The run's line, balances and alerts.</summary>
    public (string Figures, string Balances, string Alerts) Result { get; private set; }

    public async Task InitializeAsync()
    {
        File = CardFile.Month(folder);
        var ended = await RunningProgram.Run("replay", File, "--data", Data);
        ended.Done();
        Result = await ResultOf(ended, Data);
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>What a run that has ended well has led to.</summary>
    internal static Task<(string Figures, string Balances, string Alerts)> ResultOf(Ended ended, string data) =>
        ResultOf(ended, data, ReadOnlyDictionary<string, string>.Empty);

    /// <inheritdoc cref="ResultOf(Ended, string)"/>
    internal static async Task<(string Figures, string Balances, string Alerts)> ResultOf(Ended ended, string data,
        IReadOnlyDictionary<string, string> environment) =>
        (DataFolder.Figures(ended.LastLine), await DataFolder.Export(environment, data, "balances"),
            await DataFolder.Export(environment, data, "alerts"));
}
