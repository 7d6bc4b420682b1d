using System.Text;
using Spectre.Console;

namespace FinData.Commands;

/// <summary>Rows for a person: drawn on a terminal, in plain aligned columns elsewhere.</summary>
internal sealed class TextTable(params IReadOnlyList<TextTable.Column> columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [];

    /// <param name="Title">Its head.</param>
    /// <param name="IsNumber">Aligned to the right.</param>
    public sealed record Column(string Title, bool IsNumber = false);

    public static Column Text(string title) => new(title);

    public static Column Number(string title) => new(title, true);

    public TextTable Add(params IReadOnlyList<string?> cells)
    {
        rows.Add([.. cells.Select(c => c ?? "")]);
        return this;
    }

    /// <summary>Writes to standard output.</summary>
    public void Print()
    {
        if (Console.IsOutputRedirected) Write(Console.Out);
        else AnsiConsole.Write(Drawn());
    }

    /// <summary>Writes plain columns.</summary>
    public void Write(TextWriter to)
    {
        var widths = columns.Select((c, i) => rows.Select(r => r[i].Length).Append(c.Title.Length).Max()).ToList();
        foreach (var row in rows.Prepend([.. columns.Select(c => c.Title)]))
        {
            var line = new StringBuilder();
            for (var i = 0; i < columns.Count; i++)
                line.Append(i > 0 ? Gap : "").Append(columns[i].IsNumber ? row[i].PadLeft(widths[i]) : row[i].PadRight(widths[i]));
            to.WriteLine(line.ToString().TrimEnd());
        }
    }

    private Table Drawn()
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var drawn = new TableColumn(Markup.Escape(column.Title));
            table.AddColumn(column.IsNumber ? drawn.RightAligned().NoWrap() : drawn);
        }
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
