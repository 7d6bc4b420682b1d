using System.CommandLine;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata deadletter …</c></summary>
internal static class DeadLetterCommands
{
    private const int RowsUsual = 20;

    public static Command Create() => new("deadletter", "Records that could not be taken, with the reason.") { List() };

    private static Command List()
    {
        var reason = new Option<string?>("--reason") { Description = "Of one reason only, such as malformed-json." };
        var after = new Option<string?>("--after") { Description = "Where the list before has ended." };
        var limit = QueryCommand.Limit(RowsUsual);
        return QueryCommand.Of("list", """
            Lists records that could not be taken, the newest first, and how many there are for each reason.

            Example: findata deadletter list --reason cancellation --data ./shop
            """, [reason, limit, after], (node, parsed, stop) => node.DeadLettersAsync(parsed.GetRequiredValue(limit),
            parsed.GetValue(reason), parsed.GetValue(after), stop), Print);
    }

    private static void Print(DeadLetterPage page)
    {
        var table = new TextTable(Text("time"), Text("source"), Number("position"), Text("reason"), Text("detail"));
        foreach (var row in page.Items)
            table.Add(QueryCommand.Time(row.Time), row.Source, $"{row.Position}", row.Reason, row.Detail);
        table.Print();
        var counts = new TextTable(Text("reason"), Number("count"));
        foreach (var (reason, count) in page.Counts.OrderByDescending(c => c.Value)) counts.Add(reason, $"{count:N0}");
        if (page.Counts.Count > 0) counts.Print();
        QueryCommand.More(page.Next, "--after");
    }
}
