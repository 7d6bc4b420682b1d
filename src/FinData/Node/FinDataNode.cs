using System.Diagnostics;
using FinData.Alerts;
using FinData.Cluster;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Rules;
using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.ReadModels;
using FinData.Topologies;

namespace FinData.Node;

/// <summary>A node on a data folder: journal, shards, and the threads that run them.</summary>
public sealed class FinDataNode : IDisposable
{
    private readonly NodeFolder folder;

    private FinDataNode(NodeFolder folder, NodeSettings settings, Journal journal, ShardRegion shards)
    {
        (this.folder, Settings, Journal, Shards) = (folder, settings, journal, shards);
    }

    /// <summary>What it was started with.</summary>
    public NodeSettings Settings { get; }

    /// <summary>Where decisions are kept.</summary>
    public Journal Journal { get; }

    /// <summary>The shards of the folder.</summary>
    public ShardRegion Shards { get; }

    /// <summary>The threads; null while the node is only read.</summary>
    public Dispatcher? Dispatcher { get; private set; }

    /// <summary>What keeps the read model up; null where there is none.</summary>
    public ReadModelFeed? ReadModel { get; private set; }

    /// <summary>
    /// The records that wait for a shard in its sources; null where nobody here knows. Any thread. Set before questions
    /// are answered.
    /// </summary>
    public Func<int, long?> Lag { get; set; } = _ => null;

    /// <summary>
    /// Why none of the cluster's shards can be this node's; null while it is a member, or alone. Any thread.
    /// </summary>
    public FinDataException? Apart { get; set; }

    /// <summary>Why it decides nothing at the moment, as a sentence; null when it does. Any thread.</summary>
    public string? WhyNotReady => Dispatcher is null ? "The node has not started."
        : (Dispatcher.Failure ?? Dispatcher.Stalled ?? Apart)?.Message;

    /// <summary>Events that recovery applied, and how long it took.</summary>
    public long RecoveredEvents { get; private set; }

    /// <inheritdoc cref="RecoveredEvents"/>
    public TimeSpan RecoveryTime { get; private set; }

    /// <summary>Opens a data folder and recovers its shards; nothing runs yet.</summary>
    /// <param name="settings">Folder, shards, limits.</param>
    /// <param name="command">What the process is started as, for others who want the folder.</param>
    /// <param name="isShared">
    /// True for a node of a cluster: it follows all shards, and takes those that it is told.
    /// </param>
    public static FinDataNode Open(NodeSettings settings, string command, bool isShared = false)
    {
        var folder = NodeFolder.Take(settings.Data, command);
        Journal? journal = null;
        try
        {
            journal = NodeJournal.Open(settings);
            var shards = new ShardRegion(journal, map => FinDataTopology.Regions(map, settings.Policy),
                settings.Limits, TimeProvider.System, isShared ? settings.Cluster.Node : null);
            var node = new FinDataNode(folder, settings, journal, shards);
            node.Recover();
            return node;
        }
        catch
        {
            journal?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Claims the shards, but those that are shared, and starts the threads.</summary>
    /// <param name="retryAfter">How long to wait before a failing journal is tried again; null to stop at once.</param>
    /// <exception cref="NodeException">The settings say that the journal is shared with other nodes.</exception>
    public void Start(TimeSpan? retryAfter = null)
    {
        if (Settings.Cluster.IsUsed && !Shards.IsShared)
            throw new NodeException($"This would take all shards away from the nodes of the cluster (cluster.node = " +
                $"{Settings.Cluster.Node}): run 'findata node', or leave cluster.node out.");
        if (!Shards.IsShared) Shards.Start();
        Dispatcher = new Dispatcher(Shards, Environment.ProcessorCount, retryAfter);
        if (NodeJournal.ReadModelOf(Journal, Settings.Journal) is { } model)
            ReadModel = new ReadModelFeed(Shards, model);
    }

    /// <summary>Asks the registry of fraud models for a change; what it says goes to who has the ticket.</summary>
    public void ChangeModel(ModelAsk ask, string by, ReadOnlySpan<byte> model, uint ticket = 0)
    {
        var chunk = Shards.Map.TakeChunk();
        ModelRegistry.Write(Shards.Map, chunk.Frames, ask, new ModelNote(by, model),
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), ticket);
        chunk.Count = 1;
        Shards.Deliver(Shards.Map.ShardOf(ModelRegistry.Name), chunk);
    }

    /// <summary>Asks the registry of rules for a change; what it says goes to who has the ticket.</summary>
    public void ChangeRule(in RuleCommand command, RuleNote note, uint ticket = 0)
    {
        var chunk = Shards.Map.TakeChunk();
        RuleRegistry.Write(Shards.Map, chunk.Frames, in command, note,
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), ticket);
        chunk.Count = 1;
        Shards.Deliver(Shards.Map.ShardOf(RuleRegistry.Name), chunk);
    }

    /// <summary>Says where the node answers.</summary>
    public void Announce(string command, string address) =>
        folder.Announce(new NodeNotice(Environment.ProcessId, command, address));

    /// <summary>Stops the threads and gives the folder back.</summary>
    public void Dispose()
    {
        ReadModel?.Dispose();
        Dispatcher?.Dispose();
        Shards.Dispose();
        Journal.Dispose();
        folder.Dispose();
    }

    private void Recover()
    {
        var watch = Stopwatch.StartNew();
        long events = 0;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, Shards.Shards.Count, options,
                shard => Interlocked.Add(ref events, Shards.Recover(shard)));
        }
        catch (AggregateException e)
        {
            throw e.InnerExceptions[0];
        }
        (RecoveredEvents, RecoveryTime) = (events, watch.Elapsed);
    }
}

/// <summary>What a node is started with.</summary>
public sealed record NodeSettings
{
    /// <summary>The data folder (default: ./data).</summary>
    public string Data { get; init; } = "./data";

    /// <summary>The number of shards; null for as many as the folder has, 8 when it is new.</summary>
    public int? Shards { get; init; }

    /// <summary>The number of shards of a new folder, where <see cref="Shards"/> names none (default: 8).</summary>
    public int ShardsOfNew { get; init; } = 8;

    /// <summary>Where the journal is.</summary>
    public JournalSettings Journal { get; init; } = new();

    /// <summary>Among which nodes it is.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>The limits of a shard.</summary>
    public ShardOptions Limits { get; init; } = new();

    /// <summary>What the bank has settled for accounts.</summary>
    public AccountPolicy Policy { get; init; } = new();

    /// <summary>How far ahead of the clock a record may be (default: one hour).</summary>
    public TimeSpan FutureMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest line of a file that is read (default: 1 MiB).</summary>
    public int RecordBytesMax { get; init; } = 1 << 20;

    /// <summary>The Kafka topics that a node reads (default: transactions, sales).</summary>
    public IReadOnlyList<string> Topics { get; init; } = ["transactions", "sales"];

    /// <summary>How much is fetched from Kafka at once.</summary>
    public FetchLimits Fetch { get; init; } = FetchLimits.Default;

    /// <summary>After how long without a record a Kafka partition counts as idle (default: 5 seconds).</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How far behind its source's watermark a record may be and still count in windows (default: 24 hours).
    /// </summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The Kafka cluster; without brokers (default) there is none.</summary>
    public KafkaSettings Kafka { get; init; } = new();

    /// <summary>Where alerts go, in that cluster.</summary>
    public AlertSettings Alerts { get; init; } = new();
}
