namespace FinData.Engine.Actors;

/// <summary>An item with a place of its own in the mailbox, worked out in the turn of the actor.</summary>
internal abstract class Reserved<TMessage> where TMessage : notnull
{
    /// <summary>Runs in the turn; what it throws is a failure of the actor.</summary>
    public abstract void Deliver(ActorCell<TMessage> cell);
}

/// <summary>Stands behind the last message that is still to be handled before the actor stops.</summary>
internal sealed class DrainMark<TMessage> : Reserved<TMessage> where TMessage : notnull
{
    public override void Deliver(ActorCell<TMessage> cell) => cell.BeginStop();
}

/// <summary>A watched actor has stopped; stands behind all that it told before.</summary>
internal sealed class TerminatedNotice<TMessage>(ActorCell stopped) : Reserved<TMessage> where TMessage : notnull
{
    public override void Deliver(ActorCell<TMessage> cell) => cell.Terminated(stopped);
}

/// <summary>A piped task has ended.</summary>
internal sealed class Piped<TMessage, TResult>(
    Task<TResult> task, Func<TResult, TMessage> map, Func<Exception, TMessage>? failed)
    : Reserved<TMessage> where TMessage : notnull
{
    public override void Deliver(ActorCell<TMessage> cell)
    {
        cell.PipeEnded();
        var message = task.IsCompletedSuccessfully || failed is null
            ? map(task.GetAwaiter().GetResult())
            : failed(task.Exception?.InnerException ?? new TaskCanceledException(task));
        cell.Receive(message);
    }
}
