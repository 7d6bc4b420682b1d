using System.CommandLine;
using System.Text;
using FinData.Queries;

namespace FinData.Commands;

/// <summary><c>findata export NAME</c>: whole sets as CSV.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = $"One of: {string.Join(", ", NodeQueries.Exports)}." };
        name.AcceptOnlyFromAmong([.. NodeQueries.Exports]);
        var by = new Option<string>("--by") { Description = "The period of sales and top.", DefaultValueFactory = _ => "day" };
        by.AcceptOnlyFromAmong("day");
        var count = new Option<int>("--count") { Description = "Ranks of each day in top.", DefaultValueFactory = _ => 10 };
        var search = new Option<string>("--search") { Description = "Balances of ids with this part.", DefaultValueFactory = _ => "" };
        var kind = new Option<string>("--kind") { Description = "Balances of one kind.", DefaultValueFactory = _ => "" };
        kind.AcceptOnlyFromAmong(["", .. QueryBounds.Kinds]);
        var account = new Option<string?>("--account") { Description = "Alerts of one account." };
        var reason = new Option<string?>("--reason") { Description = "Dead letters of one reason." };
        var file = new Option<string?>("--out") { Description = "A file, which appears once it is whole (default: standard output)." };
        var command = new Command("export", """
            Writes balances, products, alerts, sales, best sellers, differences or dead letters as CSV, in ordinal order.

            Example: findata export top --by day --count 10 --out top.csv --data ./shop
            """);
        QueryCommand.Add(command, [name, by, count, search, kind, account, reason, file]);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => QueryCommand.RunAsync(common.Read(parsed), "export", (queries, quiet) =>
            WriteAsync(parsed.GetValue(file), quiet, to => queries.ExportAsync(parsed.GetRequiredValue(name), new ExportOptions
            {
                By = parsed.GetRequiredValue(by), Count = parsed.GetRequiredValue(count), Search = parsed.GetRequiredValue(search),
                Kind = parsed.GetRequiredValue(kind), Account = parsed.GetValue(account), Reason = parsed.GetValue(reason),
            }, to, stop)), stop));
        return command;
    }

    private static async Task WriteAsync(string? path, bool quiet, Func<TextWriter, Task> write)
    {
        if (path is null)
        {
            await ToOutputAsync(write);
            return;
        }
        await ToFileAsync(path, write);
        if (quiet) Console.WriteLine(Json.Line(new { file = path, bytes = new FileInfo(path).Length }));
        else Console.Error.WriteLine($"Wrote {path}.");
    }

    private static async Task ToOutputAsync(Func<TextWriter, Task> write)
    {
        try
        {
            await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
            await write(output);
        }
        catch (IOException e)
        {
            throw new QueryException(QueryFailure.Unavailable, $"Standard output takes no more: {e.Message}.", e);
        }
    }

    private static async Task ToFileAsync(string path, Func<TextWriter, Task> write)
    {
        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            await using (var file = new StreamWriter(partial, append: false, new UTF8Encoding(false))) await write(file);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QueryException(QueryFailure.Unavailable, $"'{path}' cannot be written: {e.Message} Name another file with --out.", e);
        }
        finally
        {
            if (File.Exists(partial)) File.Delete(partial);
        }
    }
}
