namespace FinData.Engine.Actors;

/// <summary>The address that one question is answered to; it takes one message.</summary>
internal sealed class ReplyRef<TReply>(ActorPath asked, ActorSystem system)
    : ActorRef<TReply>(new ActorPath($"{asked}/$reply"), system) where TReply : notnull
{
    private readonly Completion<TReply> answer = new(system.Dispatcher);

    public override bool IsStopped => answer.IsDecided;

    internal override ActorCell? Cell => null;

    public override bool Tell(TReply message)
    {
        if (answer.TrySetResult(message)) return true;
        System.DeadLetters.Add(new DeadLetter(Path, message, DeadLetterReason.NobodyAsks));
        return false;
    }

    public override ValueTask<bool> TellAsync(TReply message, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Tell(message));

    internal Task<TReply> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => answer.Within(
        timeout, System.Time, () => new AskException($"{asked} did not answer within {timeout}."), cancellationToken);
}
