using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using FinData.Domain.Rules;
using FinData.Node;
using FinData.Queries;
using FinData.Web;

namespace FinData.Commands;

/// <summary><c>findata rule add</c> and what follows it: asked of the node that runs on the data folder.</summary>
internal static class RuleChangeCommands
{
    public static Command Add()
    {
        var file = new Argument<string>("FILE") { Description = "A file of rules; - reads standard input." };
        return Of("add", """
            Takes each rule of a file in as its next version, in draft: nothing is decided by it yet.

            Example: findata rule add fraud.rules --by anna --data ./cards
            """, [file], (parsed, by) =>
            {
                var name = parsed.GetRequiredValue(file);
                var text = RuleCheckCommands.ReadText(name);
                if (RuleFile.Read(text) is { Problems.Count: > 0 } read)
                    throw new NodeException("The file cannot be taken in:\n"
                        + string.Join('\n', read.Problems.Select(p => p.Picture(name, text))));
                return ("api/rules", new RuleRequest(text, by));
            });
    }

    public static Command Promote()
    {
        var rule = Rule();
        var to = new Option<string>("--to") { Description = "The stage.", Required = true };
        to.AcceptOnlyFromAmong([.. RuleStages.Names]);
        var percent = new Option<int>("--percent") { Description = "Of how many debits in a hundred, 1 to 99." };
        var version = Version();
        return Of("promote", """
            Moves a rule's newest version on: shadow (evaluated, counted, not done), percentage, active. From percentage
            on it waits until somebody else approves. To backtest it comes by 'findata backtest --rule'.

            Example: findata rule promote unusual-amount --to shadow --by anna --data ./cards
            Example: findata rule promote unusual-amount --to percentage --percent 10 --by anna
            """, [rule, to, percent, version], (parsed, by) => (Path(parsed.GetRequiredValue(rule), "promote"),
            new RuleRequest("", by, parsed.GetRequiredValue(to), parsed.GetValue(percent), parsed.GetValue(version))));
    }

    public static Command Approve()
    {
        var (rule, version) = (Rule(), Version());
        return Of("approve", """
            Agrees to a promotion that somebody else has asked for, of a version that somebody else has made.

            Example: findata rule approve unusual-amount --by boris --data ./cards
            """, [rule, version], (parsed, by) => (Path(parsed.GetRequiredValue(rule), "approve"),
            new RuleRequest("", by, Version: parsed.GetValue(version))));
    }

    public static Command RollBack()
    {
        var (rule, version) = (Rule(), Version());
        return Of("rollback", """
            Takes a rule's newest version out at once, approved or not; the version before it acts again.

            Example: findata rule rollback unusual-amount --by carla --data ./cards
            """, [rule, version], (parsed, by) => (Path(parsed.GetRequiredValue(rule), "rollback"),
            new RuleRequest("", by, Version: parsed.GetValue(version))));
    }

    private static Argument<string> Rule() => new("RULE") { Description = "The rule's name." };

    private static Option<int> Version() =>
        new("--version") { Description = "The version that is meant; refused when there is another by now." };

    private static string Path(string rule, string verb) => $"api/rules/{Uri.EscapeDataString(rule)}/{verb}";

    private static Command Of(string verb, string description, IEnumerable<Symbol> symbols,
        Func<ParseResult, string, (string Path, RuleRequest Request)> make)
    {
        var by = new Option<string>("--by")
        {
            Description = "Who you are (default: the name you are logged in by).",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var command = new Command(verb, description);
        QueryCommand.Add(command, [.. symbols, by]);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var (path, request) = make(parsed, parsed.GetRequiredValue(by));
            return RunAsync(common.Read(parsed), path, request, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommonOptions.Values options, string path, RuleRequest request,
        CancellationToken stop)
    {
        using var client = ClientOf(options.Settings);
        var body = await AskAsync(client, path, request, stop);
        if (options.IsQuiet) Console.WriteLine(body.GetRawText());
        if (body.TryGetProperty("changes", out _)) return Print(body.Deserialize<RuleChanges>(Json.Options)!, options);
        if (!options.IsQuiet) Print(body.Deserialize<RuleChange>(Json.Options)!);
        return ExitCodes.Done;
    }

    private static int Print(RuleChanges changes, CommonOptions.Values options)
    {
        if (!options.IsQuiet)
            foreach (var change in changes.Changes) Print(change);
        foreach (var refused in changes.Refused) Console.Error.WriteLine($"findata: {refused.Why}");
        return changes.Refused.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>The node that runs on a data folder.</summary>
    /// <exception cref="NodeException">There is none.</exception>
    public static HttpClient ClientOf(NodeSettings settings)
    {
        if (NodeFolder.RunningOn(settings.Data) is not { Address: { } address })
            throw new NodeException($"No node runs on the data folder '{settings.Data}', so there is nobody " +
                $"to take it in. Start one: findata node --data {settings.Data}");
        return new HttpClient { BaseAddress = new Uri(address.TrimEnd('/') + "/") };
    }

    /// <summary>Asks for a change; gives the answer once it is durable.</summary>
    /// <exception cref="NodeException">The node has said no, and why, or does not answer.</exception>
    public static Task<JsonElement> AskAsync(HttpClient client, string path, RuleRequest request,
        CancellationToken stop) =>
        AskAsync(client, c => c.PostAsJsonAsync(new Uri(path, UriKind.Relative), request, Json.Options, stop), stop);

    /// <inheritdoc cref="AskAsync(HttpClient, string, RuleRequest, CancellationToken)"/>
    public static async Task<JsonElement> AskAsync(HttpClient client,
        Func<HttpClient, Task<HttpResponseMessage>> send, CancellationToken stop)
    {
        using var answer = await SendAsync(client, send);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
        if (answer.IsSuccessStatusCode) return body;
        throw new NodeException(body.TryGetProperty("detail", out var detail) ? detail.GetString()!
            : $"The node at {client.BaseAddress} has answered with status {(int)answer.StatusCode}.");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client,
        Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        try
        {
            return await send(client);
        }
        catch (HttpRequestException e)
        {
            throw new NodeException($"The node at {client.BaseAddress} does not answer: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new NodeException($"The node at {client.BaseAddress} has not answered within " +
                $"{client.Timeout.TotalSeconds:F0} s. Look whether it was done before you try again.", e);
        }
    }

    private static void Print(RuleChange change)
    {
        var stage = change.Stage == "percentage" ? $"{change.Percent} %" : change.Stage;
        Console.WriteLine(change.WaitsForApproval
            ? $"Version {change.Version} of {change.Rule} waits for approval to become {stage}: " +
                $"findata rule approve {change.Rule} --by SOMEBODY-ELSE"
            : $"Version {change.Version} of {change.Rule}: {stage}.");
    }
}
