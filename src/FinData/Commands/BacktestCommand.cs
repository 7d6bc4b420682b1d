using System.CommandLine;
using System.Diagnostics;
using FinData.Audit;
using FinData.Domain.Fraud.History;
using FinData.Domain.Rules;
using FinData.Fraud;
using FinData.Node;
using FinData.Queries;
using FinData.Topologies;
using FinData.Web;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata backtest</c>: what rules would have done.</summary>
internal static class BacktestCommand
{
    private const int ExamplesShown = 10;

    public static Command Create()
    {
        var rules = new Option<string?>("--rules")
        {
            Description = "A file of rules: each takes the place of the one of its name, the others act as they did.",
        };
        var rule = new Option<string?>("--rule")
        {
            Description = "The newest version of a rule of the node instead; it comes to the stage backtest with it.",
        };
        var by = new Option<string>("--by")
        {
            Description = "Who you are, with --rule (default: the name you are logged in by).",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var model = new Option<string?>("--model")
        {
            Description = "A model of 'findata fraud train' that scores in the place of the one of then.",
        };
        var alone = new Option<bool>("--alone") { Description = "The other rules do not act." };
        var (from, to) = (FraudCommands.Day("--from", "The first day."), FraudCommands.Day("--to", "The last day."));
        var labels = new Option<string[]>("--labels")
        {
            Description = "Card transactions with a column 'fraud', plain or gz: which debits were frauds; without " +
                "them the labels in the journal count, and a debit without one is genuine after the delay.",
            AllowMultipleArgumentsPerToken = true,
        };
        var html = new Option<string?>("--html") { Description = "Writes a page with a picture to a file." };
        var command = new Command("backtest", """
            Runs rules or a model over the debits of the past, each with the facts of then: what they find, how much of
            it is fraud, the money saved, and what would have been decided otherwise. Nothing is changed.

            Example: findata backtest --rules new.rules --from 2018-04-08 --to 2018-04-30 --data ./cards
            Example: findata backtest --rule unusual-amount --from 2018-04-08 --to 2018-04-30 --by anna --data ./cards
            """) { rules, rule, model, by, alone, from, to, labels, html };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rules) is not null && result.GetValue(rule) is not null)
                result.AddError("Name a file with --rules, or a rule of the node with --rule.");
            if (result.GetValue(rules) is null && result.GetValue(rule) is null && result.GetValue(model) is null)
                result.AddError("Name what is tried: --rules, --rule or --model.");
        });
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => Task.Run(async () =>
        {
            var days = FraudCommands.Between(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
            var (options, name) = (common.Read(parsed), parsed.GetValue(rule));
            var (tried, version) = name is not null ? await RuleOfNodeAsync(options.Settings, name, stop)
                : (parsed.GetValue(rules) is { } file ? ReadRules(file) : [], 0);
            var proposal = new BacktestProposal(tried, parsed.GetValue(alone),
                parsed.GetValue(model) is { } path ? ModelFile.Read(path).Model : null);
            var report = Run(options, proposal, days,
                parsed.GetValue(labels) is { Length: > 0 } files ? TransactionLabels.Read(files).Of : null,
                parsed.GetValue(html), stop);
            if (report is null) return ExitCodes.Interrupted;
            if (name is not null)
                await KeepAsync(options.Settings, name, version, parsed.GetRequiredValue(by), report, stop);
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static async Task<(IReadOnlyList<Rule> Rules, int Version)> RuleOfNodeAsync(NodeSettings settings,
        string name, CancellationToken stop)
    {
        using var client = RuleChangeCommands.ClientOf(settings);
        var row = (await new RemoteQueries(client).RulesAsync(stop)).Items.FirstOrDefault(r => r.Rule == name)
            ?? throw new NodeException($"There is no rule '{name}'. See them with: findata rule list");
        var newest = row.Versions[0];
        return (RuleFile.Read(newest.Text).Rules, newest.Version);
    }

    // The registry takes it as it takes all changes: by whom, and journaled.
    private static async Task KeepAsync(NodeSettings settings, string name, int version, string by,
        BacktestReport report, CancellationToken stop)
    {
        using var client = RuleChangeCommands.ClientOf(settings);
        await RuleChangeCommands.AskAsync(client, $"api/rules/{Uri.EscapeDataString(name)}/promote",
            new RuleRequest("", by, "backtest", Version: version, Figures: report.Line), stop);
    }

    private static IReadOnlyList<Rule> ReadRules(string file)
    {
        var text = RuleCheckCommands.ReadText(file);
        var read = RuleFile.Read(text);
        if (read.Problems.Count > 0)
            throw new NodeException("The rules cannot be tried:\n"
                + string.Join('\n', read.Problems.Select(p => p.Picture(file, text))));
        if (read.Rules.Count > RuleBook.SlotsMax)
            throw new NodeException($"{file} has {read.Rules.Count} rules; try {RuleBook.SlotsMax} at a time at most.");
        return read.Rules;
    }

    private static BacktestReport? Run(CommonOptions.Values options, BacktestProposal proposal, DayRange days,
        Func<string, bool?>? labels, string? html, CancellationToken stop)
    {
        var (settings, watch) = (options.Settings, Stopwatch.StartNew());
        using var opened = OpenedJournal.Open(settings, "backtest");
        var backtest = new Backtest(opened.Journal, map => FinDataTopology.Regions(map, settings.Policy),
            settings.Limits)
        {
            AlertFrom = settings.Policy.Alerts.Probability,
        };
        BacktestReport report;
        try
        {
            using var progress = new ProgressLine(options.IsQuiet, backtest.Batches);
            report = backtest.Run(proposal, days, labels, progress.Show, stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        report = report with { Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) };
        if (proposal.Model is not null && report.WouldScores is null)
            Console.Error.WriteLine("findata: no payment of these days has features for a model to score: they are " +
                "remembered from 'findata model watch' or 'findata model use' on.");
        if (html is not null) Write(html, BacktestPage.Html(report, proposal.Rules));
        if (options.IsQuiet) Console.WriteLine(Json.Line(report));
        else Print(report);
        return report;
    }

    private static void Write(string file, string page)
    {
        try
        {
            File.WriteAllText(file, page);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException($"The page '{file}' cannot be written: {e.Message} Name another with --html.", e);
        }
    }

    private static void Print(BacktestReport report)
    {
        if (report.Rules.Count > 0) Print(report.Rules);
        var table = new TextTable(Text($"{report.From} to {report.To}"), Number("as decided"), Number("as proposed"));
        foreach (var (name, was, would) in report.Figures) table.Add(name, was, would);
        table.Print();
        if (report.Examples.Count > 0) Print(report.Examples);
        Console.WriteLine($"{report.Debits:N0} debits in {report.Days} days, {report.Labelled:N0} labelled, " +
            $"{report.Frauds:N0} frauds; {report.Flipped:N0} would be decided otherwise" +
            $"{string.Concat(report.Flips.Select(f => $", {f.Count:N0} {f.Was} → {f.Would}"))}." +
            (report.Saved.Count > 0 ? $" Saved: {BacktestReport.Money(report.Saved)}." : ""));
        if (report.Debits == 0)
            Console.Error.WriteLine($"findata: the folder has no debit from {report.From} to {report.To}: 'findata " +
                "account events' and the page tell which days it has.");
    }

    private static void Print(IReadOnlyList<BacktestRule> rules)
    {
        var table = new TextTable(Text("rule"), Text("does"), Number("hits"), Number("a day"), Number("unknown"),
            Number("precision"), Number("recall"));
        foreach (var r in rules)
            table.Add(r.Rule, r.Action, $"{r.Hits:N0}", BacktestReport.Plain(r.HitsADay), $"{r.Unknown:N0}",
                BacktestReport.Share(r.Precision), BacktestReport.Share(r.Recall));
        table.Print();
    }

    private static void Print(IReadOnlyList<Flip> examples)
    {
        var table = new TextTable(Text("time"), Text("transaction"), Text("account"), Number("amount"), Text("was"),
            Text("would be"), Text("rules"), Text("fraud"));
        foreach (var e in examples.Take(ExamplesShown))
            table.Add(QueryCommand.Time(e.Time), e.Transaction, e.Account, e.Amount, e.Was, e.Would,
                string.Join(", ", e.Rules), e.IsFraud is { } fraud ? fraud ? "yes" : "no" : "");
        table.Print();
    }
}
