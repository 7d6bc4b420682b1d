using System.CommandLine;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata shard …</c></summary>
internal static class ShardCommands
{
    public static Command Create() => new("shard", "How far each shard is.") { List(), Stats() };

    private static Command List() => QueryCommand.Of("list", """
        Lists the shards with what they hold and how far they have taken their sources.

        Example: findata shard list --data ./cards
        """, [], (node, _, stop) => node.ShardsAsync(stop), Print);

    private static Command Stats() => QueryCommand.Of("stats", """
        Lists which node has each shard, how often it was claimed, and what it has counted.

        Example: findata shard stats --data ./one
        """, [], (node, _, stop) => node.ShardsAsync(stop), PrintStats);

    private static void PrintStats(Page<ShardDetail> page)
    {
        var table = new TextTable(Number("shard"), Text("node"), Text("state"), Number("epoch"), Number("batch"),
            Number("entities"), Number("records"), Number("events"), Number("alerts"));
        foreach (var row in page.Items)
            table.Add($"{row.Shard}", row.Node ?? "", row.State, $"{row.Epoch:N0}", $"{row.Batch:N0}",
                $"{row.Entities:N0}", $"{row.Records:N0}", $"{row.Events:N0}", $"{row.Alerts:N0}");
        table.Print();
    }

    private static void Print(Page<ShardDetail> page)
    {
        var table = new TextTable(Number("shard"), Text("state"), Number("batch"), Number("entities"), Number("lag"),
            Text("watermark"), Text("positions"));
        foreach (var row in page.Items)
            table.Add($"{row.Shard}", row.State, $"{row.Batch:N0}", $"{row.Entities:N0}",
                row.Lag is { } lag ? $"{lag:N0}" : "", QueryCommand.Time(row.Watermark),
                string.Join(", ", row.Positions.Select(p => $"{p.Source}: {p.Position}")));
        table.Print();
    }
}
