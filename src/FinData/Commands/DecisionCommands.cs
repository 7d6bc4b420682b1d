using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FinData.Audit;
using FinData.Node;
using FinData.Queries;
using FinData.Topologies;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata decision …</c></summary>
internal static class DecisionCommands
{
    private const int FieldsShown = 4;
    private const double PartShown = 0.005;

    public static Command Create() => new("decision", "Single decisions: what they were made of, and made again.")
    {
        Show(), Replay(),
    };

    private static Command Show()
    {
        var (transaction, account, scan) = (Transaction(), Account(), Scan());
        var command = new Command("show", """
            Shows a decision as it was: the record, the money before and after, the score with its reasons, alerts, the
            rules with their text of then, where it lies in the journal, and what came of it later.

            Example: findata decision show card:738494 --data ./cards
            """) { transaction, account, scan };
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => Asked(common.Read(parsed), "decision show", async (queries, options) =>
        {
            var decision = await queries.DecisionAsync(new DecisionAsked(parsed.GetRequiredValue(transaction),
                parsed.GetValue(account), parsed.GetValue(scan)), stop);
            if (options.IsQuiet) Console.WriteLine(Json.Line(decision));
            else Print(decision);
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static Command Replay()
    {
        var (account, scan) = (Account(), Scan());
        var transaction = new Argument<string?>("TRANSACTION")
        {
            Description = "The id of the record, such as card:738494.", Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "All that was ever decided." };
        var command = new Command("replay", """
            Decides again what is in the journal, with the code and the settings of now on the state of then, and
            compares the events bit for bit. Exit code 3 when something comes out otherwise.

            Example: findata decision replay --all --data ./cards
            """) { transaction, account, scan, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == result.GetValue(transaction) is not null)
                result.AddError("Name one transaction, or say --all.");
        });
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var options = common.Read(parsed);
            if (parsed.GetValue(transaction) is not { } one)
                return Task.Run(() => Told(ReplayAll(options, stop), options), stop);
            return Asked(options, "decision replay", async (queries, _) => Told(await queries.DecisionReplayAsync(
                new DecisionAsked(one, parsed.GetValue(account), parsed.GetValue(scan)), stop), options), stop);
        });
        return command;
    }

    private static async Task<int> Asked(CommonOptions.Values options, string name,
        Func<NodeQueries, CommonOptions.Values, Task<int>> ask, CancellationToken stop)
    {
        var answer = ExitCodes.Done;
        var ended = await QueryCommand.RunAsync(options, name, async (queries, _) =>
        {
            ProgressLine? progress = null;
            if (queries is LocalQueries local)
                local.Scanned = (done, all) => (progress ??= new ProgressLine(options.IsQuiet, all)).Show(done, done);
            try
            {
                answer = await ask(queries, options);
            }
            finally
            {
                progress?.Dispose();
            }
        }, stop);
        return ended == ExitCodes.Done ? answer : ended;
    }

    private static ReplayReport? ReplayAll(CommonOptions.Values options, CancellationToken stop)
    {
        var (settings, watch) = (options.Settings, Stopwatch.StartNew());
        using var opened = OpenedJournal.Open(settings, "decision replay");
        var replay = new DecisionReplay(opened.Journal, map => FinDataTopology.Regions(map, settings.Policy),
            settings.Limits);
        try
        {
            using var progress = new ProgressLine(options.IsQuiet, replay.Batches);
            return replay.All(progress.Show, stop) with { Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) };
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static int Told(ReplayReport? report, CommonOptions.Values options)
    {
        if (report is null) return ExitCodes.Interrupted;
        if (options.IsQuiet) Console.WriteLine(Json.Line(report));
        else Print(report);
        return report.Different == 0 ? ExitCodes.Done : ExitCodes.DifferencesFound;
    }

    private static void Print(ReplayReport report)
    {
        foreach (var found in report.Examples)
        {
            Console.WriteLine($"{found.Transaction} of {found.Entity}, shard/batch/index " +
                $"{found.Position.Shard}/{found.Position.Batch}/{found.Position.Index}:");
            foreach (var field in found.Fields.Take(FieldsShown))
                Console.WriteLine($"  {field.Field}{(field.Event > 0 ? $" of event {field.Event + 1}" : "")}: was " +
                    $"{field.Was}, is {field.Is}");
            Console.WriteLine(found.Cause is null
                ? "  No setting explains it: the journal was changed, or another version of the program has decided."
                : $"  It is explained by other settings than then: {found.Cause}.");
        }
        Console.WriteLine($"{report.Decisions:N0} decided again, {report.Equal:N0} equal bit for bit, " +
            $"{report.Different:N0} different{(report.Different > report.Examples.Count ? ", the first above" : "")}" +
            $"; {report.Untold:N0} events do not tell what was asked." +
            (report.Seconds > 0 ? $" {report.Seconds:F1} s." : ""));
        if (report.Score is not { } score) return;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A fraud probability of {score.Probability:F4}, log-odds {score.LogOdds:F2}, is the sum of:"));
        Print(score.Average, "what the model begins with");
        var small = score.Reasons.Where(r => Math.Abs(r.Part) < PartShown).ToList();
        foreach (var reason in score.Reasons.Except(small)) Print(reason.Part, reason.Words);
        if (small.Count > 0) Print(small.Sum(r => r.Part), $"{small.Count} others of less than {PartShown}");
    }

    private static void Print(double part, string words) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part,7:+0.00;-0.00;0.00}  {words}"));

    private static void Print(DecisionDetail d)
    {
        var table = new TextTable(Text(d.Transaction), Number(d.Currency));
        foreach (var (name, value) in ((string, string?)[])[("account", d.Account),
            ("time", QueryCommand.Time(d.Time) + (d.IsLate ? " (late)" : "")), ("what", d.Kind), ("amount", d.Amount),
            ("with", d.Other), ("names", d.Reference),
            ("result", d.Result + (d.Reason is null ? "" : $", {d.Reason}")), ("posted before", d.Before?.Posted),
            ("held before", d.Before?.Held), ("available before", d.Before?.Available),
            ("posted after", d.After?.Posted), ("held after", d.After?.Held), ("available after", d.After?.Available),
            ("deviations", d.Deviations?.ToString("F4", CultureInfo.InvariantCulture)),
            ("debits in the hour", $"{d.Velocity}"),
            ("fraud probability", d.Score?.Probability.ToString("F4", CultureInfo.InvariantCulture)),
            ("model", d.Score is { } score ? $"{score.Model}, change {score.Change}" : null),
            ("terminal as of", QueryCommand.Time(d.Score?.AsOf)), ("last change of rules", $"{d.RuleSet}"),
            ("shard/batch/index", $"{d.Place.Shard}/{d.Place.Batch}/{d.Place.Index}"), ("epoch", $"{d.Place.Epoch}")])
        {
            if (!string.IsNullOrEmpty(value)) table.Add(name, value);
        }
        table.Print();
        Console.WriteLine(d.Words);
        foreach (var reason in d.Score?.Reasons ?? []) Print(reason.Part, reason.Words);
        if (d.Score is { Reasons.Count: > 0, Rest: var rest })
            Print(rest, "all other features, and what the score begins with");
        if (d.Score is not null)
            Console.WriteLine($"What every feature did to the score: findata decision replay {d.Transaction}");
        Console.WriteLine($"SHA-256 of the batch: {d.Place.Hash}");
        if (d.Alerts.Count > 0) AlertCommands.Print(d.Alerts);
        foreach (var rule in d.Rules)
            Console.WriteLine($"{rule.Rule} v{rule.Version} {rule.Said} (in {rule.Stage}" +
                $"{(rule.Percent > 0 ? $" of {rule.Percent} %" : "")}, made by {rule.Maker}" +
                $"{(rule.Approver is null ? "" : $", approved by {rule.Approver}")}):\n  " +
                rule.Text.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal));
        if (d.Later.Count > 0) AccountCommands.Print(d.Later);
    }

    private static Argument<string> Transaction() => new("TRANSACTION")
    {
        Description = "The id of the record, such as card:738494.",
    };

    private static Option<string?> Account() => new("--account")
    {
        Description = "Its account, such as card:596: where the id is no longer remembered, or used twice.",
    };

    private static Option<bool> Scan() => new("--scan")
    {
        Description = "Look through the whole journal where nothing else finds it.",
    };
}
