using System.CommandLine;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata rule …</c></summary>
internal static class RuleCommands
{
    public static Command Create() => new("rule", "Rules on debits: written, tried, approved by two, taken back.")
    {
        List(), Stats(), RuleChangeCommands.Add(), RuleChangeCommands.Promote(), RuleChangeCommands.Approve(),
        RuleChangeCommands.RollBack(), RuleCheckCommands.Check(), RuleCheckCommands.Values(),
    };

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Replaced and rolled back versions too." };
        var isAll = false;
        return QueryCommand.Of("list", """
            Lists the rules: versions on their way or acting, where they are, who made and approved them.

            Example: findata rule list --data ./cards
            """, [all], (node, parsed, stop) =>
            {
                isAll = parsed.GetValue(all);
                return node.RulesAsync(stop);
            }, list => PrintList(list, isAll));
    }

    private static Command Stats() => QueryCommand.Of("stats", """
        Shows what each version has found since it is evaluated: debits it applied to (in shadow too), debits it
        has decided, and debits it could not tell of because a value was missing.

        Example: findata rule stats --data ./cards
        """, [], (node, _, stop) => node.RulesAsync(stop), PrintStats);

    private static void PrintList(RuleList list, bool isAll)
    {
        var table = new TextTable(Text("rule"), Number("version"), Text("stage"), Text("does"), Text("made by"),
            Text("approved by"), Text("since"), Text("waits for approval"));
        foreach (var rule in list.Items)
            foreach (var v in rule.Versions.Where(v => isAll || v.IsOpen))
                table.Add(rule.Rule, $"{v.Version}", StageOf(v.Stage, v.Percent), v.Action, v.Maker, v.Approver,
                    QueryCommand.Time(v.ChangedAt),
                    v.Asked is null ? "" : $"{StageOf(v.Asked, v.AskedPercent)}, asked by {v.AskedBy}");
        table.Print();
        foreach (var rule in list.Items)
            foreach (var v in rule.Versions.Where(v => v.Backtest is not null && (isAll || v.IsOpen)))
                Console.WriteLine($"{rule.Rule} v{v.Version} on history: {v.Backtest}");
    }

    private static void PrintStats(RuleList list)
    {
        var table = new TextTable(Text("rule"), Number("version"), Text("stage"), Number("hits"), Number("decided"),
            Number("unknown"));
        foreach (var rule in list.Items)
            foreach (var v in rule.Versions.Where(v => v.IsOpen || v.Hits + v.Unknown > 0))
                table.Add(rule.Rule, $"{v.Version}", StageOf(v.Stage, v.Percent), $"{v.Hits:N0}", $"{v.Decided:N0}",
                    $"{v.Unknown:N0}");
        table.Print();
    }

    private static string StageOf(string stage, int percent) => stage == "percentage" ? $"{percent} %" : stage;
}
