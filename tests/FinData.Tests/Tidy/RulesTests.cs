using System.Reflection;
using System.Text.RegularExpressions;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Tests.Tidy;

/// <summary>Rules of the design that the compiler does not know.</summary>
public partial class RulesTests
{
    [Fact]
    public void Everything_is_caught_only_where_it_is_said_why() => SourceTree.ShowNone(
        from file in SourceTree.CSharp("src")
        let lines = SourceTree.Lines(file)
        from i in Enumerable.Range(0, lines.Length)
        where CatchAll().IsMatch(lines[i])
        let above = string.Join(' ', lines[..i].Reverse().TakeWhile(l => l != "    }").Reverse().Select(l => l.Trim()))
        where !Justified().IsMatch(above)
        select $"{file}:{i + 1}",
        "Only supervision catches what it does not know; elsewhere the types are named.");

    [Fact]
    public void The_engine_has_threads_in_its_dispatchers_alone() => SourceTree.ShowNone(
        FormTests.Lines(SourceTree.CSharp("src/FinData.Engine", "src/FinData.Domain")
                .Where(f => f is not "src/FinData.Engine/Shards/Dispatcher.cs"
                    and not "src/FinData.Engine/Actors/ThreadPoolDispatcher.cs"))
            .Where(l => Threads().IsMatch(l.Text)).Select(l => l.Where),
        "Elsewhere a thread would escape the simulation.");

    [Fact]
    public void An_enum_that_is_journaled_says_that_its_numbers_stay() => SourceTree.ShowNone(
        from type in JournaledEnums()
        let found = Declaration(type)
        where !found.Comment.Contains("journal", StringComparison.OrdinalIgnoreCase)
        select $"{found.File}: {type.Name}",
        "Whoever adds a value has to know that old journals have the numbers ('The numbers stand in every journal.').");

    // All enums in the journal's structs: heads, and the events and states of every kind of entity.
    private static IEnumerable<Type> JournaledEnums() =>
        typeof(Accounts).Assembly.GetTypes().SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntity<,,,>))
            .SelectMany(i => i.GetGenericArguments() is var a ? new[] { a[0], a[1], a[3] } : [])
            .Concat([typeof(BatchHeader), typeof(EventHeader), typeof(SourcePosition), typeof(RememberedCommand)])
            .SelectMany(t => EnumsIn(t)).Append(typeof(EntityKind)).Distinct();

    private static IEnumerable<Type> EnumsIn(Type type) => type.IsEnum ? [type]
        : type.IsPrimitive || type.IsPointer ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(f => EnumsIn(f.FieldType));

    private static (string File, string Comment) Declaration(Type type)
    {
        foreach (var file in SourceTree.CSharp("src"))
        {
            var lines = SourceTree.Lines(file);
            var at = Array.FindIndex(lines, l => Regex.IsMatch(l, $@"\benum {type.Name}\b"));
            if (at < 0) continue;
            var above = lines[..at].Reverse().TakeWhile(l => l.TrimStart() is ['/', ..] or ['[', ..]);
            return (file, string.Join(' ', above));
        }
        return ("src", "");
    }

    // A filter that names types is a list of types; everything else is everything.
    [GeneratedRegex(@"catch \((System\.)?Exception\b(?! \w+\) when \(\w+ is (?!not\b))")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"""CA1031"",.{0,40}Justification = ""[^""]{20,}")]
    private static partial Regex Justified();

    [GeneratedRegex(@"\bnew Thread\(|\bTask\.Run\(|\bThreadPool\.|\bTask\.Factory\b|\bParallel\.")]
    private static partial Regex Threads();
}
