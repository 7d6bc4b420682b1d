namespace FinData.Engine.Actors;

/// <summary>What actors tell each other about their lives; always handled before the mailbox.</summary>
/// <remarks>
/// Not bounded by the mailbox: there are at most a few for each child and each watcher, and none may be lost.
/// </remarks>
internal abstract record SystemMessage
{
    /// <summary>Make an instance and start it: after the spawn, or after the backoff.</summary>
    public static readonly SystemMessage Start = new StartMessage();

    public static readonly SystemMessage Stop = new StopMessage();

    /// <summary>To a child that escalated: its parent has decided to go on.</summary>
    public static readonly SystemMessage Resume = new ResumeMessage();

    /// <summary>To a parent: one of its children has stopped and is off its list.</summary>
    public static readonly SystemMessage ChildStopped = new ChildStoppedMessage();

    private SystemMessage() { }

    public sealed record StartMessage : SystemMessage;

    public sealed record StopMessage : SystemMessage;

    public sealed record ResumeMessage : SystemMessage;

    public sealed record ChildStoppedMessage : SystemMessage;

    public sealed record Watch(ActorCell Watcher) : SystemMessage;

    public sealed record Unwatch(ActorCell Watcher) : SystemMessage;

    /// <summary>From outside of the actors: decide this when you have stopped.</summary>
    public sealed record AwaitStop(Completion<bool> Stopped) : SystemMessage;

    /// <summary>To a parent: a child failed and leaves the answer to you.</summary>
    public sealed record Escalated(Exception Cause) : SystemMessage;
}
