using FinData.Engine.Actors;

namespace FinData.Feed;

/// <summary>
/// Gives the feed its pulse; restarted with backoff when a tick fails, so that a fault in a list never ends the feed.
/// </summary>
public sealed class FeedActor(FeedPulse pulse, TimeSpan every) : Actor<FeedActor.Message>
{
    /// <summary>What it takes.</summary>
    public enum Message
    {
        /// <summary>It is time for a pulse.</summary>
        Tick,
    }

    /// <inheritdoc/>
    public override void PreStart(ActorContext<Message> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Timers.StartPeriodic("pulse", Message.Tick, every);
    }

    /// <inheritdoc/>
    public override void Receive(Message message, ActorContext<Message> context) => pulse.Tick();
}
