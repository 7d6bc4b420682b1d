using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using FinData.Fraud;
using FinData.Node;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata model …</c>: which model scores the payments of a data folder.</summary>
internal static class ModelCommands
{
    public static Command Create() => new("model", "The fraud model that scores payments: changed without a pause.")
    {
        List(), Use(), ModelFiguresCommand.Create(),
        Change("watch", """
            Remembers what features look at, and scores nothing: a model that comes later finds a past.

            Example: findata model watch --by anna --data ./cards
            """),
        Change("stop", """
            Neither scores nor remembers from now on.

            Example: findata model stop --by anna --data ./cards
            """),
    };

    private static Command List() => QueryCommand.Of("list", """
        Shows which model scores, and which did, since when and by whom.

        Example: findata model list --data ./cards
        """, [], (node, _, stop) => node.ModelsAsync(stop), Print);

    private static Command Use()
    {
        var file = new Argument<string>("MODEL") { Description = "A model of 'findata fraud train'." };
        return Change("use", """
            Scores payments with a model from now on, on all shards, without a pause. Decisions name it by the number of
            the change.

            Example: findata model use cards.model --by anna --data ./cards
            """, file);
    }

    private static Command Change(string verb, string description, Argument<string>? file = null)
    {
        var by = new Option<string>("--by")
        {
            Description = "Who you are (default: the name you are logged in by).",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var command = new Command(verb, description);
        QueryCommand.Add(command, file is null ? [by] : [file, by]);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var path = file is null ? null : parsed.GetRequiredValue(file);
            // A file that is no model is refused here, whether or not a node runs.
            return RunAsync(common.Read(parsed), verb, parsed.GetRequiredValue(by),
                path is null ? [] : ModelFile.BytesOf(path), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommonOptions.Values options, string verb, string by, byte[] model,
        CancellationToken stop)
    {
        using var client = RuleChangeCommands.ClientOf(options.Settings);
        using var content = new ByteArrayContent(model);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var body = await RuleChangeCommands.AskAsync(client,
            c => c.PostAsync(new Uri($"api/models/{verb}?by={Uri.EscapeDataString(by)}", UriKind.Relative), content,
                stop), stop);
        if (options.IsQuiet)
        {
            Console.WriteLine(body.GetRawText());
            return ExitCodes.Done;
        }
        var change = body.Deserialize<ModelChangeRow>(Json.Options)!;
        Console.WriteLine($"Change {change.Number}: " + change.Change switch
        {
            "used" => $"the model {change.Model} scores all payments from now on.",
            "watched" => "payments are remembered and not scored.",
            _ => "payments are neither remembered nor scored.",
        });
        return ExitCodes.Done;
    }

    private static void Print(ModelList list)
    {
        Console.WriteLine(list switch
        {
            { IsReadable: false } => $"The model {list.Scoring} should score, and this version of the program cannot " +
                "read it: payments have no score. Train a model again, and use it.",
            { Scoring: { } name } => $"The model {name} scores; {list.Cards:N0} cards have a past, {list.Labels:N0} " +
                "debits a label.",
            { IsWatching: true } => $"No model scores; {list.Cards:N0} cards have a past, {list.Labels:N0} debits a " +
                "label.",
            _ => "No model scores, and nothing is remembered: findata model use MODEL, or findata model watch.",
        });
        if (list.Items.Count == 0) return;
        var table = new TextTable(Number("change"), Text("what"), Text("model"), Text("by"), Text("since"));
        foreach (var row in list.Items)
            table.Add($"{row.Number}", row.Change, row.Model, row.By, QueryCommand.Time(row.Time));
        table.Print();
    }
}
