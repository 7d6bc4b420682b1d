using System.Collections.Concurrent;

namespace FinData.Engine.Actors;

/// <summary>The life of one actor, whatever its messages: its turns, its children, who watches it.</summary>
/// <remarks>
/// Fields are touched only inside a turn, unless they are concurrent. Idle or busy is one number: whoever turns
/// it from idle to busy schedules the turn, so there is never a second one.
/// </remarks>
internal abstract partial class ActorCell : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<SystemMessage> systemMessages = new();
    private int busy;
    private int turnThread;

    protected ActorCell(ActorSystem system, ActorCell? parent, ActorPath path, SpawnOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MailboxCapacity);
        if (options.Supervision.AtLimit is not (Directive.Stop or Directive.Escalate))
            throw new ArgumentException($"At the limit {path} can stop or escalate, nothing else.", nameof(options));
        (System, Parent, Path, Options) = (system, parent, path, options);
        restarts = new RestartHistory(options.Supervision, system.Time);
    }

    public ActorSystem System { get; }

    public ActorCell? Parent { get; }

    public ActorPath Path { get; }

    public SpawnOptions Options { get; }

    public Children Children { get; } = new();

    /// <summary>The address that others know this actor by.</summary>
    public abstract ActorRef Address { get; }

    public bool IsStopped => life == Life.Stopped;

    public void Post(SystemMessage message)
    {
        systemMessages.Enqueue(message);
        Schedule();
    }

    /// <summary>Puts behind the mailbox of a watcher that <paramref name="cell"/> has stopped.</summary>
    public abstract void PostTerminated(ActorCell cell);

    public abstract void PostDrain();

    public ActorRef<TChild> Spawn<TChild>(Func<Actor<TChild>> factory, string? name, SpawnOptions? options)
        where TChild : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        var path = Path.Child(name ?? Children.NextName());
        var child = new ActorCell<TChild>(System, this, path, factory, options ?? SpawnOptions.Default);
        Children.Add(child);
        child.Post(SystemMessage.Start);
        return child.Self;
    }

    /// <summary>The context belongs to the turn: who uses it elsewhere races with the next message.</summary>
    public void RequireTurn()
    {
        if (turnThread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException($"The context of {Path} was used outside of a turn; pipe the task.");
    }

    void IThreadPoolWorkItem.Execute()
    {
        turnThread = Environment.CurrentManagedThreadId;
        for (var budget = System.Dispatcher.Throughput; budget > 0 && Step(); budget--) { }
        turnThread = 0;
        Interlocked.Exchange(ref busy, 0);
        if (HasWork()) Schedule();   // The budget was used up, or something came while we were still busy.
    }

    protected void Schedule()
    {
        if (Interlocked.CompareExchange(ref busy, 1, 0) == 0) System.Dispatcher.Schedule(this);
    }

    /// <summary>Whether a message waits, told or stashed away.</summary>
    protected abstract bool HasMessages();

    /// <summary>Takes one message and handles it; false if there is none.</summary>
    protected abstract bool ReceiveNext();

    private bool HasWork() => !systemMessages.IsEmpty || (life == Life.Running && HasMessages());

    private bool Step()
    {
        if (!systemMessages.TryDequeue(out var message)) return life == Life.Running && TryReceive();
        Handle(message);
        return true;
    }
}
