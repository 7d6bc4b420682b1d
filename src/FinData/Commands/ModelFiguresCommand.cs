using System.CommandLine;
using System.Globalization;
using FinData.Queries;
using FinData.Queries.Exports;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata model figures</c>: whether the model still works.</summary>
internal static class ModelFiguresCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from")
        {
            Description = "The first day of payments, in UTC (default: 30 days up to the last).",
        };
        var to = new Option<string?>("--to") { Description = "The last day (default: the newest with a score)." };
        var by = new Option<string?>("--by")
        {
            Description = "day or week (default: days, of more than 92 days weeks).",
        };
        var csv = new Option<bool>("--csv") { Description = "CSV on standard output and nothing else." };
        var command = new Command("figures", """
            Shows day by day how the fraud model does: what it has scored and alerted, what labels say of that, and
            whether its scores are those of its first week (psi: below 0.1 they are, above 0.25 they are not; a model
            that began with no month of payments behind it had another first week). Labels come late: the figures of a
            day that is open still grow.

            Example: findata model figures --from 2018-06-10 --to 2018-07-10 --data ./cards
            Example: findata model figures --by week --csv --data ./cards
            """) { from, to, by, csv };
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => QueryCommand.RunAsync(common.Read(parsed), "model figures",
            async (queries, quiet) =>
            {
                var figures = await queries.ModelFiguresAsync(new ModelFiguresAsked
                {
                    From = parsed.GetValue(from), To = parsed.GetValue(to), By = parsed.GetValue(by),
                }, stop);
                if (quiet) Console.WriteLine(Json.Line(figures));
                else if (parsed.GetValue(csv)) PrintCsv(figures);
                else Print(figures);
            }, stop));
        return command;
    }

    private static void Print(ModelFigureList figures)
    {
        if (figures.To is null)
        {
            Console.WriteLine("No payment was scored yet: findata model use MODEL.");
            return;
        }
        Console.WriteLine($"{figures.From} to {figures.To} by {figures.By}; " + (figures.LabelledAt is { } at
            ? $"labels up to {QueryCommand.Time(at)}." : "no label yet."));
        var table = new TextTable(Text(figures.By), Text("model"), Number("scored"), Number("alerted"),
            Number("frauds"), Number("genuine"), Number("precision"), Number("recall"), Number("auc"), Number("ap"),
            Number("psi"), Text("caught"), Text("missed"), Text(""));
        foreach (var row in figures.Items) Add(row.From, row);
        foreach (var model in figures.Models) Add("all", model.Total);
        table.Print();

        void Add(string period, ModelFigureRow row) => table.Add(period, row.Name, $"{row.Scored:N0}",
            $"{row.Alerted:N0}", $"{row.Frauds:N0}", $"{row.Genuine:N0}", Share(row.Precision), Share(row.Recall),
            Share(row.Auc), Share(row.AveragePrecision), Share(row.Psi), Money(row, m => m.Caught),
            Money(row, m => m.Missed), row.IsSettled ? "" : "open");
    }

    private static void PrintCsv(ModelFigureList figures)
    {
        Console.Write(CsvText.Line("from", "to", "change", "model", "settled", "scored", "alerted", "frauds", "genuine",
            "alerted_frauds", "alerted_genuine", "precision", "recall", "auc", "average_precision", "psi", "caught",
            "missed"));
        foreach (var row in figures.Items)
            Console.Write(CsvText.Line(row.From, row.To, $"{row.Model}", row.Name, row.IsSettled ? "1" : "0",
                $"{row.Scored}", $"{row.Alerted}", $"{row.Frauds}", $"{row.Genuine}", $"{row.AlertedFrauds}",
                $"{row.AlertedGenuine}", Share(row.Precision), Share(row.Recall), Share(row.Auc),
                Share(row.AveragePrecision), Share(row.Psi), Money(row, m => m.Caught), Money(row, m => m.Missed)));
    }

    private static string Share(double? share) => share?.ToString("F4", CultureInfo.InvariantCulture) ?? "";

    private static string Money(ModelFigureRow row, Func<FraudMoney, string> of) =>
        string.Join(' ', row.Money.Select(m => $"{of(m)} {m.Currency}"));
}
