using System.Collections.Immutable;

namespace FinData.Engine.Actors;

/// <summary>Publish and subscribe inside one system, by type.</summary>
/// <remarks>
/// All members may be called from any thread. A subscriber gets what is of its type or derived from it, in the
/// order in which one publisher published; it is told, so a full mailbox sends the event to the dead letters.
/// </remarks>
public sealed class EventStream
{
    private ImmutableArray<Subscriber> subscribers = [];

    /// <summary>Tells <paramref name="subscriber"/> each event of the type from now on.</summary>
    /// <typeparam name="TEvent">What to subscribe to; for another message type, adapt the reference first.</typeparam>
    /// <returns>Dispose it to end the subscription; it also ends when the subscriber has stopped.</returns>
    public IDisposable Subscribe<TEvent>(ActorRef<TEvent> subscriber) where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var added = new Subscriber<TEvent>(subscriber);
        ImmutableInterlocked.Update(ref subscribers, (all, one) => all.Add(one), added);
        return new Subscription(() => Remove(added));
    }

    /// <summary>Tells the event to whoever has subscribed to its type, without waiting.</summary>
    public void Publish<TEvent>(TEvent published) where TEvent : notnull
    {
        foreach (var subscriber in subscribers)
            if (subscriber.IsStopped) Remove(subscriber);
            else subscriber.Offer(published);
    }

    private void Remove(Subscriber subscriber) =>
        ImmutableInterlocked.Update(ref subscribers, (all, one) => all.Remove(one), subscriber);

    private abstract class Subscriber
    {
        public abstract bool IsStopped { get; }

        public abstract void Offer<TPublished>(TPublished published) where TPublished : notnull;
    }

    private sealed class Subscriber<TEvent>(ActorRef<TEvent> actor) : Subscriber where TEvent : notnull
    {
        public override bool IsStopped => actor.IsStopped;

        public override void Offer<TPublished>(TPublished published)
        {
            if (published is TEvent wanted) actor.Tell(wanted);
        }
    }
}
