using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FinData.Domain.Money;
using FinData.Domain.Rules;
using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;

namespace FinData.Commands;

/// <summary><c>findata bench rules</c>: what a rule costs, compiled and evaluated.</summary>
internal static class RuleBench
{
    private const int Facts = 4096, ListedIds = 100_000;

    private const string Usual = """
        rule constant: when true then review
        rule amount: when amount > 5000 EUR then review
        rule unusual: when amount > 5 * account.mean and account.debits >= 10 then review
        rule velocity: when account.count_1h > 10 or account.sum_24h > 20 * account.mean then decline
        rule night: when (hour >= 23 or hour < 5) and type = "withdrawal" and amount > 200 EUR then review
        rule share: when amount / account.available > 0.9 and account.idle > 30d then review if missing review
        rule blocked: when other in list blocked then decline
        """;

    public static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "Rules to measure; without a file a few usual ones.", Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "JSON on standard output and nothing else." };
        var command = new Command("rules", """
            Measures nanoseconds per evaluation and milliseconds to compile of each rule, over random debits.

            Example: findata bench rules fraud.rules
            """) { file, json };
        command.SetAction(parsed => Run(parsed.GetValue(file), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? file, bool isQuiet)
    {
        var text = file is null ? Usual : RuleCheckCommands.ReadText(file);
        var read = RuleFile.Read(text);
        foreach (var problem in read.Problems) Console.Error.WriteLine(problem.Picture(file ?? "usual", text));
        if (read.Problems.Count > 0) return ExitCodes.Failed;

        using var lists = new RuleLists(KeyHasher.Public);
        var blocked = lists.Change("blocked", 0, "");
        for (ulong id = 1; id <= ListedIds; id++) lists.Put(blocked, IdOf(id * 2), RuleLists.Never);
        var facts = RandomFacts();
        Measure(RuleFile.Read(Usual).Rules[0], facts, lists);      // Loads the compiler.
        var rows = read.Rules.Select(rule => Measure(rule, facts, lists)).ToList();
        if (isQuiet) Console.WriteLine(Json.Line(rows));
        else
        {
            var table = new TextTable(TextTable.Text("rule"), TextTable.Number("ns"), TextTable.Number("compile ms"),
                TextTable.Number("applies"), TextTable.Number("B"));
            foreach (var row in rows)
                table.Add(row.Rule, row.Nanoseconds.ToString("F1", CultureInfo.InvariantCulture),
                    row.CompileMilliseconds.ToString("F2", CultureInfo.InvariantCulture),
                    row.Applies.ToString("P1", CultureInfo.InvariantCulture), $"{row.AllocatedBytes}");
            table.Print();
        }
        return ExitCodes.Done;
    }

    // The least of some rounds: what others of the machine take is not the rule's.
    private static Figures Measure(Rule rule, DebitFacts[] facts, RuleLists lists)
    {
        const int rounds = 9, passes = 100;
        var watch = Stopwatch.StartNew();
        var test = RuleCompiler.Compile(rule.Condition, KeyHasher.Public);
        test(in facts[0], lists);
        var compile = watch.Elapsed.TotalMilliseconds;
        var (least, applies, allocated) = (double.MaxValue, 0L, 0L);
        for (var round = 0; round < rounds; round++)
        {
            (applies, allocated) = (0, GC.GetAllocatedBytesForCurrentThread());
            watch.Restart();
            for (var pass = 0; pass < passes; pass++)
                foreach (ref readonly var f in facts.AsSpan())
                    if (test(in f, lists) == Truth.True) applies++;
            least = Math.Min(least, watch.Elapsed.TotalNanoseconds / passes / facts.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }
        Invariant.Require(allocated == 0, $"the rule '{rule.Name}' allocates {allocated} bytes.");
        return new Figures(rule.Name, Math.Round(least, 1), Math.Round(compile, 2),
            (double)applies / passes / facts.Length, allocated);
    }

    private static DebitFacts[] RandomFacts()
    {
        var random = new Random(1);
        var eur = Currency.Of("EUR").Packed;
        return [.. Enumerable.Range(0, Facts).Select(_ => new DebitFacts
        {
            Amount = random.Next(1, 1_000_000) / 100.0, Mean = random.Next(1, 100_000) / 100.0, Currency = eur,
            Debits = random.Next(0, 100), Hour = random.Next(24), Count1h = random.Next(1, 15),
            Sum24h = random.Next(1, 3_000_000) / 100.0, Available = random.Next(0, 1_000_000) / 100.0,
            Idle = random.Next(0, 60) * 86_400_000.0, Type = (byte)random.Next(1, 4), Score = double.NaN,
            Other = IdOf((ulong)random.Next(1, ListedIds * 3)), Account = IdOf((ulong)random.Next(1, 1000)),
        })];
    }

    private static EntityKey IdOf(ulong number) => KeyHasher.Public.Hash(4, BitConverter.GetBytes(number));

    /// <summary>What a rule costs; the share of debits that it applies to.</summary>
    private sealed record Figures(string Rule, double Nanoseconds, double CompileMilliseconds, double Applies,
        long AllocatedBytes);
}
