using System.CommandLine;
using FinData.Feed;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata alert …</c></summary>
internal static class AlertCommands
{
    private const int RowsUsual = 20;

    public static Command Create() => new("alert", "What the rules have found.") { List() };

    public static void Print(IReadOnlyList<AlertRow> alerts)
    {
        var table = new TextTable(Text("time"), Text("account"), Number("amount"), Text("currency"), Text("why"), Text("alert"));
        foreach (var row in alerts) table.Add(QueryCommand.Time(row.Time), row.Account, row.Amount, row.Currency, row.Reason, row.Id);
        table.Print();
    }

    private static Command List()
    {
        var account = new Option<string?>("--account") { Description = "Of one account only, such as card:596." };
        var after = new Option<string?>("--after") { Description = "Where the list before has ended." };
        var limit = QueryCommand.Limit(RowsUsual);
        return QueryCommand.Of("list", """
            Lists alerts, the newest first.

            Example: findata alert list --account card:596 --data ./cards
            """, [account, limit, after], (node, parsed, stop) => node.AlertsAsync(parsed.GetRequiredValue(limit),
            parsed.GetValue(account), parsed.GetValue(after), stop), page =>
            {
                Print(page.Items);
                QueryCommand.More(page.Next, "--after");
            });
    }
}
