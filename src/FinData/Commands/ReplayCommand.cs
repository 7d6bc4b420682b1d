using System.CommandLine;
using System.Diagnostics;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Fraud;
using FinData.Node;
using FinData.Sources;

namespace FinData.Commands;

/// <summary>
/// <c>findata replay FILE…</c>: real files through the shards, from where an earlier run has stopped.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Card transactions, retail sales, bank accounts or NDJSON; plain or gz. Told from the " +
                "first line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var speed = new Option<double?>("--speed")
        {
            Description = "Event time passes at this multiple of the clock (3600: an hour a second); as fast as " +
                "possible without.",
        };
        speed.Validators.Add(result =>
        {
            // Of 0 and less, and of no number, no record would ever be due.
            if (result.Tokens.Count > 0 && !(result.GetValueOrDefault<double?>() is > 0 and < double.PositiveInfinity))
                result.AddError("--speed is a number above 0, such as 3600.");
        });
        var model = new Option<string?>("--model") { Description = "Score payments by this model from the start." };
        var command = new Command("replay", """
            Reads files into a data folder and prints its figures; goes on where it was when it was interrupted.

            Example: findata replay data/2018-04.csv.gz data/2018-05.csv.gz --data ./cards
            Example: findata replay data/2018-0*.csv.gz --model cards.model --data ./cards
            """) { files, speed, model };
        CommonOptions.RefuseUnknownOptions(files);
        var common = CommonOptions.AddTo(command, withShards: true);
        // On another thread: the command line listens to Ctrl+C only once the action has given it a task.
        command.SetAction((parsed, stop) => Task.Run(() => Run(common.Read(parsed), parsed.GetRequiredValue(files),
            parsed.GetValue(speed), parsed.GetValue(model), stop)));
        return command;
    }

    private static int Run(CommonOptions.Values options, string[] files, double? speed, string? model,
        CancellationToken stop)
    {
        var modelBytes = model is null ? null : ModelFile.BytesOf(model);
        var watch = Stopwatch.StartNew();
        using var node = FinDataNode.Open(options.Settings, "replay");
        var asked = Terminals.Of(node.Shards.Map).Asked;
        var pace = new Pace(speed);
        var sources = files.Select(f => new FileSource(node.Shards, f, options.Settings, pace)).ToList();
        using var all = new SequentialSource(sources);
        node.Start();
        if (modelBytes is not null) UseModel(node, modelBytes, stop);
        bool finished;
        using (var progress = new ProgressLine(options.IsQuiet, sources.Sum(s => s.Size)))
        {
            node.Dispatcher!.Read(all);
            finished = node.Dispatcher.WaitForRest([all], stop,
                () => progress.Show(sources.Sum(s => s.BytesRead), node.Shards.Shards.Sum(s => s.Counters.Records)));
        }
        if (!finished)
        {
            Console.Error.WriteLine("Interrupted. What was decided is safe; the same command goes on from there.");
            return ExitCodes.Interrupted;
        }
        if (all.Failure is { } failure) throw failure;
        node.ReadModel?.WaitForRest(stop);
        var figures = FolderFigures.Of(node.Shards).After(watch);
        if (!options.IsQuiet) Summary.Print(figures, sources, node);
        Summary.TellOfLate(sources, asked);
        Console.WriteLine(Json.Line(figures));
        return ExitCodes.Done;
    }

    /// <summary>Scores by a model from now on; where it scores already, nothing changes.</summary>
    public static void UseModel(FinDataNode node, byte[] model, CancellationToken stop)
    {
        node.ChangeModel(ModelAsk.Use, Environment.UserName, model);
        node.Dispatcher!.WaitForRest([], stop);
    }
}
