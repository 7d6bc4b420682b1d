using System.CommandLine;
using FinData.Domain.Fraud.History;
using FinData.Fraud;

namespace FinData.Commands;

/// <summary><c>findata fraud train</c>: a model and its card, as files.</summary>
internal static class FraudTrainCommand
{
    public static Command Create()
    {
        var (files, json) = (FraudCommands.Files(), new Option<bool>("--json")
        {
            Description = "JSON on standard output and nothing else.",
        });
        var from = FraudCommands.Day("--from", "The first day whose labels are learned from.");
        var to = FraudCommands.Day("--to", "The last one.");
        var output = new Option<string>("--out")
        {
            Description = "The model's file; its card is written beside it, with .html added.", Required = true,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Another seed, another model (default: 1).", DefaultValueFactory = _ => 1,
        };
        var delay = FraudCommands.LabelDelay();
        var command = new Command("train", """
            Trains boosted trees on the labels of some days; the same files and days give the same bytes. The model's
            card has its data, features and figures: those of the week that begins when the labels of the train days
            are known, where the files have it. Needs XGBoost, scoring does not.

            Example: findata fraud train 2018-0*.csv.gz --from 2018-06-03 --to 2018-06-09 --out cards.model
            """) { files, from, to, output, seed, delay, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var days = FraudCommands.Between(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
            var trained = TrainedModel.Train(parsed.GetRequiredValue(files), days, parsed.GetValue(seed),
                parsed.GetValue(delay));
            var summary = trained.Write(parsed.GetRequiredValue(output));
            if (parsed.GetValue(json)) Console.WriteLine(Json.Line(summary));
            else Console.Error.WriteLine($"Wrote model {summary.Model} to {summary.File} ({summary.Bytes:N0} bytes, " +
                $"{summary.Trees} trees) and its card to {summary.Card}.");
            return ExitCodes.Done;
        }, stop));
        return command;
    }
}
