using FinData.Engine.Actors;
using FinData.TestKit.Actors;

namespace FinData.Tests.Actors;

public class TimerTests : ActorSpec
{
    private readonly TestProbe<string> probe;

    public TimerTests() => probe = Probe();

    private ActorRef<string> Timed(Action<ActorTimers<string>> start, SpawnOptions? options = null) => System.Spawn(
        () => new Scripted
        {
            OnStart = context => start(context.Timers),
            OnReceive = (message, context) =>
            {
                if (message == "crash") throw new PlannedFailure("planned");
                if (message == "cancel") context.Timers.Cancel("key");
                else probe.Ref.Tell($"{message} at {Simulation.Time.Elapsed.TotalSeconds}");
            },
        },
        options: options);

    [Fact]
    public void A_single_timer_tells_once()
    {
        Timed(timers => timers.StartSingle("key", "tick", Seconds(2)));
        probe.ExpectMessage("tick at 2");
        probe.ExpectNoMessage(Seconds(100));
    }

    [Fact]
    public void A_periodic_timer_tells_until_it_is_cancelled()
    {
        var actor = Timed(timers => timers.StartPeriodic("key", "tick", Seconds(2)));
        foreach (var second in new[] { 2, 4, 6 }) probe.ExpectMessage($"tick at {second}");
        actor.Tell("cancel");
        probe.ExpectNoMessage(Seconds(100));
    }

    [Fact]
    public void A_timer_with_the_same_key_takes_the_place_of_the_first()
    {
        Timed(timers =>
        {
            timers.StartSingle("key", "first", Seconds(1));
            timers.StartSingle("key", "second", Seconds(2));
        });
        probe.ExpectMessage("second at 2");
        probe.ExpectNoMessage(Seconds(100));
    }

    [Fact]
    public void Timers_end_with_the_actor()
    {
        var actor = Timed(timers => timers.StartPeriodic("key", "tick", Seconds(2)));
        probe.ExpectMessage("tick at 2");
        actor.Stop();
        probe.ExpectNoMessage(Seconds(100));
        Assert.Equal(0, System.DeadLetters.Count);
    }

    [Fact]
    public void Timers_of_an_instance_that_failed_do_not_reach_the_next()
    {
        var starts = 0;
        var actor = Timed(
            timers =>
            {
                if (starts++ == 0) timers.StartPeriodic("key", "old", Seconds(2));
                else timers.StartSingle("other", "new", Seconds(1));
            },
            new SpawnOptions { Supervision = AtOnce });
        actor.Tell("crash");
        probe.ExpectMessage("new at 1");
        probe.ExpectNoMessage(Seconds(100));
    }

    [Fact]
    public void A_cancelled_timer_says_nothing_even_if_its_message_already_waits()
    {
        var (slow, system) = SlowSystem();
        var received = new List<string>();
        var actor = system.Spawn(() => new Scripted
        {
            OnStart = context => context.Timers.StartSingle("key", "tick", Seconds(1)),
            OnReceive = (message, context) =>
            {
                received.Add(message);
                context.Timers.Cancel("key");
            },
        });
        slow.RunUntilIdle();
        actor.Tell("cancel");
        slow.Advance(Seconds(2));
        Assert.Equal(["cancel"], received);
    }

    [Fact]
    public void A_slow_actor_misses_ticks_instead_of_piling_them_up()
    {
        var (slow, system) = SlowSystem();
        var count = 0;
        system.Spawn(() => new Scripted
        {
            OnStart = context => context.Timers.StartPeriodic("key", "tick", Seconds(1)),
            OnReceive = (_, _) => count++,
        });
        slow.RunUntilIdle();
        slow.Advance(Seconds(10));
        Assert.Equal(1, count);
    }

    /// <summary>Time always goes first: an actor gets its turns only when no timer is due any more.</summary>
    private static (SimulatedDispatcher Slow, ActorSystem System) SlowSystem()
    {
        var slow = new SimulatedDispatcher(seed: 1) { StallProbability = 1, StallMax = Seconds(10) };
        return (slow, new ActorSystem("slow", slow, slow.Time));
    }

    [Fact]
    public void More_timers_than_the_limit_are_a_failure()
    {
        var actor = Timed(
            timers =>
            {
                for (var i = 0; i < 3; i++) timers.StartSingle($"{i}", "tick", Seconds(1));
            },
            new SpawnOptions { TimersMax = 2, Supervision = Supervision.Stopping });
        Simulation.RunUntilIdle();
        Assert.True(actor.IsStopped);
        probe.ExpectNoMessage();
    }
}
