using FinData.Engine.Actors;
using FinData.TestKit.Actors;

namespace FinData.Tests.Actors;

/// <summary>One simulated system a test; every wait is virtual.</summary>
public abstract class ActorSpec
{
    protected static readonly Supervision AtOnce = new() { BackoffMin = TimeSpan.Zero };

    protected ActorSpec() => System = new ActorSystem("test", Simulation, Simulation.Time);

    protected SimulatedDispatcher Simulation { get; } = new(seed: 42);

    protected ActorSystem System { get; }

    protected TestProbe<string> Probe() => new(System, Simulation);

    protected static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);

    protected ActorRef<string> Spawn(Behavior<string> receive, string? name = null, SpawnOptions? options = null) =>
        System.Spawn(() => new Scripted { OnReceive = receive }, name, options);
}

/// <summary>An actor whose hooks a test writes down where it needs them.</summary>
public sealed class Scripted : Actor<string>
{
    public Behavior<string> OnReceive { get; init; } = (_, _) => { };
    public Action<ActorContext<string>> OnStart { get; init; } = _ => { };
    public Action<ActorContext<string>> OnStop { get; init; } = _ => { };
    public Action<Exception, ActorContext<string>>? OnRestart { get; init; }
    public Action<ActorRef, ActorContext<string>>? OnEnd { get; init; }

    public override void Receive(string message, ActorContext<string> context) => OnReceive(message, context);

    public override void PreStart(ActorContext<string> context) => OnStart(context);

    public override void PostStop(ActorContext<string> context) => OnStop(context);

    public override void PreRestart(Exception cause, ActorContext<string> context)
    {
        if (OnRestart is null) base.PreRestart(cause, context);
        else OnRestart(cause, context);
    }

    public override void OnTerminated(ActorRef actor, ActorContext<string> context)
    {
        if (OnEnd is null) base.OnTerminated(actor, context);
        else OnEnd(actor, context);
    }
}

/// <summary>What the tests let actors fail of.</summary>
public sealed class PlannedFailure(string message) : FinData.Engine.Diagnostics.FinDataException(message);
