using System.CommandLine;
using System.Globalization;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Fraud;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata fraud explain</c>: why a payment has its score.</summary>
internal static class FraudExplainCommand
{
    public static Command Create()
    {
        var (files, json) = (FraudCommands.Files(), new Option<bool>("--json")
        {
            Description = "JSON on standard output and nothing else.",
        });
        var (model, id) = (FraudCommands.Model(), new Option<long>("--transaction")
        {
            Description = "The transaction_id.", Required = true,
        });
        var command = new Command("explain", """
            Scores one payment of the files with a model, and says what each feature did to the score: in log-odds, the
            average and all parts sum to it.

            Example: findata fraud explain 2018-0*.csv.gz --model cards.model --transaction 738494
            """) { files, model, id, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var loaded = ModelFile.Read(parsed.GetRequiredValue(model));
            var explanation = Explain(loaded, parsed.GetRequiredValue(files), parsed.GetRequiredValue(id));
            if (parsed.GetValue(json)) Console.WriteLine(Json.Line(Flat(explanation)));
            else Print(explanation);
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static Explanation Explain(ModelFile model, string[] files, long id)
    {
        var history = HistoryFiles.Read(files);
        var row = 0;
        while (row < history.Payments.Length && history.Payments[row].Id != id) row++;
        if (row == history.Payments.Length)
        {
            throw new FraudException($"No payment of the files has the transaction_id {id}. Name the file that " +
                "has it.");
        }
        return Explanation.Of(model.Model, FeatureReplay.Of(history, [row], model.Notes.LabelDelay)[0]);
    }

    private static object Flat(Explanation explanation) => new
    {
        explanation.LogOdds, explanation.Probability, Average = TreeModel.LogOddsOf(explanation.Average),
        Reasons = explanation.Reasons.Select(r => new
        {
            Feature = FeatureSet.Names[(int)r.Feature], LogOdds = TreeModel.LogOddsOf(r.Part), r.Words,
        }),
    };

    private static void Print(Explanation explanation)
    {
        var table = new TextTable(Number("log-odds"), Text("feature"), Text("reason"));
        foreach (var reason in explanation.Reasons)
            table.Add(Signed(reason.Part), FeatureSet.Names[(int)reason.Feature], reason.Words);
        table.Add(Signed(explanation.Average), "", "average");
        table.Add(Signed(explanation.Score), "", string.Create(CultureInfo.InvariantCulture,
            $"sum: a probability of {explanation.Probability:P2}"));
        table.Print();
    }

    private static string Signed(long parts) =>
        TreeModel.LogOddsOf(parts).ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);
}
