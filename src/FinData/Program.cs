using System.CommandLine;
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
    var command = string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(2));
    Console.Error.WriteLine($"See 'findata {command} --help'.");
    return ExitCodes.WrongUsage;
}
catch (InvariantException e)
{
    Console.Error.WriteLine($"findata: {e.Message} This is a bug of ours; what was acknowledged is safe. " +
        $"{e.StackTrace}");
    return ExitCodes.Failed;
}
catch (FinDataException e)
{
    Console.Error.WriteLine($"findata: {e.Message}");
    return ExitCodes.Failed;
}
