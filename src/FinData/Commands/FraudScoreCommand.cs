using System.CommandLine;
using System.Globalization;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Fraud;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata fraud score</c>: the payments of some days that a model finds most suspicious.</summary>
internal static class FraudScoreCommand
{
    private const int ReasonsShown = 3, AmountDigits = 2;

    public static Command Create()
    {
        var (files, json) = (FraudCommands.Files(), new Option<bool>("--json")
        {
            Description = "A line of JSON for each payment on standard output and nothing else.",
        });
        var (model, days) = (FraudCommands.Model(), FraudCommands.Days("--days", "The days to score."));
        var top = new Option<int>("--top")
        {
            Description = "So many payments, the highest score first (default: 100).",
            DefaultValueFactory = _ => 100,
        }.Within(1, 10_000_000);
        var command = new Command("score", """
            Scores the payments of some days as they would have been scored when they were made, and lists the most
            suspicious ones with what moved their scores most.

            Example: findata fraud score 2018-0*.csv.gz --model cards.model --days 2018-06-17..2018-06-23 --top 20
            """) { files, model, days, top, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var scored = Score(ModelFile.Read(parsed.GetRequiredValue(model)), parsed.GetRequiredValue(files),
                parsed.GetRequiredValue(days), parsed.GetValue(top));
            if (parsed.GetValue(json)) scored.ForEach(s => Console.WriteLine(Json.Line(s)));
            else Print(scored);
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static List<Scored> Score(ModelFile model, string[] files, DayRange days, int top)
    {
        var history = HistoryFiles.Read(files);
        var rows = history.In(days).ToList();
        var features = FeatureReplay.Of(history, rows, model.Notes.LabelDelay);
        var scores = ModelTraining.Scores(model.Model, features);
        return [.. Enumerable.Range(0, rows.Count).OrderByDescending(row => scores[row]).ThenBy(row => row).Take(top)
            .Select(row => Scored.Of(history, rows[row], Explanation.Of(model.Model, features[row])))];
    }

    private static void Print(List<Scored> scored)
    {
        var table = new TextTable(Number("transaction"), Text("time"), Text("card"), Text("terminal"),
            Number("amount"), Number("probability"), Text("reasons"));
        foreach (var s in scored)
            table.Add($"{s.Transaction}", s.Time, s.Card, s.Terminal, s.Amount,
                s.Probability.ToString("F4", CultureInfo.InvariantCulture), string.Join("; ", s.Reasons));
        table.Print();
    }

    private sealed record Scored(long Transaction, string Time, string Card, string Terminal, string Amount,
        double LogOdds, double Probability, IReadOnlyList<string> Reasons)
    {
        public static Scored Of(PaymentHistory history, int row, Explanation why)
        {
            ref readonly var payment = ref history.Payments[row];
            return new(payment.Id, TimeText.FormatInstant(payment.Time), history.Cards[payment.Card],
                history.Terminals[payment.Terminal], MoneyText.Format(payment.Amount, AmountDigits), why.LogOdds,
                why.Probability, [.. why.Reasons.Where(r => r.Part > 0).Take(ReasonsShown).Select(r => r.Words)]);
        }
    }
}
