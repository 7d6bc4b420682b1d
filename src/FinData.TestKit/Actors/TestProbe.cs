using FinData.Engine.Actors;

namespace FinData.TestKit.Actors;

/// <summary>An actor that a test talks through: it keeps what it is told until the test expects it.</summary>
/// <typeparam name="TMessage">What it takes.</typeparam>
/// <remarks>
/// Expecting runs the simulation until the message is there; waiting is virtual and costs no real time. Messages
/// are expected in the order in which they came. What fails throws <see cref="SimulationException"/> with the seed.
/// </remarks>
public sealed class TestProbe<TMessage> where TMessage : notnull
{
    private static readonly TimeSpan withinDefault = TimeSpan.FromSeconds(3);
    private readonly SimulatedDispatcher simulation;
    private readonly Queue<TMessage> received = new();
    private readonly HashSet<ActorRef> terminated = [];
    private readonly ActorRef<ActorRef> watcher;

    /// <summary>Spawns a probe at the top of the system.</summary>
    /// <param name="system">A system that <paramref name="simulation"/> drives.</param>
    /// <param name="simulation">What runs while the probe waits.</param>
    /// <param name="name">Its name; null for one that is made up.</param>
    public TestProbe(ActorSystem system, SimulatedDispatcher simulation, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        this.simulation = simulation;
        var unbounded = new SpawnOptions { MailboxCapacity = int.MaxValue };
        Ref = system.Spawn(() => new Receiver(received), name, unbounded);
        watcher = system.Spawn(() => new Watcher(terminated), name is null ? null : $"{name}-watcher", unbounded);
    }

    /// <summary>The address to hand to the actors under test.</summary>
    public ActorRef<TMessage> Ref { get; }

    /// <summary>How many messages have come and are not expected yet, as of now.</summary>
    public int WaitingCount => received.Count;

    /// <summary>The next message, which must come within the time (default: 3 s, virtual).</summary>
    public TMessage ExpectMessage(TimeSpan? within = null)
    {
        var limit = within ?? withinDefault;
        if (!simulation.RunUntil(() => received.Count > 0, limit))
            throw Failure($"expected a message within {limit}, and none came");
        return received.Dequeue();
    }

    /// <summary>The next message, which must be of the given kind.</summary>
    public T ExpectMessage<T>(TimeSpan? within = null) where T : TMessage
    {
        var message = ExpectMessage(within);
        return message is T expected ? expected : throw Failure($"expected {typeof(T).Name}, and got {message}");
    }

    /// <summary>The next message, which must equal <paramref name="expected"/>.</summary>
    public void ExpectMessage(TMessage expected, TimeSpan? within = null)
    {
        var message = ExpectMessage(within);
        if (!EqualityComparer<TMessage>.Default.Equals(expected, message))
            throw Failure($"expected {expected}, and got {message}");
    }

    /// <summary>The first message that fits; those before it are thrown away.</summary>
    public TMessage FishForMessage(Func<TMessage, bool> fits, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var deadline = simulation.Time.Elapsed + (within ?? withinDefault);
        while (true)
        {
            var message = ExpectMessage(deadline - simulation.Time.Elapsed);
            if (fits(message)) return message;
        }
    }

    /// <summary>Moves the clock, and no message may come meanwhile (default: 3 s, virtual).</summary>
    public void ExpectNoMessage(TimeSpan? within = null)
    {
        if (simulation.RunUntil(() => received.Count > 0, within ?? withinDefault))
            throw Failure($"expected no message, and got {received.Peek()}");
    }

    /// <summary>Watches an actor from now on, for <see cref="ExpectTerminated"/>.</summary>
    public void Watch(ActorRef actor) => watcher.Tell(actor);

    /// <summary>The actor, which the probe watches, must stop within the time (default: 3 s, virtual).</summary>
    public void ExpectTerminated(ActorRef actor, TimeSpan? within = null)
    {
        var limit = within ?? withinDefault;
        if (!simulation.RunUntil(() => terminated.Remove(actor), limit))
            throw Failure($"expected the end of {actor} within {limit}, and it did not come");
    }

    private SimulationException Failure(string what) => new($"{Ref}: {what} ({simulation}).");

    private sealed class Receiver(Queue<TMessage> received) : Actor<TMessage>
    {
        public override void Receive(TMessage message, ActorContext<TMessage> context) => received.Enqueue(message);
    }

    private sealed class Watcher(HashSet<ActorRef> terminated) : Actor<ActorRef>
    {
        public override void Receive(ActorRef message, ActorContext<ActorRef> context) => context.Watch(message);

        public override void OnTerminated(ActorRef actor, ActorContext<ActorRef> context) => terminated.Add(actor);
    }
}
