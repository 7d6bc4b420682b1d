using System.CommandLine;
using System.Diagnostics;
using FinData.Engine.Journals;
using FinData.Node;
using FinData.Queries.Verification;
using FinData.Topologies;

namespace FinData.Commands;

/// <summary><c>findata journal …</c></summary>
internal static class JournalCommands
{
    public static Command Create() => new("journal", "The history that everything follows from.") { Verify() };

    private static Command Verify()
    {
        var command = new Command("verify", """
            Reads every batch of a journal at rest: checksums, numbers without a hole, the chain of hashes, epochs;
            then folds all events and compares the state with that of the snapshots. Exit code 3 when something
            is damaged.

            Example: findata journal verify --data ./cards
            """);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => Task.Run(() => Run(common.Read(parsed), stop)));
        return command;
    }

    private static int Run(CommonOptions.Values options, CancellationToken stop)
    {
        var (settings, watch) = (options.Settings, Stopwatch.StartNew());
        if (NodeFolder.RunningOn(settings.Data) is { } node)
            throw new NodeException($"The data folder '{settings.Data}' is in use by the node of process " +
                $"{node.Process} at {node.Address}. " +
                "Stop it and verify again, or verify a copy made while it is stopped.");
        NodeJournal.Require(settings);
        using var folder = NodeFolder.Take(settings.Data, "journal verify");
        VerificationReport report;
        try
        {
            using var journal = NodeJournal.Open(settings);
            var verifier = new JournalVerifier(journal, map => FinDataTopology.Regions(map, settings.Policy),
                settings.Limits);
            using var progress = new ProgressLine(options.IsQuiet, verifier.Steps);
            report = verifier.Verify(progress.Show, stop);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (JournalDamagedException e)
        {
            report = VerificationReport.Unreadable(e.Message);
        }
        report = report with { Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) };
        if (options.IsQuiet) Console.WriteLine(Json.Line(report));
        else Print(report);
        return report.IsWhole ? ExitCodes.Done : ExitCodes.DifferencesFound;
    }

    private static void Print(VerificationReport report)
    {
        foreach (var damage in report.Damaged) Console.WriteLine(damage.What);
        Console.WriteLine($"{report.Batches:N0} batches with {report.Events:N0} events of {report.Shards} shards, " +
            $"{report.Bytes:N0} bytes, read in {report.Seconds:F1} s.");
        Console.WriteLine(report.IsWhole
            ? $"All are as they were written; {report.Snapshots} snapshots lead to the same state, {report.StateHash}."
            : $"{report.Damaged.Count} damaged. What is whole can still be read; restore the folder from a backup to " +
                "go on with it.");
    }
}
