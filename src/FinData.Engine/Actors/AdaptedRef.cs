namespace FinData.Engine.Actors;

/// <summary>An actor's address in the words of somebody else.</summary>
internal sealed class AdaptedRef<TOther, TMessage>(
    ActorRef<TMessage> target, Func<TOther, TMessage> map, ActorSystem system)
    : ActorRef<TOther>(target.Path, system) where TOther : notnull where TMessage : notnull
{
    public override bool IsStopped => target.IsStopped;

    internal override ActorCell? Cell => target.Cell;

    public override bool Tell(TOther message) => target.Tell(map(message));

    public override ValueTask<bool> TellAsync(TOther message, CancellationToken cancellationToken = default) =>
        target.TellAsync(map(message), cancellationToken);
}
