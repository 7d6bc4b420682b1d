using System.CommandLine;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Node;
using FinData.Queries;
using FinData.Web;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata list …</c>: block and allow lists.</summary>
internal static class ListCommands
{
    private const int IdsAtOnce = 20_000;

    public static Command Create() => new("list", "Lists of ids that rules look into.")
    {
        Show(), Has(), Change("put", """
            Puts ids into a list, which is made with its first; another --expires replaces the one they had.

            Example: findata list put blocked terminal:3156 terminal:17 --expires 30d --by anna --data ./cards
            Example: findata list put blocked --file blocked.txt --data ./cards
            """), Change("remove", """
            Takes ids out of a list.

            Example: findata list remove blocked terminal:17 --by anna --data ./cards
            """),
    };

    private static Command Show() => QueryCommand.Of("show", """
        Shows the lists, how many ids they have, and who has changed them last.

        Example: findata list show --data ./cards
        """, [], (node, _, stop) => node.ListsAsync(stop), lists =>
        {
            var table = new TextTable(Text("list"), Number("ids"), Text("changed"), Text("by"));
            foreach (var row in lists.Items)
                table.Add(row.List, $"{row.Ids:N0}", QueryCommand.Time(row.ChangedAt), row.ChangedBy);
            table.Print();
        });

    private static Command Has()
    {
        var (list, id) = (List(), new Argument<string>("ID") { Description = "Such as terminal:3156." });
        return QueryCommand.Of("has", """
            Tells whether an id is in a list now.

            Example: findata list has blocked terminal:3156 --data ./cards
            """, [list, id], (node, parsed, stop) => node.ListedAsync(parsed.GetRequiredValue(list),
            parsed.GetRequiredValue(id), stop),
            found => Console.WriteLine($"{found.Id} is {(found.IsListed ? "" : "not ")}in {found.List}."));
    }

    private static Argument<string> List() => new("LIST") { Description = "The list's name." };

    private static Command Change(string verb, string description)
    {
        var list = List();
        var ids = new Argument<string[]>("ID")
        {
            Description = "Ids such as terminal:3156.", Arity = ArgumentArity.ZeroOrMore,
        };
        CommonOptions.RefuseUnknownOptions(ids);
        var file = new Option<string?>("--file") { Description = "A file of ids, one a line; - is standard input." };
        var by = new Option<string>("--by")
        {
            Description = "Who you are (default: the name you are logged in by).",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var expires = new Option<string?>("--expires") { Description = "After which time they leave it, such as 30d." };
        var command = new Command(verb, description);
        QueryCommand.Add(command, [list, ids, file, by]);
        if (verb == "put") command.Add(expires);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            List<string> all = [.. parsed.GetValue(ids) ?? []];
            if (parsed.GetValue(file) is { } name) all.AddRange(IdsIn(name));
            DateTimeOffset? until =
                parsed.GetValue(expires) is { } after ? DateTimeOffset.UtcNow + DurationOf(after) : null;
            var path = $"api/lists/{Uri.EscapeDataString(parsed.GetRequiredValue(list))}/{verb}";
            var request = new RuleRequest(By: parsed.GetRequiredValue(by), Until: until);
            return RunAsync(common.Read(parsed), path, all, request, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommonOptions.Values options, string path, List<string> ids,
        RuleRequest request, CancellationToken stop)
    {
        if (ids.Count == 0) throw new NodeException("There is no id; write some, or name a file of them with --file.");
        using var client = RuleChangeCommands.ClientOf(options.Settings);
        long count = 0;
        foreach (var some in ids.Chunk(IdsAtOnce))
        {
            try
            {
                await RuleChangeCommands.AskAsync(client, path, request with { Ids = some }, stop);
            }
            catch (NodeException e) when (count > 0)
            {
                throw new NodeException($"{e.Message} The first {count:N0} of {ids.Count:N0} ids are in force; the " +
                    "same command may be given again with all of them.", e);
            }
            count += some.Length;
        }
        if (options.IsQuiet) Console.WriteLine(Json.Line(new { ids = count }));
        else Console.WriteLine($"{count:N0} ids, in force on all shards.");
        return ExitCodes.Done;
    }

    // All of them are looked at before the first is sent: a list that is half a file is in force, and wrong.
    private static IEnumerable<string> IdsIn(string file)
    {
        var (number, bytes) = (0, new byte[EntityName.IdBytesMax]);
        foreach (var line in file == "-" ? Lines(Console.In) : FileLines(file))
        {
            number++;
            var id = line.Trim();
            if (id.Length == 0) continue;
            if (!RuleLists.TryParse(id, bytes, out _, out _))
                throw new NodeException($"Line {number} of '{file}', '{id[..Math.Min(id.Length, 70)]}', is no id: " +
                    "write kind and name, such as card:596. Nothing of the file was sent.");
            yield return id;
        }
    }

    private static IEnumerable<string> FileLines(string file) => File.Exists(file) ? File.ReadLines(file)
        : throw new NodeException($"The file '{file}' cannot be read: there is no such file.");

    private static IEnumerable<string> Lines(TextReader from)
    {
        while (from.ReadLine() is { } line) yield return line;
    }

    private static TimeSpan DurationOf(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        if (!int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), out var count) || count <= 0
            || !"mhd".Contains(unit, StringComparison.Ordinal))
            throw new NodeException($"'{text}' is no duration; write one such as 30d, 12h or 15m.");
        return unit switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }
}
