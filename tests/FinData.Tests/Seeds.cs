using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace FinData.Tests;

/// <summary>Runs a test for many seeds; one that fails says how to repeat it.</summary>
internal static class Seeds
{
    private const string Variable = "FINDATA_SEED";

    /// <summary>True when one seed was asked for.</summary>
    public static bool IsOne => ulong.TryParse(Environment.GetEnvironmentVariable(Variable), out _);

    public static void Each(int count, Action<ulong> run, [CallerMemberName] string test = "")
    {
        IEnumerable<ulong> seeds = ulong.TryParse(Environment.GetEnvironmentVariable(Variable), out var one)
            ? [one] : Enumerable.Range(1, count).Select(seed => (ulong)seed);
        foreach (var seed in seeds)
        {
            try
            {
                run(seed);
            }
            catch (Exception e)
            {
                throw new XunitException($"Seed {seed} fails: {e.GetType().Name}: {e.Message}{Environment.NewLine}" +
                    $"To repeat: {Variable}={seed} dotnet test tests/FinData.Tests " +
                    $"--filter FullyQualifiedName~{test}", e);
            }
        }
    }
}
