using System.CommandLine;
using System.Globalization;
using FinData.Alerts;
using FinData.Cluster;
using FinData.Domain.Fraud;
using FinData.Domain.Simulation;
using FinData.Engine.Diagnostics;
using FinData.Node;
using FinData.Sources;
using FinData.Web;

namespace FinData.Commands;

/// <summary><c>findata demo</c> and <c>findata node</c>: a node that runs until it is told to stop.</summary>
internal static class NodeCommands
{
    private static readonly TimeSpan retryAfter = TimeSpan.FromSeconds(1), wordAfter = TimeSpan.FromSeconds(3);

    public static Command CreateNode()
    {
        var port = PortOption();
        var cluster = new Option<string?>("--cluster")
        {
            Description = "This node's name among those that share the journal's shards (cluster.node).",
        };
        var command = new Command("node", """
            Runs a node: the page, the feed, questions and POST /api/transactions, on localhost.

            Example: findata node --data ./bank --port 8686
            Example: findata node --cluster one --config hocon/cluster.conf --data ./one
            """) { port, cluster };
        var common = CommonOptions.AddTo(command, withShards: true);
        command.SetAction((parsed, stop) =>
            Run(Named(common.Read(parsed), parsed.GetValue(cluster)), parsed.GetValue(port), "node", null, stop));
        return command;
    }

    public static Command CreateDemo()
    {
        var port = PortOption();
        var accounts = new Option<int>("--accounts")
        {
            Description = "Accounts of the simulated bank (default: 20,000).", DefaultValueFactory = _ => 20_000,
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Records a second (default: 100).", DefaultValueFactory = _ => 100,
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Another seed, another world (default: 1).", DefaultValueFactory = _ => 1,
        };
        var command = new Command("demo", """
            Runs a node with a simulated bank and shop, and prints the address of its page. No server is needed.

            Example: findata demo --rate 500
            """) { port, accounts, rate, seed };
        var common = CommonOptions.AddTo(command, withShards: true);
        command.SetAction((parsed, stop) => Run(Livelier(common.Read(parsed)), parsed.GetValue(port), "demo", new()
        {
            Accounts = parsed.GetValue(accounts), RecordsPerSecond = parsed.GetValue(rate),
            Seed = parsed.GetValue(seed), DayCurve = false,
        }, stop));
        return command;
    }

    // The simulated customers are busier than people, so that there is something to see: a habit of people's would be
    // an alert each second.
    private static CommonOptions.Values Livelier(CommonOptions.Values options)
    {
        var alerts = options.Settings.Policy.Alerts;
        if (alerts.Velocity != new AlertPolicy().Velocity) return options;
        var policy = options.Settings.Policy with { Alerts = alerts with { Velocity = 20_000 } };
        return options with { Settings = options.Settings with { Policy = policy } };
    }

    private static CommonOptions.Values Named(CommonOptions.Values options, string? node)
    {
        var settings = options.Settings;
        if (node is not null) settings = settings with { Cluster = settings.Cluster with { Node = node } };
        if (!settings.Cluster.IsUsed) return options;
        if (settings.Cluster.Node.Any(c => c is <= ' ' or > '~'))
            throw new NodeException($"'{settings.Cluster.Node}' is no name of a node: write letters, digits and -.");
        if (settings.Journal.Kind == JournalKind.Sqlite || !settings.Kafka.IsUsed)
            throw new NodeException("Nodes of a cluster share a journal on a server, and are told of their shards by " +
                "Kafka: set journal.kind to postgresql or mongodb, and kafka.bootstrap.");
        return options with { Settings = settings };
    }

    private static Option<int?> PortOption() => new("--port")
    {
        Description = "The port on 127.0.0.1; 0 for any free one (default: 8686).",
    };

