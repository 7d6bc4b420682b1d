using System.Reflection;
using FinData.Engine.Journals;
using FinData.Tests.Journals;
using Xunit.Sdk;

namespace FinData.IntegrationTests.Journals;

/// <summary>
/// The sentences of the journal contract one by one, for journals whose server may be missing: a class that inherited
/// them could not skip them.
/// </summary>
public static class ContractSentences
{
    private const int FewestSentences = 30;

    private static readonly List<(string Name, MethodInfo Method, object?[] Arguments)> all = All();

    public static TheoryData<string> Names => [.. all.Select(s => s.Name)];

    /// <summary>Runs a sentence on a journal that <paramref name="open"/> opens, again and again.</summary>
    public static void Run(string name, Func<int, Journal> open)
    {
        var (_, method, arguments) = all.Single(s => s.Name == name);
        using var contract = new Contract(open);
        method.Invoke(contract, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static List<(string, MethodInfo, object?[])> All()
    {
        var found = new List<(string, MethodInfo, object?[])>();
        foreach (var method in typeof(JournalContract).GetMethods().Where(m => m.IsDefined(typeof(FactAttribute))))
        {
            var rows = method.GetCustomAttributes<DataAttribute>().SelectMany(d => d.GetData(method)).ToList();
            if (rows.Count == 0) found.Add((method.Name, method, []));
            for (var i = 0; i < rows.Count; i++) found.Add(($"{method.Name}, row {i + 1}", method, rows[i]));
        }
        Assert.True(found.Count >= FewestSentences, $"The contract has {found.Count} sentences only.");
        return found;
    }

#pragma warning disable xUnit1000 // Its sentences are run from here, and not found by the runner.
    private sealed class Contract(Func<int, Journal> open) : JournalContract
    {
        protected override Journal Open() => open(Shards);
    }
#pragma warning restore xUnit1000
}
