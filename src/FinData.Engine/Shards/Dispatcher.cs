using System.Diagnostics.CodeAnalysis;
using FinData.Engine.Journals;
using FinData.Engine.Streams;

namespace FinData.Engine.Shards;

/// <summary>The threads of a node: workers for shards, one committer, one for snapshots, one for each source.</summary>
/// <remarks>The only place of the engine's hot side with threads; the simulation takes its place in tests.</remarks>
[SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one place for threads that the ban points to.")]
public sealed class Dispatcher : IDisposable
{
    private static readonly TimeSpan idle = TimeSpan.FromMilliseconds(100);

    // How long a message to another node waits at most before it is read.
    private static readonly TimeSpan followEvery = TimeSpan.FromMilliseconds(20);

    private readonly ShardRegion shards;
    private readonly AutoResetEvent[] signals;
    private readonly int[] asleep;      // By loop: 1 while it waits or is about to.
    private readonly int workers;
    private readonly TimeSpan? retryAfter;
    private readonly List<Thread> threads = [];
    private volatile bool stopping;
    private Exception? failure;

    /// <summary>
    /// Starts the threads. With <paramref name="retryAfter"/> a transient fault of the journal (a full disk) is tried
    /// again; without, it stops the node.
    /// </summary>
    public Dispatcher(ShardRegion shards, int workers, TimeSpan? retryAfter = null)
    {
        (this.shards, this.workers, this.retryAfter) = (shards, Math.Min(workers, shards.Shards.Count), retryAfter);
        signals = [.. Enumerable.Range(0, this.workers + 3).Select(_ => new AutoResetEvent(false))];
        asleep = new int[signals.Length];
        shards.Woken = shard => Wake(shard switch
        {
            -1 => Committer,
            -2 => Follower,
            _ => shard % this.workers,
        });
        for (var worker = 0; worker < this.workers; worker++)
        {
            var own = shards.Shards.Where(s => s.Number % this.workers == worker).ToArray();
            Run($"shards-{worker}", worker, () => StepAll(own));
        }
        Run("committer", Committer, Commit);
        Run("snapshots", Snapshots, () => Try(shards.SnapshotStep));
        if (shards.IsShared) Run("follower", Follower, () => Try(shards.FollowStep), followEvery);
    }

    /// <summary>Why the node stopped by itself; null while it runs.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>The journal's fault that is being waited out; null when it writes.</summary>
    public JournalException? Stalled { get; private set; }

    private int Committer => workers;

    private int Snapshots => workers + 1;

    private int Follower => workers + 2;

    /// <summary>
    /// Reads a source on a thread of its own, pausing while shards are full, until its end or until the node stops.
    /// </summary>
    public void Read(Source source)
    {
        var thread = new Thread(() => Guard(() =>
        {
            while (!stopping && !source.IsEnded)
            {
                if (shards.IsFull)
                {
                    source.Wait();
                    Thread.Sleep(1);
                }
                else if (!source.Step()) Thread.Sleep(5);
            }
        })) { IsBackground = true, Name = $"source {source.Name}" };
        threads.Add(thread);
        thread.Start();
    }

    /// <summary>
    /// Waits until the sources have ended and every effect is out; false when the wait was broken off. Throws what
    /// stopped the node.
    /// </summary>
    public bool WaitForRest(IReadOnlyCollection<Source> sources, CancellationToken stop, Action? progress = null)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Failure is { } failed) throw failed;
            if (sources.All(s => s.IsEnded) && shards.Outstanding == 0) return true;
            progress?.Invoke();
            Thread.Sleep(10);
        }
        return false;
    }

    /// <summary>Stops the threads after what each is at.</summary>
    public void Dispose()
    {
        stopping = true;
        foreach (var signal in signals) signal.Set();
        foreach (var thread in threads) thread.Join();
        foreach (var signal in signals) signal.Dispose();
    }

    private void Wake(int loop)
    {
        if (Volatile.Read(ref asleep[loop]) != 0 && Interlocked.Exchange(ref asleep[loop], 0) != 0) signals[loop].Set();
        if (loop == Committer && shards.IsCutting && Volatile.Read(ref asleep[Snapshots]) != 0)
            signals[Snapshots].Set();
    }

    private static bool StepAll(Shard[] own)
    {
        var did = false;
        foreach (var shard in own) did |= shard.Step();
        return did;
    }

    private bool Commit()
    {
        try
        {
            var did = shards.CommitStep();
            if (did) Stalled = null;
            return did;
        }
        catch (JournalException fault) when (fault.IsTransient && retryAfter is { } pause)
        {
            Stalled = fault;
            Wait(pause);
            return true;
        }
    }

    // A snapshot only shortens the next recovery: without room for one the node decides on, and tries it again; so it
    // does where it cannot read what others decide.
    private bool Try(Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (JournalException fault) when (fault.IsTransient && retryAfter is { } pause)
        {
            Wait(pause);
            return true;
        }
    }

    private void Wait(TimeSpan pause)
    {
        for (var end = DateTime.UtcNow + pause; !stopping && DateTime.UtcNow < end;) Thread.Sleep(20);
    }

    private void Run(string name, int loop, Func<bool> step, TimeSpan? every = null)
    {
        var thread = new Thread(() => Guard(() =>
        {
            while (!stopping)
            {
                if (step()) continue;
                Interlocked.Exchange(ref asleep[loop], 1);
                if (!step()) signals[loop].WaitOne(every ?? idle);
                Interlocked.Exchange(ref asleep[loop], 0);
            }
        })) { IsBackground = true, Name = name };
        threads.Add(thread);
        thread.Start();
    }

    [SuppressMessage("Design", "CA1031",
        Justification = "Supervision: what stops a thread stops the node, and is told to who waits.")]
    private void Guard(Action loop)
    {
        try
        {
            loop();
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            stopping = true;
        }
    }
}
