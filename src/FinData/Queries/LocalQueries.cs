using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FinData.Cluster;
using FinData.Domain.Fraud;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Node;

namespace FinData.Queries;

/// <summary>Answers from the node in this process: state from its shards, history from its journal.</summary>
/// <remarks>
/// While the node runs, a shard's state is read on the shard's own thread, a slice between two batches, so that no
/// batch waits long; at rest it is read directly, by one caller at a time.
/// </remarks>
/// <param name="shards">The shards.</param>
/// <param name="isRunning">True while threads step the shards.</param>
public sealed partial class LocalQueries(ShardRegion shards, Func<bool> isRunning) : NodeQueries
{
    private const int SlotsPerSlice = 50_000;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15), durableAfter = TimeSpan.FromMilliseconds(1),
        stalledAfter = TimeSpan.FromSeconds(2);

    private readonly DeadLetterCounts deadLetterCounts = new();

    /// <summary>The records that wait in the sources of a shard; null where nobody knows.</summary>
    public Func<int, long?>? Lag { get; init; }

    /// <summary>Why the node decides nothing at the moment; null when it does.</summary>
    public Func<string?> WhyNotReady { get; init; } = () => null;

    private Journal Journal => shards.Journal;

    /// <summary>Answers of an opened node, at rest or running.</summary>
    public static LocalQueries Of(FinDataNode node) => new(node.Shards, () => node.Dispatcher is not null)
    {
        Policy = node.Settings.Policy, Lag = node.Lag, WhyNotReady = () => node.WhyNotReady,
    };

    /// <inheritdoc/>
    public override async Task<Page<ShardDetail>> ShardsAsync(CancellationToken stop = default)
    {
        var sources = Journal.Sources;
        var running = isRunning();
        var rows = new List<ShardDetail>();
        foreach (var shard in shards.Shards)
        {
            await ReadAsync(shard, () =>
            {
                var entities = shard.Regions.Sum(r => r.Kinds.Sum(r.CountOf));
                var positions = shard.Positions.Values.OrderBy(p => p.Source).Select(p => new SourceProgress(
                    SourceName.Of(sources.GetValueOrDefault(p.Source)) ?? $"source {p.Source}", p.Position));
                rows.Add(new ShardDetail(shard.Number, shard.LastCommitted, entities,
                    running ? Lag?.Invoke(shard.Number) : 0, StateOf(shard, running),
                    shard.Time < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(shard.Time), [.. positions])
                {
                    Node = NodePlace.Parse(shard.Owner)?.Name, Epoch = shard.Epoch, Records = shard.Counters.Records,
                    Events = shard.Counters.Events, Alerts = shard.Counters.Alerts,
                });
                return false;
            }, stop);
        }
        return new Page<ShardDetail>(rows, null);
    }

    private static string StateOf(Shard shard, bool running) =>
        !running ? "stopped" : shard.Role == ShardRole.Owns ? "running" : "follows";

    /// <summary>Event time of the node: the newest of its shards; 0 before the first watermark.</summary>
    private long NewestTime => Math.Max(0, shards.Shards.Max(s => s.Time));

    private int NewestHour => HourRing.HourOf(NewestTime);

    private Task EachShardAsync(Func<Shard, Func<bool>> work, CancellationToken stop) =>
        Task.WhenAll(shards.Shards.Select(s => ReadAsync(s, work(s), stop)));

    // Does the work until it gives false, then waits until what it has seen is durable.
    private async Task ReadAsync(Shard shard, Func<bool> work, CancellationToken stop)
    {
        if (!isRunning())
        {
            while (work()) stop.ThrowIfCancellationRequested();
            return;
        }
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            shard.Query(() => Step(shard, work, seen));
            var batch = await seen.Task.WaitAsync(limit.Token);
            var since = Stopwatch.StartNew();
            while (shard.LastCommitted < batch)
            {
                // What is shown has to be durable, and the node knows that it will not be soon.
                if (since.Elapsed > stalledAfter && WhyNotReady() is { } why) throw Unavailable(shard, why);
                await Task.Delay(durableAfter, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Unavailable(shard, WhyNotReady() ?? $"it has not answered within {patience.TotalSeconds:F0} " +
                "seconds, its node stops or is very busy.");
        }
        finally
        {
            seen.TrySetCanceled(CancellationToken.None);
        }
    }

    private static QueryException Unavailable(Shard shard, string why) => new(QueryFailure.Unavailable,
        $"Shard {shard.Number} cannot answer at the moment: {why} Try again.");

    [SuppressMessage("Design", "CA1031",
        Justification = "What fails a question is told to who asks; the shard goes on.")]
    private static bool Step(Shard shard, Func<bool> work, TaskCompletionSource<int> seen)
    {
        if (seen.Task.IsCompleted) return false;
        try
        {
            if (work()) return true;
            seen.TrySetResult(shard.LastBatch);
        }
        catch (Exception e)
        {
            seen.TrySetException(e);
        }
        return false;
    }
}
