namespace FinData.Engine.Actors;

/// <summary>State that is changed by one message at a time.</summary>
/// <typeparam name="TMessage">
/// What it takes: usually an abstract record with nested sealed records, so that the compiler knows every message.
/// </typeparam>
/// <remarks>
/// Everything here runs in a turn of the actor: never two at a time, each seeing all that the one before has
/// written, on changing threads. A turn runs to completion, so nothing here blocks or awaits: tasks are piped.
/// What is thrown is answered by the <see cref="Supervision"/> that the actor was spawned with.
/// </remarks>
public abstract class Actor<TMessage> where TMessage : notnull
{
    /// <summary>Handles one message, unless the actor has become something else.</summary>
    public abstract void Receive(TMessage message, ActorContext<TMessage> context);

    /// <summary>Before the first message of this instance: spawn, watch and start timers here.</summary>
    public virtual void PreStart(ActorContext<TMessage> context) { }

    /// <summary>After the last message, once all children have stopped: close what was opened.</summary>
    /// <remarks>Called even if <see cref="PreStart"/> threw. What it throws is published; it stops anyway.</remarks>
    public virtual void PostStop(ActorContext<TMessage> context) { }

    /// <summary>On the instance that failed, once all children have stopped.</summary>
    /// <remarks>
    /// Calls <see cref="PostStop"/> unless overridden. The new instance is made after the backoff and begins with
    /// its own <see cref="PreStart"/>; it keeps the mailbox and the stash, but no timers, watches or children.
    /// </remarks>
    public virtual void PreRestart(Exception cause, ActorContext<TMessage> context) => PostStop(context);

    /// <summary>An actor that this one watches has stopped; comes after all that it told this one.</summary>
    /// <exception cref="DeathPactException">Unless overridden: who watches must say what to do.</exception>
    public virtual void OnTerminated(ActorRef actor, ActorContext<TMessage> context) =>
        throw new DeathPactException(context.Self.Path, actor.Path);
}

/// <summary>What an actor does with a message: its Receive, or what it has become.</summary>
public delegate void Behavior<TMessage>(TMessage message, ActorContext<TMessage> context) where TMessage : notnull;
