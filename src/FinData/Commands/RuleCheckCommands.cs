using System.CommandLine;
using FinData.Domain.Rules;
using FinData.Node;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata rule check</c> and <c>rule values</c>: what needs no node and no data folder.</summary>
internal static class RuleCheckCommands
{
    public static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "A file of rules; - reads standard input." };
        var json = JsonOption();
        var command = new Command("check", """
            Reads a file of rules and shows what is wrong in it, each with its line. Exit code 1 when something is.

            Example: findata rule check fraud.rules
            """) { file, json };
        command.SetAction(parsed => Check(parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return command;
    }

    public static Command Values()
    {
        var json = JsonOption();
        var command = new Command("values", """
            Lists what rules can ask about a debit and its account.

            Example: findata rule values
            """) { json };
        command.SetAction(parsed =>
        {
            var rows = RuleSchema.Values.Select(v => new ValueRow(v.Name, TypeOf(v), v.Meaning)).ToList();
            if (parsed.GetValue(json)) Console.WriteLine(Json.Line(rows));
            else
            {
                var table = new TextTable(Text("value"), Text("type"), Text("meaning"));
                foreach (var row in rows) table.Add(row.Name, row.Type, row.Meaning);
                table.Print();
            }
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The text of a file of rules.</summary>
    /// <exception cref="NodeException">It cannot be read.</exception>
    public static string ReadText(string file)
    {
        try
        {
            if (file == "-") return Console.In.ReadToEnd();
            if (new FileInfo(file) is { Exists: true, Length: > 4L * RuleFile.CharsMax })
                throw new NodeException($"'{file}' is too long for a file of rules: " +
                    $"it has {RuleFile.CharsMax} characters at most.");
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException($"The file '{file}' cannot be read: {e.Message}", e);
        }
    }

    private static int Check(string file, bool isQuiet)
    {
        var text = ReadText(file);
        var read = RuleFile.Read(text);
        if (isQuiet)
            Console.WriteLine(Json.Line(CheckReport.Of(read, text)));
        else
        {
            foreach (var problem in read.Problems) Console.Error.WriteLine(problem.Picture(file, text));
            Console.WriteLine($"{read.Rules.Count} rules can be read, {read.Problems.Count} cannot.");
        }
        return read.Problems.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static Option<bool> JsonOption() =>
        new("--json") { Description = "JSON on standard output and nothing else." };

    private static string TypeOf(RuleValue value) => value.Type == RuleType.Choice ? string.Join(" | ", value.Words)
        : value.Type == RuleType.Boolean ? "yes or no" : value.Type.ToString().ToLowerInvariant();

    private sealed record ValueRow(string Name, string Type, string Meaning);
}
