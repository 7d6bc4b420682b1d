namespace FinData.Engine.Actors;

/// <summary>What an actor can do besides handling a message.</summary>
/// <typeparam name="TMessage">What the actor takes.</typeparam>
/// <remarks>
/// Belongs to the turn: everything but <see cref="Self"/> and <see cref="System"/> throws when it is used from
/// another thread or after the turn, as in a continuation of a task.
/// </remarks>
public sealed class ActorContext<TMessage> where TMessage : notnull
{
    private readonly ActorCell<TMessage> cell;
    private readonly ActorTimers<TMessage> timers;

    internal ActorContext(ActorCell<TMessage> cell, ActorTimers<TMessage> timers) =>
        (this.cell, this.timers) = (cell, timers);

    /// <summary>The address of this actor; the same after a restart.</summary>
    public ActorRef<TMessage> Self => cell.Self;

    /// <summary>The system that the actor lives in.</summary>
    public ActorSystem System => cell.System;

    /// <summary>The time by the clock of the system.</summary>
    public DateTimeOffset Now => cell.System.Time.GetUtcNow();

    /// <summary>Who spawned this actor; for the topmost actors, the root.</summary>
    public ActorRef Parent => InTurn.Parent!.Address;

    /// <summary>The children that have not stopped, in the order in which they were spawned.</summary>
    public IReadOnlyList<ActorRef> Children => [.. InTurn.Children.ToArray().Select(child => child.Address)];

    /// <summary>The timers of this actor.</summary>
    public ActorTimers<TMessage> Timers
    {
        get
        {
            cell.RequireTurn();
            return timers;
        }
    }

    private ActorCell<TMessage> InTurn
    {
        get
        {
            cell.RequireTurn();
            return cell;
        }
    }

    /// <summary>Starts a child; it stops, at the latest, before this actor stops or restarts.</summary>
    /// <param name="factory">Makes an instance, and a new one for each restart; runs in the turn of the child.</param>
    /// <param name="name">Its name among its siblings; null for one that is made up.</param>
    /// <param name="options">Its limits and supervision (default: <see cref="SpawnOptions.Default"/>).</param>
    /// <exception cref="ActorException">The name is taken, or this actor is stopping.</exception>
    public ActorRef<TChild> Spawn<TChild>(
        Func<Actor<TChild>> factory, string? name = null, SpawnOptions? options = null) where TChild : notnull =>
        InTurn.Spawn(factory, name, options);

    /// <summary>Stops this actor after the message it handles now.</summary>
    public void Stop() => InTurn.Post(SystemMessage.Stop);

    /// <summary>Calls OnTerminated when <paramref name="actor"/> has stopped, or at once if it has already.</summary>
    /// <remarks>
    /// It comes after all that the other told this actor, and then the name is free again. A restart of the other
    /// is not its end. A restart of this actor forgets its watches: watch in PreStart.
    /// </remarks>
    public void Watch(ActorRef actor) => InTurn.Watch(CellOf(actor));

    /// <summary>Takes the watch back: OnTerminated does not come any more.</summary>
    public void Unwatch(ActorRef actor) => InTurn.Unwatch(CellOf(actor));

    /// <summary>Handles the messages from the next one on by <paramref name="behavior"/>, until a restart.</summary>
    /// <remarks>To go back: <c>context.Become(Receive)</c>.</remarks>
    public void Become(Behavior<TMessage> behavior)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        InTurn.Become(behavior);
    }

    /// <summary>Puts the message that is being handled aside.</summary>
    /// <exception cref="ActorException">The stash is full; the message then goes the way of the failure.</exception>
    public void Stash() => InTurn.Stash();

    /// <summary>Handles next what was stashed, in its order, before what is in the mailbox.</summary>
    /// <remarks>A restart does so too.</remarks>
    public void UnstashAll() => InTurn.UnstashAll();

    /// <summary>Handles the result of a task as a message, when there is one.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="task">What to wait for, without blocking.</param>
    /// <param name="map">Makes the message; runs in the turn of the actor.</param>
    /// <param name="failed">
    /// Makes the message when the task failed or was cancelled; without it the actor fails with the exception.
    /// </param>
    /// <exception cref="ActorException">Too many are under way: see <see cref="SpawnOptions.PipesMax"/>.</exception>
    /// <remarks>A restart does not stop it: the next instance gets the message. After a stop it is forgotten.</remarks>
    public void Pipe<TResult>(
        Task<TResult> task, Func<TResult, TMessage> map, Func<Exception, TMessage>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        InTurn.Pipe(task, map, failed);
    }

    private ActorCell CellOf(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Cell is { } other && other != cell
            ? other
            : throw new ArgumentException($"{Self.Path} can't watch {actor}: it is no actor, or itself.");
    }
}
