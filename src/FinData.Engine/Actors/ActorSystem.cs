namespace FinData.Engine.Actors;

/// <summary>The limits of an actor system.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>How many dead letters are kept, the newest; older ones are only counted (default: 1000).</summary>
    public int DeadLettersKept { get; init; } = 1000;

    /// <summary>How long the actors have to stop when the system is disposed (default: 30 s).</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A tree of actors that live and stop together.</summary>
/// <remarks>All members may be called from any thread.</remarks>
public sealed class ActorSystem : IAsyncDisposable
{
    private readonly ActorCell<Nothing> root;
    private readonly ActorSystemOptions options;
    private readonly Completion<bool> stopped;
    private Exception? failure;

    /// <summary>Begins with no actor but the root, <c>/user</c>.</summary>
    /// <param name="name">For people: logs and metrics.</param>
    /// <param name="dispatcher">Gives the actors their turns.</param>
    /// <param name="time">Drives the timers, the timeouts and the backoff.</param>
    /// <param name="options">The limits, or null for the defaults.</param>
    public ActorSystem(
        string name, MessageDispatcher dispatcher, TimeProvider time, ActorSystemOptions? options = null)
    {
        (Name, Dispatcher, Time, this.options) = (name, dispatcher, time, options ?? new ActorSystemOptions());
        DeadLetters = new DeadLetters(Events, this.options.DeadLettersKept);
        stopped = new Completion<bool>(dispatcher);
        var limits = new SpawnOptions { Supervision = Supervision.Escalating };
        root = new ActorCell<Nothing>(this, null, new ActorPath("/user"), () => new Root(), limits);
        root.Post(SystemMessage.Start);
    }

    /// <summary>The name that the system was given.</summary>
    public string Name { get; }

    /// <summary>The clock and the timers of the actors.</summary>
    public TimeProvider Time { get; }

    /// <summary>What gives the actors their turns.</summary>
    public MessageDispatcher Dispatcher { get; }

    /// <summary>The messages that no actor has handled.</summary>
    public DeadLetters DeadLetters { get; }

    /// <summary>Publish and subscribe by type.</summary>
    public EventStream Events { get; } = new();

    /// <summary>Ends when all actors have stopped; fails if a failure was escalated to the top.</summary>
    public Task WhenStopped => stopped.Task;

    /// <summary>Starts an actor at the top of the tree.</summary>
    /// <param name="factory">Makes an instance, and a new one for each restart; runs in the turn of the actor.</param>
    /// <param name="name">Its name at the top; null for one that is made up.</param>
    /// <param name="options">Its limits and supervision (default: <see cref="SpawnOptions.Default"/>).</param>
    /// <exception cref="ActorException">The name is taken, or the system is stopping.</exception>
    public ActorRef<TMessage> Spawn<TMessage>(
        Func<Actor<TMessage>> factory, string? name = null, SpawnOptions? options = null) where TMessage : notnull =>
        root.Spawn(factory, name, options);

    /// <summary>The paths of all actors that have not stopped, parents before children.</summary>
    public IReadOnlyList<ActorPath> ListActors() => Running(root);

    /// <summary>Stops all actors from the leaves up: each one's PostStop runs when its children have stopped.</summary>
    /// <param name="limit">How long it may take, by the clock of the system.</param>
    /// <param name="cancellationToken">Ends the waiting; the actors go on stopping.</param>
    /// <exception cref="StopTimeoutException">It took longer; the actors that it names go on stopping.</exception>
    public Task StopAsync(TimeSpan limit, CancellationToken cancellationToken = default) =>
        StopAsync(root, limit, cancellationToken);

    /// <summary>Stops one actor and all below it, from the leaves up, and waits until it has.</summary>
    /// <inheritdoc cref="StopAsync(TimeSpan, CancellationToken)"/>
    /// <param name="actor">Whom to stop. To stop in phases, stop one after the other before the system.</param>
    /// <param name="limit">How long it may take, by the clock of the system.</param>
    /// <param name="cancellationToken">Ends the waiting; the actors go on stopping.</param>
    public Task StopAsync(ActorRef actor, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Cell is { } cell ? StopAsync(cell, limit, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Stops all actors within the limit of the options.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(options.StopLimit);

    /// <summary>A failure that nobody below has answered: the system stops and says so.</summary>
    internal void Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref failure, cause, null);
        root.Post(SystemMessage.Stop);
    }

    /// <summary>The root has stopped, and so has everything.</summary>
    internal void Finish()
    {
        if (failure is null) stopped.TrySetResult(true);
        else stopped.TrySetException(failure);
    }

    private Task<bool> StopAsync(ActorCell cell, TimeSpan limit, CancellationToken cancellationToken)
    {
        var ended = new Completion<bool>(Dispatcher);
        cell.Post(new SystemMessage.AwaitStop(ended));
        cell.Post(SystemMessage.Stop);
        return ended.Within(limit, Time, () => new StopTimeoutException(limit, Running(cell)), cancellationToken);
    }

    private static List<ActorPath> Running(ActorCell cell)
    {
        var running = new List<ActorPath>();
        ListTo(running, cell);
        return running;
    }

    private static void ListTo(List<ActorPath> paths, ActorCell cell)
    {
        if (!cell.IsStopped) paths.Add(cell.Path);
        foreach (var child in cell.Children.ToArray()) ListTo(paths, child);
    }

    private sealed record Nothing;

    private sealed class Root : Actor<Nothing>
    {
        public override void Receive(Nothing message, ActorContext<Nothing> context) { }
    }
}
