using System.CommandLine;
using System.Net.Http.Json;
using FinData.Cluster;
using FinData.Node;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata cluster …</c>: asked of the node that runs on a data folder.</summary>
internal static class ClusterCommands
{
    // A node asks the others for two seconds at most.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    public static Command Create() => new("cluster", "Nodes that share the shards of a journal.") { Show(), Leave() };

    private static Command Show()
    {
        var command = new Command("show", """
            Lists the nodes of the cluster with their shards, as the node that runs on the data folder sees them: lag is
            the records that wait in their sources, behind the batches that a node's copy of all shards lacks.

            Example: findata cluster show --data ./one
            """);
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => Ask(common.Read(parsed), async (client, quiet) =>
        {
            var seen = await client.GetFromJsonAsync<ClusterDetail>("api/cluster", Json.Options, stop)
                ?? throw new NodeException("The node gives no answer that can be read.");
            if (quiet) Console.WriteLine(Json.Line(seen));
            else Print(seen);
        }, stop));
        return command;
    }

    private static Command Leave()
    {
        var node = new Argument<string>("node") { Description = "The node's name." };
        var command = new Command("leave", """
            Lets a node hand its shards over to the others and stop.

            Example: findata cluster leave two --data ./one
            """) { node };
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => Ask(common.Read(parsed), async (client, quiet) =>
        {
            var name = parsed.GetValue(node)!;
            var path = $"api/cluster/leave?node={Uri.EscapeDataString(name)}";
            using var answer = await client.PostAsync(path, null, stop);
            var said = await answer.Content.ReadAsStringAsync(stop);
            if (!answer.IsSuccessStatusCode) throw new NodeException(DetailOf(said));
            Console.WriteLine(quiet ? said : $"{name} hands its shards over and stops.");
        }, stop));
        return command;
    }

    private static async Task<int> Ask(CommonOptions.Values options, Func<HttpClient, bool, Task> ask,
        CancellationToken stop)
    {
        var data = options.Settings.Data;
        if (NodeFolder.RunningOn(data) is not { Address: { } address })
            throw new NodeException($"No node runs on the data folder '{data}': name the folder of one of the " +
                "cluster's nodes with --data.");
        using var client = new HttpClient { BaseAddress = new Uri(address.TrimEnd('/') + "/"), Timeout = patience };
        try
        {
            await ask(client, options.IsQuiet);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (OperationCanceledException)
        {
            throw new NodeException($"The node on '{data}' has not answered at {address} within " +
                $"{patience.TotalSeconds:0} seconds. What was asked may be done yet: look again with 'findata " +
                "cluster show' on another node's folder.");
        }
        catch (HttpRequestException e)
        {
            throw new NodeException($"The node on '{data}' does not answer at {address}: {e.Message}");
        }
    }

    private static void Print(ClusterDetail seen)
    {
        var table = new TextTable(Text("node"), Text("state"), Text("address"), Number("shards"), Text(""),
            Number("lag"), Number("behind"));
        foreach (var node in seen.Nodes)
            table.Add(node.Name, node.State, node.Address, $"{node.Shards.Count}", string.Join(' ', node.Shards),
                Told(node.Lag), Told(node.Behind));
        table.Print();
        Console.WriteLine($"Count: {seen.Nodes.Count} nodes");
    }

    private static string Told(long? count) => count is null ? "" : $"{count:N0}";

    private static string DetailOf(string problem)
    {
        using var json = System.Text.Json.JsonDocument.Parse(problem);
        return json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? problem : problem;
    }
}
