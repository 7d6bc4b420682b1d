namespace FinData.Engine.Actors;

/// <summary>The address of an actor, whatever messages it takes: what can be watched, stopped and compared.</summary>
/// <remarks>All members may be called from any thread.</remarks>
public abstract class ActorRef
{
    private protected ActorRef(ActorPath path) => Path = path;

    /// <summary>Where the actor is.</summary>
    public ActorPath Path { get; }

    /// <summary>Whether the actor has stopped for good: it takes no message any more.</summary>
    public abstract bool IsStopped { get; }

    /// <summary>The actor behind this address; null if there is none, as in the address of an answer.</summary>
    internal abstract ActorCell? Cell { get; }

    /// <summary>Stops the actor after the message it handles now; what waits goes to the dead letters.</summary>
    /// <remarks>Its children stop before it. Stopping what has stopped does nothing.</remarks>
    public void Stop() => Cell?.Post(SystemMessage.Stop);

    /// <summary>Stops the actor once it has handled what is in its mailbox now.</summary>
    /// <remarks>What its stash holds, and what comes later, goes to the dead letters.</remarks>
    public void Drain() => Cell?.PostDrain();

    /// <inheritdoc/>
    public override string ToString() => Path.Value;
}

/// <summary>The address of an actor that takes <typeparamref name="TMessage"/>.</summary>
/// <typeparam name="TMessage">What can be told: immutable, since it crosses threads.</typeparam>
/// <remarks>Messages of one sender are handled in the order in which it told them, each at most once.</remarks>
public abstract class ActorRef<TMessage> : ActorRef where TMessage : notnull
{
    private protected ActorRef(ActorPath path, ActorSystem system) : base(path) => System = system;

    private protected ActorSystem System { get; }

    /// <summary>Puts a message into the mailbox, without ever waiting.</summary>
    /// <returns>
    /// Whether it was taken. If the mailbox is full or the actor has stopped, it has gone to the dead letters.
    /// </returns>
    public abstract bool Tell(TMessage message);

    /// <summary>Puts a message into the mailbox; waits while it is full: backpressure for sources.</summary>
    /// <returns>Whether it was taken; if not, the actor has stopped and the message is in the dead letters.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting: the message was not taken.</exception>
    /// <remarks>
    /// Those who wait are served in the order in which they came, before any <see cref="Tell"/>. Each holds one
    /// message, so a source that awaits before it goes on bounds itself. An actor never awaits: it may pipe.
    /// </remarks>
    public abstract ValueTask<bool> TellAsync(TMessage message, CancellationToken cancellationToken = default);

    /// <summary>Asks, and waits for one answer.</summary>
    /// <typeparam name="TReply">What is answered.</typeparam>
    /// <param name="question">Makes the message, given the address that takes the answer.</param>
    /// <param name="timeout">How long to wait, by the clock of the system.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="AskException">No answer in time, or the question was not taken (at once).</exception>
    /// <remarks>A second or a late answer goes to the dead letters. An actor passes the task to Pipe.</remarks>
    public Task<TReply> AskAsync<TReply>(
        Func<ActorRef<TReply>, TMessage> question, TimeSpan timeout, CancellationToken cancellationToken = default)
        where TReply : notnull
    {
        var reply = new ReplyRef<TReply>(Path, System);
        return Tell(question(reply))
            ? reply.WaitAsync(timeout, cancellationToken)
            : Task.FromException<TReply>(new AskException($"{Path} did not take a question: full, or stopped."));
    }

    /// <summary>An address for another kind of message, each of which is turned into one of ours.</summary>
    /// <typeparam name="TOther">What the other side tells.</typeparam>
    /// <param name="map">Pure; runs where the message is told.</param>
    public ActorRef<TOther> Adapt<TOther>(Func<TOther, TMessage> map) where TOther : notnull =>
        new AdaptedRef<TOther, TMessage>(this, map, System);
}