    private static async Task<int> Run(CommonOptions.Values options, int? port, string mode, SimulatorOptions? world,
        CancellationToken stop)
    {
        var web = port is { } named ? options.Web with { Port = named } : options.Web;
        if (world is not null && world.Validate() is { Count: > 0 } errors)
            throw new NodeException(string.Join(" ", errors));
        var isShared = mode == "node" && options.Settings.Cluster.IsUsed;
        using var node = FinDataNode.Open(options.Settings, mode, isShared);
        using var alerts = options.Settings.Kafka.IsUsed && !node.Shards.IsShared
            ? WithAWord(node.Settings, () => AlertSink.Start(node.Shards, node.Settings.Kafka, node.Settings.Alerts))
            : null;
        node.Start(retryAfter);
        using var simulator = world is null ? null
            : new SimulatorSource(node.Shards, Placed(world, node), long.MaxValue, isLive: true);
        if (simulator is not null) await CatchUp(node, simulator, stop);
        var topics = Topics(node);
        node.Lag = shard => topics.Select(t => t.LagOf(shard)).Aggregate((long?)null, (sum, lag) => lag is null ? sum
            : (sum ?? 0) + lag);
        topics.ForEach(node.Dispatcher!.Read);
        using var ticks = new TickSource(node.Shards, TimeProvider.System, topics);
        node.Dispatcher.Read(ticks);
        await using var host = await WebHost.Start(node, web, options.Settings, mode);
        node.Announce(mode, host.Address);
        using var clusterAlerts = node.Shards.IsShared ? new ClusterAlerts(node) : null;
        using var member = node.Shards.IsShared
            ? WithAWord(node.Settings, () => ClusterMember.Join(node, host.Address)) : null;
        if (node.RecoveredEvents > 0)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Recovered {node.RecoveredEvents:N0} events in {node.RecoveryTime.TotalSeconds:F2} s."));
        Console.Error.WriteLine($"Data in {Path.GetFullPath(options.Settings.Data)}; stop with Ctrl+C.");
        Console.WriteLine(host.Address);
        try
        {
            using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _ = host.Left.ContinueWith(_ =>
            {
                Console.Error.WriteLine("findata: The node was told to leave its cluster; it stops.");
                stopped.Cancel();
            }, TaskScheduler.Default);
            return await WaitFor(node, topics, alerts, member, clusterAlerts, stopped.Token);
        }
        finally
        {
            topics.ForEach(t => t.Dispose());
        }
    }

    // Who has mistyped an address shall not look at nothing until patience is over.
    private static T WithAWord<T>(NodeSettings settings, Func<T> connect)
    {
        using var word = new Timer(_ => Console.Error.WriteLine(
            $"findata: Kafka at {settings.Kafka.Bootstrap} has not answered yet; it is waited for."), null, wordAfter,
            Timeout.InfiniteTimeSpan);
        return connect();
    }

    private static List<KafkaSource> Topics(FinDataNode node)
    {
        if (!node.Settings.Kafka.IsUsed) return [];
        if (node.Settings.Kafka.Fault is { } fault) throw new NodeException(fault);
        return [.. node.Settings.Topics
            .Select(topic => new KafkaSource(node.Shards, topic, node.Settings, TimeProvider.System))];
    }

    // The world begins so long ago that its accounts are open and an hour has passed; a folder goes on with the world
    // that it has.
    private static SimulatorOptions Placed(SimulatorOptions world, FinDataNode node)
    {
        var opening = TimeSpan.FromSeconds(2 * world.Accounts / world.RecordsPerSecond);
        var begin = DateTimeOffset.UtcNow - opening - TimeSpan.FromHours(1);
        return world with
        {
            StartTime = SimulatorSource.StartTimeIn(node.Journal.Sources.Values, world)
                ?? begin.ToUnixTimeMilliseconds(),
        };
    }

    // The page begins with the world as it is now: what has passed until then would dwarf it in every chart.
    private static async Task CatchUp(FinDataNode node, SimulatorSource simulator, CancellationToken stop)
    {
        node.Dispatcher!.Read(simulator);
        while (!stop.IsCancellationRequested && node.Dispatcher.Failure is null
            && !(simulator.IsUpToDate && node.Shards.Outstanding == 0))
            await Task.Delay(50, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<int> WaitFor(FinDataNode node, List<KafkaSource> topics, AlertSink? alerts,
        ClusterMember? member, ClusterAlerts? clusterAlerts, CancellationToken stop)
    {
        var told = new Dictionary<string, string>();
        while (!stop.IsCancellationRequested)
        {
            Tell(told, "The journal", node.Dispatcher!.Stalled, "can be written again; the node goes on.");
            foreach (var topic in topics) Tell(told, $"Topic {topic.Topic}", topic.Stalled, "is read again.");
            Tell(told, "Alerts", alerts?.Stalled ?? clusterAlerts?.Stalled, "leave to Kafka again; none is lost.");
            Tell(told, "The cluster", node.Apart, "has this node as a member again.");
            if ((node.Dispatcher.Failure ?? alerts?.Failure ?? node.ReadModel?.Failure ?? member?.Failure
                ?? clusterAlerts?.Failure) is { } failure)
            {
                Console.Error.WriteLine($"findata: {failure.Message}");
                return ExitCodes.Failed;
            }
            await Task.Delay(200, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return ExitCodes.Done;
    }

    // Once when something begins to wait, and once when it goes on.
    private static void Tell(Dictionary<string, string> told, string what, Exception? fault, string goesOn)
    {
        if (fault is not null == told.ContainsKey(what)) return;
        if (fault is null) told.Remove(what);
        else told[what] = fault.Message;
        Console.Error.WriteLine($"findata: {(fault is null ? $"{what} {goesOn}" : fault.Message)}");
    }
}
