using System.CommandLine;
using FinData.Queries;

namespace FinData.Commands;

/// <summary>Commands that ask a data folder: all take the common options, and print a table or JSON.</summary>
internal static class QueryCommand
{
    /// <summary>All commands that ask, for the root command.</summary>
    public static IEnumerable<Command> All() =>
    [
        AccountCommands.Create(), ProductCommands.Create(), AlertCommands.Create(), ShardCommands.Create(),
        DeadLetterCommands.Create(), ExportCommand.Create(), JournalCommands.Create(), RuleCommands.Create(),
        ListCommands.Create(), ModelCommands.Create(), LabelCommands.Create(), AtCommands.Create(),
        DecisionCommands.Create(), BacktestCommand.Create(), ClusterCommands.Create(), HoldCommands.Create(),
    ];

    /// <summary>A command that answers with one value.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="description">What it does, with an example.</param>
    /// <param name="symbols">Its own arguments and options.</param>
    /// <param name="ask">Asks for the value.</param>
    /// <param name="print">Prints it for a person.</param>
    public static Command Of<T>(string name, string description, IEnumerable<Symbol> symbols,
        Func<NodeQueries, ParseResult, CancellationToken, Task<T>> ask, Action<T> print)
    {
        var command = new Command(name, description);
        Add(command, symbols);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(common.Read(parsed), name, async (queries, quiet) =>
        {
            var answer = await ask(queries, parsed, stop);
            if (quiet) Console.WriteLine(Json.Line(answer));
            else print(answer);
        }, stop));
        return command;
    }

    public static void Add(Command command, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }
    }

    /// <summary>Opens the node, asks, and gives the exit code.</summary>
    public static async Task<int> RunAsync(CommonOptions.Values options, string command,
        Func<NodeQueries, bool, Task> run, CancellationToken stop)
    {
        try
        {
            using var node = OpenedNode.Open(options.Settings, command);
            await run(node.Queries, options.IsQuiet);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (QueryException e) when (e.Failure == QueryFailure.BadRequest)
        {
            Console.Error.WriteLine($"findata: {e.Message}");
            return ExitCodes.WrongUsage;
        }
    }

    /// <summary>Says how to see more than a page.</summary>
    public static void More(string? next, string option)
    {
        if (next is not null) Console.Error.WriteLine($"There are more: add {option} '{next}'.");
    }

    /// <summary>A time in UTC as tables show it.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss") ?? "";

    /// <summary>What narrows a list; everything without it.</summary>
    public static Option<string> Narrowed(string name, string description) => new(name)
    {
        Description = description, DefaultValueFactory = _ => "",
    };

    /// <summary>A list's length.</summary>
    public static Option<int> Limit(int usual) => new("--limit")
    {
        Description = $"Rows, at most {QueryBounds.LimitMax}.", DefaultValueFactory = _ => usual,
    };
}
