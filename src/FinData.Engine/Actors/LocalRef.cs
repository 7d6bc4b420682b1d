namespace FinData.Engine.Actors;

/// <summary>The one address of an actor; equal only to itself.</summary>
internal sealed class LocalRef<TMessage>(ActorCell<TMessage> cell)
    : ActorRef<TMessage>(cell.Path, cell.System) where TMessage : notnull
{
    public override bool IsStopped => cell.IsStopped;

    internal override ActorCell Cell => cell;

    public override bool Tell(TMessage message) => cell.Tell(message);

    public override ValueTask<bool> TellAsync(TMessage message, CancellationToken cancellationToken = default) =>
        cell.TellAsync(message, cancellationToken);
}
