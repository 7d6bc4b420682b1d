using System.Collections.Immutable;

namespace FinData.Engine.Actors;

/// <summary>The messages that no actor has handled: how many, the newest of them, and each as it comes.</summary>
/// <remarks>
/// Each is also published on the event stream, where an actor can subscribe to <see cref="DeadLetter"/>; only what a
/// subscriber of those has no place for is not, or it would write to itself for ever.
/// Observers are called on the thread of whoever told the message: they must be quick and must not throw.
/// </remarks>
public sealed class DeadLetters : IObservable<DeadLetter>
{
    [ThreadStatic]
    private static bool isPublishing;

    private readonly Lock gate = new();
    private readonly Queue<DeadLetter> newest = new();
    private readonly EventStream events;
    private readonly int keptMax;
    private ImmutableArray<IObserver<DeadLetter>> observers = [];
    private long count;

    internal DeadLetters(EventStream events, int keptMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keptMax);
        this.events = events;
        this.keptMax = keptMax;
    }

    /// <summary>How many there were since the system began.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>The newest of them, oldest first; the system's options bound how many are kept.</summary>
    public IReadOnlyList<DeadLetter> History
    {
        get { lock (gate) return [.. newest]; }
    }

    /// <summary>Calls <paramref name="observer"/> for each dead letter from now on, until disposed.</summary>
    public IDisposable Subscribe(IObserver<DeadLetter> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableInterlocked.Update(ref observers, (all, added) => all.Add(added), observer);
        return new Subscription(() =>
            ImmutableInterlocked.Update(ref observers, (all, removed) => all.Remove(removed), observer));
    }

    internal void Add(DeadLetter letter)
    {
        lock (gate)
        {
            count++;
            newest.Enqueue(letter);
            if (newest.Count > keptMax) newest.Dequeue();
        }
        foreach (var observer in observers) observer.OnNext(letter);
        if (isPublishing) return;
        isPublishing = true;
        try { events.Publish(letter); }
        finally { isPublishing = false; }
    }
}
