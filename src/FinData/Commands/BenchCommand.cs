using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FinData.Domain.Records;
using FinData.Domain.Simulation;
using FinData.Engine.Diagnostics;
using FinData.Engine.Streams;
using FinData.Node;
using FinData.Sources;

namespace FinData.Commands;

/// <summary>
/// <c>findata bench replay</c>: what a record costs, from the file or the simulator to the durable journal and its
/// effects.
/// </summary>
/// <remarks>
/// <code>
///  files or simulator ─► 1 reader ─► shards on 2 workers ─► 1 committer ─► journal, synced ─► release
/// </code>
/// The first round warms the compiler up and is not counted. Each round begins with an empty folder; its result is
/// checked.
/// </remarks>
internal static class BenchCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files to read, such as the card transactions; without any the simulator gives the load.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var accounts = new Option<int>("--accounts")
        {
            Description = "Accounts of the simulator (default: 100,000).", DefaultValueFactory = _ => 100_000,
        };
        var records = new Option<long>("--records")
        {
            Description = "Records after the accounts are open (default: 2,000,000).",
            DefaultValueFactory = _ => 2_000_000,
        }.Within(1, 1_000_000_000_000);
        var model = new Option<string?>("--model") { Description = "Score payments by this model." };
        var rules = new Option<string?>("--rules") { Description = "Rules that are asked about every debit and act." };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds that count (default: 3).", DefaultValueFactory = _ => 3,
        }.Within(1, 1000);
        var replay = new Command("replay", """
            Measures records per second, processor seconds per million records, commit latency, allocation and memory.

            Example: findata bench replay data/2018-0*.csv.gz
            Example: findata bench replay data/2018-0*.csv.gz --model cards.model --rules fraud.rules
            Example: findata bench replay --accounts 10000000 --rounds 1
            Example: findata bench replay --set journal.kind=postgresql    # with FINDATA_JOURNAL_URI
            """) { files, accounts, records, rounds, model, rules };
        CommonOptions.RefuseUnknownOptions(files);
        var common = CommonOptions.AddTo(replay, withShards: true);
        replay.SetAction((parsed, stop) => Task.Run(() => Run(common.Read(parsed), parsed.GetValue(files) ?? [],
            parsed.GetValue(accounts), parsed.GetValue(records), parsed.GetValue(rounds),
            new BenchFraud(parsed.GetValue(model), parsed.GetValue(rules)), stop)));
        return new Command("bench", "Benchmarks, each of which checks its own result.")
        {
            replay, BenchKafkaCommand.Create(), RuleBench.Create(), BenchScoreCommand.Create(),
            BenchDecisionsCommand.Create(),
        };
    }

    private static int Run(CommonOptions.Values options, string[] files, int accounts, long records, int rounds,
        BenchFraud fraud, CancellationToken stop)
    {
        if (!options.IsQuiet)
            Console.Error.WriteLine($"{"round",-12}{"records/s",14}{"CPU s/M",10}{"p50 ms",9}{"p99 ms",9}" +
                $"{"B/record",10}{"B/account",11}{"recovery/s",14}");
        var world = new SimulatorOptions { Accounts = accounts, DayCurve = false };
        var warmUp = world with { Accounts = Math.Min(accounts, 20_000) };
        FileSource read(FinDataNode node, string file) => new(node.Shards, file, options.Settings, Pace.Full);
        Func<FinDataNode, IEnumerable<(string, Source)>> load(SimulatorOptions w, long count) => node =>
            files.Length > 0 ? [("files", new SequentialSource([.. files.Select(f => read(node, f))]))]
            : Simulated(node, w, count);
        Measure(options, "warm-up", load(warmUp, Math.Min(records, 500_000)), fraud, stop);
        var all = new List<Figures>();
        for (var round = 1; round <= rounds && !stop.IsCancellationRequested; round++)
            all.AddRange(Measure(options, round.ToString(CultureInfo.InvariantCulture), load(world, records),
                fraud, stop));
        if (options.IsQuiet) Console.WriteLine(Json.Line(all));
        return stop.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    // One after the other: a source goes on from where its shards are when it is made.
    private static IEnumerable<(string, Source)> Simulated(FinDataNode node, SimulatorOptions world, long count)
    {
        yield return ("open", new SimulatorSource(node.Shards, world, 2L * world.Accounts, isLive: false));
        yield return ("mixed", new SimulatorSource(node.Shards, world, 2L * world.Accounts + count, isLive: false));
    }

    private static List<Figures> Measure(CommonOptions.Values options, string round,
        Func<FinDataNode, IEnumerable<(string, Source)>> load, BenchFraud fraud, CancellationToken stop)
    {
        var folder = Path.Combine(options.Settings.Data, $"bench-{Environment.ProcessId}");
        var journal = options.Settings.Journal with { Name = $"bench_{Environment.ProcessId}" };
        var settings = options.Settings with { Data = folder, Journal = journal };
        try
        {
            var all = new List<Figures>();
            using (var node = FinDataNode.Open(settings, "bench"))
            {
                var commits = new Histogram();
                node.Shards.Released = (_, batch) =>
                    commits.Record(node.Shards.Elapsed(batch), Math.Max(1, batch.Commands));
                node.Start();
                fraud.Apply(node, stop);
                foreach (var (phase, source) in load(node)) all.Add(Measure(node, round, phase, source, commits, stop));
            }
            GC.Collect();
            using (var node = FinDataNode.Open(settings, "bench"))
            {
                var perSecond = node.RecoveredEvents / node.RecoveryTime.TotalSeconds;
                all[^1] = all[^1] with { RecoveredPerSecond = Math.Round(perSecond) };
            }
            if (!options.IsQuiet) all.ForEach(Print);
            return all;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            NodeJournal.Delete(journal);
        }
    }

    private static Figures Measure(FinDataNode node, string round, string phase, Source source, Histogram commits,
        CancellationToken stop)
    {
        var before = node.Shards.Shards.Sum(s => s.Counters.Records);
        commits.Take();
        var (cpu, allocated) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
        var watch = Stopwatch.StartNew();
        using (source)
        {
            node.Dispatcher!.Read(source);
            node.Dispatcher.WaitForRest([source], stop);
            if (source is SequentialSource { Failure: { } failure }) throw failure;
        }
        var seconds = watch.Elapsed.TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        var records = node.Shards.Shards.Sum(s => s.Counters.Records) - before;
        var figures = FolderFigures.Of(node.Shards);
        Invariant.Require(stop.IsCancellationRequested || figures.Sums.Values.All(IsZero),
            "the sums of a currency are not zero after a benchmark.");
        var taken = commits.Take();
        var accounts = node.Shards.Shards.Select(s => (AccountRegion)s.RegionOf((byte)EntityKind.Account)).ToList();
        var (bytes, count) = (accounts.Sum(a => a.Bytes), accounts.Sum(a => (long)a.Count));
        return new Figures(round, phase, records, Math.Round(records / seconds),
            Math.Round(cpu.TotalSeconds / records * 1e6, 3), taken.At(0.5)?.TotalMilliseconds ?? 0,
            taken.At(0.99)?.TotalMilliseconds ?? 0, Math.Round((double)allocated / records, 2),
            Math.Round((double)bytes / Math.Max(1, count), 1), 0, figures.StateHash);
    }

    private static bool IsZero(IReadOnlyDictionary<string, string> sums) =>
        sums.Values.Sum(v => decimal.Parse(v, CultureInfo.InvariantCulture)) == 0;

    private static void Print(Figures f) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{f.Round + " " + f.Phase,-12}{f.RecordsPerSecond,14:N0}{f.CpuSecondsPerMillion,10:F3}" +
        $"{f.CommitP50,9:F1}{f.CommitP99,9:F1}{f.AllocatedPerRecord,10:F1}" +
        $"{f.BytesPerAccount,11:F0}{f.RecoveredPerSecond,14:N0}"));

    /// <summary>What one round has measured; a record is an input record, latencies in milliseconds.</summary>
    private sealed record Figures(string Round, string Phase, long Records, double RecordsPerSecond,
        double CpuSecondsPerMillion, double CommitP50, double CommitP99, double AllocatedPerRecord,
        double BytesPerAccount, double RecoveredPerSecond, string StateHash);
}
