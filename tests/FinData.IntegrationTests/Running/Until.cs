using System.Diagnostics;

namespace FinData.IntegrationTests.Running;

/// <summary>Waits for a condition, never for a time; a wait that is too long is a failure that says for what.</summary>
internal static class Until
{
    /// <summary>Long enough for a machine that others use too.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public static Task True(Func<bool> condition, string what, Func<string>? seen = null) =>
        True(() => Task.FromResult(condition()), what, seen);

    public static async Task True(Func<Task<bool>> condition, string what, Func<string>? seen = null)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(20))
            if (watch.Elapsed > Patience)
                Assert.Fail($"Waited {Patience.TotalSeconds} s in vain: {what}.\n{seen?.Invoke()}");
    }
}
