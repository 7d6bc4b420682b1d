using FinData.Engine.Actors;
using FinData.TestKit.Actors;

namespace FinData.Tests.Actors;

public class LifecycleTests : ActorSpec
{
    private readonly TestProbe<string> probe;

    public LifecycleTests() => probe = Probe();

    /// <summary>A chain of actors, one inside the other, each of which says when it stops.</summary>
    private Scripted Nest(int depth) => new()
    {
        OnStart = context =>
        {
            if (depth > 1) context.Spawn(() => Nest(depth - 1), $"{depth - 1}");
        },
        OnStop = context => probe.Ref.Tell($"{context.Self}"),
    };

    [Fact]
    public void Children_stop_before_their_parents()
    {
        var top = System.Spawn(() => Nest(3), "3");
        Simulation.RunUntilIdle();
        top.Stop();
        foreach (var path in new[] { "/user/3/2/1", "/user/3/2", "/user/3" }) probe.ExpectMessage(path);
    }

    [Fact]
    public void Drain_handles_what_waits_and_then_stops()
    {
        var actor = Spawn((message, _) => probe.Ref.Tell(message));
        actor.Tell("1");
        actor.Tell("2");
        actor.Drain();
        actor.Tell("late");
        probe.ExpectMessage("1");
        probe.ExpectMessage("2");
        probe.ExpectNoMessage();
        Assert.True(actor.IsStopped);
        Assert.Equal("late", Assert.Single(System.DeadLetters.History).Message);
    }

    [Fact]
    public void A_watcher_hears_of_the_end_after_all_that_was_told_before_it()
    {
        var other = Spawn((message, _) => probe.Ref.Tell(message), "other");
        ActorRef<string>? watcher = null;
        watcher = System.Spawn(() => new Scripted
        {
            OnStart = context =>
            {
                var child = context.Spawn(() => new Scripted
                {
                    OnStart = inner =>
                    {
                        for (var i = 0; i < 5; i++) watcher!.Tell($"{i}");
                        inner.Stop();
                    },
                });
                context.Watch(child);
            },
            OnReceive = (message, _) => other.Tell(message),
            OnEnd = (actor, context) => other.Tell($"ended, {context.Children.Count} children"),
        });
        for (var i = 0; i < 5; i++) probe.ExpectMessage($"{i}");
        probe.ExpectMessage("ended, 0 children");
    }

    [Fact]
    public void Watching_what_has_stopped_already_is_answered_at_once()
    {
        var actor = Spawn((_, _) => { });
        actor.Stop();
        Simulation.RunUntilIdle();
        probe.Watch(actor);
        probe.ExpectTerminated(actor, TimeSpan.Zero);
    }

    [Fact]
    public void A_watch_that_was_taken_back_says_nothing()
    {
        var watched = Spawn((_, _) => { });
        System.Spawn(() => new Scripted
        {
            OnStart = context =>
            {
                context.Watch(watched);
                watched.Stop();
                context.Unwatch(watched);
            },
            OnEnd = (_, _) => probe.Ref.Tell("ended"),
        });
        probe.ExpectNoMessage();
    }

    [Fact]
    public void Who_watches_and_does_not_say_what_to_do_fails_with_the_other()
    {
        var watched = Spawn((_, _) => { }, "watched");
        var watcher = System.Spawn(
            () => new Scripted { OnStart = context => context.Watch(watched) }, "watcher",
            new SpawnOptions { Supervision = Supervision.Stopping });
        System.Events.Subscribe(probe.Ref.Adapt<ActorFailed>(failed => failed.Cause.GetType().Name));
        Simulation.RunUntilIdle();
        watched.Stop();
        probe.ExpectMessage(nameof(DeathPactException));
        Simulation.RunUntilIdle();
        Assert.True(watcher.IsStopped);
    }

    [Fact]
    public void A_name_is_taken_until_its_actor_has_stopped()
    {
        var first = Spawn((_, _) => { }, "name");
        Assert.Throws<ActorException>(() => Spawn((_, _) => { }, "name"));
        probe.Watch(first);
        first.Stop();
        probe.ExpectTerminated(first);
        var second = Spawn((message, _) => probe.Ref.Tell(message), "name");
        second.Tell("for the second");
        first.Tell("for the first");
        probe.ExpectMessage("for the second");
        Assert.Equal("for the first", Assert.Single(System.DeadLetters.History).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("à")]
    public void A_name_that_can_not_be_in_a_path_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Spawn((_, _) => { }, name));

    [Fact]
    public void The_system_stops_from_the_leaves_up()
    {
        System.Spawn(() => Nest(3), "3");
        Simulation.RunUntilIdle();
        Assert.Contains(new ActorPath("/user/3/2/1"), System.ListActors());
        var stops = new List<string>();
        var system = new ActorSystem("other", Simulation, Simulation.Time);
        system.Spawn(() => new Scripted
        {
            OnStart = context => context.Spawn(() => new Scripted { OnStop = _ => stops.Add("child") }),
            OnStop = _ => stops.Add("parent"),
        });
        Simulation.RunUntilIdle();
        Simulation.Complete(() => system.StopAsync(Seconds(5)));
        Assert.Equal(["child", "parent"], stops);
        Assert.Empty(system.ListActors());
        Assert.True(system.WhenStopped.IsCompletedSuccessfully);
        Assert.Throws<ActorException>(() => system.Spawn(() => new Scripted()));
    }

    [Fact]
    public void Stopping_names_who_is_still_running_when_the_time_is_over()
    {
        // Stalled for good: the turn of the actor never comes before the limit.
        var stalled = new SimulatedDispatcher(seed: 1) { StallProbability = 1, StallMax = Seconds(10) };
        var system = new ActorSystem("stalled", stalled, stalled.Time);
        system.Spawn(() => new Scripted(), "slow");
        stalled.RunUntilIdle();
        var task = system.StopAsync(Seconds(5));
        stalled.RunUntil(() => task.IsCompleted, Seconds(6));
        var late = Assert.IsType<StopTimeoutException>(task.Exception!.InnerException);
        Assert.Equal(["/user", "/user/slow"], late.Running.Select(path => path.Value));
    }

    [Fact]
    public void Parts_can_be_stopped_one_after_the_other()
    {
        var source = System.Spawn(() => Nest(2), "source");
        var sink = System.Spawn(() => Nest(1), "sink");
        Simulation.RunUntilIdle();
        Simulation.Complete(async () =>
        {
            await System.StopAsync(source, Seconds(5));
            await System.StopAsync(sink, Seconds(5));
        });
        foreach (var path in new[] { "/user/source/1", "/user/source", "/user/sink" }) probe.ExpectMessage(path);
    }

    [Fact]
    public void Subscribers_get_what_is_of_their_type_or_derived_from_it()
    {
        using var all = System.Events.Subscribe(probe.Ref.Adapt<Exception>(e => $"any {e.Message}"));
        using var some = System.Events.Subscribe(probe.Ref.Adapt<ArgumentException>(e => $"argument {e.Message}"));
        System.Events.Publish(new ArgumentException("1"));
        System.Events.Publish<Exception>(new PlannedFailure("2"));
        System.Events.Publish("3");
        foreach (var expected in new[] { "any 1", "argument 1", "any 2" }) probe.ExpectMessage(expected);
        probe.ExpectNoMessage();
    }
}
