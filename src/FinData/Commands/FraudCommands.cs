using System.CommandLine;
using System.Globalization;
using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.History;
using FinData.Fraud;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata fraud …</c>: models on labelled card transactions.</summary>
internal static class FraudCommands
{
    public static Command Create() => new("fraud", "Models that tell frauds, from labelled card transactions.")
    {
        Evaluate(),
    };

    private static Command Evaluate()
    {
        var (files, json) = (Files(), new Option<bool>("--json") { Description = "One line of JSON a model." });
        var train = Days("--train", "The days whose labels are learned from, both included.");
        var test = Days("--test", "The days that are scored: at least 8 days later, as labels take 7 to come in.");
        var command = new Command("evaluate", """
            Trains on some days and scores later ones, each beside simpler models: AUC ROC, average precision, and the
            share of compromised cards among the 100 with the highest scores of a day.

            Example: findata fraud evaluate 2018-0*.csv.gz --train 2018-06-03..2018-06-09 --test 2018-06-17..2018-06-23
            """) { files, train, test, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var split = new TimeSplit(HistoryFiles.Read(parsed.GetRequiredValue(files)),
                parsed.GetRequiredValue(train), parsed.GetRequiredValue(test), Baselines.LabelDelayDays);
            var figures = Baselines.Evaluate(split).ToList();
            if (parsed.GetValue(json)) figures.ForEach(f => Console.WriteLine(Json.Line(f)));
            else Print(split, figures);
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static void Print(TimeSplit split, List<ModelFigures> figures)
    {
        Console.Error.WriteLine($"Train {split.TrainDays}: {Counted(split, split.Train)}. " +
            $"Test {split.TestDays}: {Counted(split, split.Test)}.");
        var table = new TextTable(Text("model"), Number("AUC ROC"), Number("average precision"),
            Number("card precision@100"));
        foreach (var f in figures)
            table.Add(f.Model, Four(f.Auc), Four(f.AveragePrecision), Four(f.CardPrecision100));
        table.Print();
    }

    private static string Counted(TimeSplit split, IReadOnlyList<int> rows) =>
        $"{rows.Count} payments, {rows.Count(i => split.History.Payments[i].IsFraud)} frauds";

    private static string Four(double figure) => figure.ToString("F4", CultureInfo.InvariantCulture);

    private static Argument<string[]> Files()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Card transactions with a column 'fraud', plain or gz; all days that features look back to.",
            Arity = ArgumentArity.OneOrMore,
        };
        CommonOptions.RefuseUnknownOptions(files);
        return files;
    }

    private static Option<DayRange> Days(string name, string description) => new(name)
    {
        Description = description + " As 2018-06-03..2018-06-09.",
        Required = true,
        CustomParser = result =>
        {
            if (DayRange.TryParse(result.Tokens[0].Value, out var days)) return days;
            result.AddError($"{name} '{result.Tokens[0].Value}' are no days of the form 2018-06-03..2018-06-09.");
            return default;
        },
    };
}
