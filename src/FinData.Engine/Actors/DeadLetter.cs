namespace FinData.Engine.Actors;

/// <summary>A message that no actor has handled, and why.</summary>
/// <param name="Recipient">Whom it was told.</param>
/// <param name="Message">What was told.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(ActorPath Recipient, object Message, DeadLetterReason Reason);

/// <summary>Why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>The mailbox had no place.</summary>
    MailboxFull,

    /// <summary>The actor has stopped, before the message came or while it waited.</summary>
    Stopped,

    /// <summary>The actor failed while handling it; it is not tried again.</summary>
    Failed,

    /// <summary>An answer that nobody waits for any more: it is late, or the second one.</summary>
    NobodyAsks,
}
