using System.CommandLine;
using System.Globalization;
using FinData.Domain.Fraud.Evaluation;
using FinData.Fraud;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata fraud evaluate</c>: models beside simpler ones, on days later than those they learn from.
/// </summary>
internal static class FraudEvaluateCommand
{
    public static Command Create()
    {
        var (files, json) = (FraudCommands.Files(), new Option<bool>("--json")
        {
            Description = "A line of JSON for each model on standard output and nothing else.",
        });
        var train = FraudCommands.Days("--train", "The days whose labels are learned from, both included.");
        var test = FraudCommands.Days("--test",
            "The days that are scored, once the labels of the train days are known: 8 days later or more.");
        var delay = FraudCommands.LabelDelay();
        var seeds = new Option<int>("--seeds")
        {
            Description = "Train with the seeds 1 to N; mean and deviation (default: 1).",
            DefaultValueFactory = _ => 1,
        }.Within(1, 1000);
        var families = new Option<bool>("--families")
        {
            Description = "The trees again and again, each time with one more family of features.",
        };
        var command = new Command("evaluate", """
            Trains on some days and scores later ones, boosted trees beside simpler models: AUC ROC, average precision,
            and the share of compromised cards among the 100 with the highest scores of a day. Needs XGBoost.

            Example: findata fraud evaluate 2018-0*.csv.gz --train 2018-06-03..2018-06-09 --test 2018-06-17..2018-06-23
            """) { files, train, test, seeds, families, delay, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var split = new TimeSplit(HistoryFiles.Read(parsed.GetRequiredValue(files)),
                parsed.GetRequiredValue(train), parsed.GetRequiredValue(test), parsed.GetValue(delay));
            var figures = Figures(split, parsed.GetValue(seeds), parsed.GetValue(families)).ToList();
            if (parsed.GetValue(json)) figures.ForEach(f => Console.WriteLine(Json.Line(f)));
            else Print(split, figures);
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static IEnumerable<ModelFigures> Figures(TimeSplit split, int seeds, bool withFamilies)
    {
        var trial = new Trial(split);
        var figures = Baselines.Evaluate(split);
        if (withFamilies) figures = figures.Concat(trial.EvaluateFamilies(seeds));
        return figures.Append(trial.Evaluate("gradient-boosted", seeds));
    }

    private static void Print(TimeSplit split, List<ModelFigures> figures)
    {
        Console.Error.WriteLine($"Train {split.TrainDays}: {Counted(split, split.Train)}. " +
            $"Test {split.TestDays}: {Counted(split, split.Test)}.");
        var table = new TextTable(Text("model"), Number("AUC ROC"), Number("average precision"),
            Number("card precision@100"));
        foreach (var f in figures)
            table.Add(f.Model, Shown(f, f.Auc, f.AucDeviation),
                Shown(f, f.AveragePrecision, f.AveragePrecisionDeviation),
                Shown(f, f.CardPrecision100, f.CardPrecision100Deviation));
        table.Print();
    }

    private static string Counted(TimeSplit split, IReadOnlyList<int> rows) =>
        $"{rows.Count} payments, {rows.Count(i => split.History.Payments[i].IsFraud)} frauds";

    private static string Shown(ModelFigures figures, double mean, double deviation) => figures.Seeds == 1
        ? mean.ToString("F4", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{mean:F4} ± {deviation:F4}");
}
