using System.CommandLine;
using System.CommandLine.Parsing;
using FinData.Commands;
using FinData.Engine.Diagnostics;

var root = new RootCommand("FinData: real-time decisions on money and merchandise.")
{
    NodeCommands.CreateDemo(), NodeCommands.CreateNode(), ReplayCommand.Create(), SimulateCommand.Create(),
    ProduceCommand.Create(), BenchCommand.Create(), FraudCommands.Create(),
};
foreach (var command in QueryCommand.All()) root.Add(command);
try
{
    var parsed = root.Parse(args);
    if (parsed.Errors.Count == 0)
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
    var words = new Stack<string>();
    for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent) words.Push(at.Command.Name);
    Console.Error.WriteLine($"See '{string.Join(' ', words.Prepend("findata"))} --help'.");
    return ExitCodes.WrongUsage;
}
catch (InvariantException e)
{
    Console.Error.WriteLine($"findata: {e.Message} This is a bug of ours; what was acknowledged is safe. " +
        $"{e.StackTrace}");
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;   // By Ctrl+C, in the middle of a start.
}
catch (FinDataException e)
{
    Console.Error.WriteLine($"findata: {e.Message}");
    return ExitCodes.Failed;
}
