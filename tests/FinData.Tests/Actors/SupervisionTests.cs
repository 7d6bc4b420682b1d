using FinData.Engine.Actors;
using FinData.TestKit.Actors;

namespace FinData.Tests.Actors;

public class SupervisionTests : ActorSpec
{
    private readonly TestProbe<string> probe;

    public SupervisionTests() => probe = Probe();

    private Scripted Counter()
    {
        var count = 0;
        return new Scripted
        {
            OnStart = _ => probe.Ref.Tell("start"),
            OnStop = _ => probe.Ref.Tell("stop"),
            OnReceive = (message, _) =>
            {
                count++;
                if (message == "crash") throw new PlannedFailure("planned");
                probe.Ref.Tell($"{message} {count}");
            },
        };
    }

    private ActorRef<string> SpawnCounter(Supervision supervision) =>
        System.Spawn(Counter, "counter", new SpawnOptions { Supervision = supervision });

    private void Expect(params string[] messages)
    {
        foreach (var message in messages) probe.ExpectMessage(message);
    }

    [Fact]
    public void Resume_keeps_the_state_and_drops_the_message()
    {
        var actor = SpawnCounter(new Supervision { Decide = _ => Directive.Resume });
        foreach (var message in new[] { "a", "crash", "b" }) actor.Tell(message);
        Expect("start", "a 1", "b 3");
        var letter = new DeadLetter(actor.Path, "crash", DeadLetterReason.Failed);
        Assert.Equal(letter, Assert.Single(System.DeadLetters.History));
    }

    [Fact]
    public void Restart_makes_a_new_instance_that_goes_on_with_the_mailbox()
    {
        var actor = SpawnCounter(AtOnce);
        foreach (var message in new[] { "a", "crash", "b" }) actor.Tell(message);
        Expect("start", "a 1", "stop", "start", "b 1");
    }

    [Fact]
    public void Stop_ends_the_actor_and_what_waits_is_dead()
    {
        var actor = SpawnCounter(Supervision.Stopping);
        probe.Watch(actor);
        foreach (var message in new[] { "crash", "b" }) actor.Tell(message);
        Expect("start", "stop");
        probe.ExpectTerminated(actor);
        Assert.Equal(["crash", "b"], System.DeadLetters.History.Select(letter => letter.Message));
    }

    [Fact]
    public void The_backoff_doubles_up_to_its_maximum()
    {
        var actor = SpawnCounter(new Supervision { BackoffMin = Seconds(1), BackoffMax = Seconds(3) });
        var starts = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            actor.Tell("crash");
            Expect("start", "stop");
            starts.Add(Simulation.Time.Elapsed.TotalSeconds);
        }
        Assert.Equal([0, 1, 3, 6], starts);   // After 1, 2 and 3 seconds, where it would be 4.
    }

    [Fact]
    public void More_restarts_than_the_limit_within_the_window_stop_it()
    {
        var actor = SpawnCounter(AtOnce with { RestartsMax = 2 });
        for (var i = 0; i < 3; i++) actor.Tell("crash");
        Expect("start", "stop", "start", "stop", "start", "stop");
        Simulation.RunUntilIdle();
        Assert.True(actor.IsStopped);
    }

    [Fact]
    public void Restarts_that_are_older_than_the_window_do_not_count()
    {
        var actor = SpawnCounter(AtOnce with { RestartsMax = 2, RestartsWindow = Seconds(10) });
        for (var i = 0; i < 20; i++)
        {
            actor.Tell("crash");
            Simulation.Advance(Seconds(6));
        }
        Assert.False(actor.IsStopped);
    }

    [Fact]
    public void An_actor_that_fails_to_start_is_tried_again_after_the_backoff()
    {
        var tries = 0;
        var actor = System.Spawn(
            () => new Scripted
            {
                OnStart = _ =>
                {
                    if (++tries < 3) throw new PlannedFailure("not there yet");
                },
                OnReceive = (message, _) => probe.Ref.Tell(message),
            },
            options: new SpawnOptions { Supervision = new Supervision { BackoffMin = Seconds(1) } });
        actor.Tell("waited");
        probe.ExpectMessage("waited", Seconds(3));
        Assert.Equal(Seconds(3), Simulation.Time.Elapsed);
    }

    [Fact]
    public void An_escalated_failure_is_answered_by_the_parent_and_a_restart_stops_its_children()
    {
        ActorRef<string>? child = null;
        System.Spawn(
            () => new Scripted
            {
                OnStart = context =>
                {
                    probe.Ref.Tell("parent start");
                    child = context.Spawn(Counter, "child", new SpawnOptions { Supervision = Supervision.Escalating });
                },
                OnStop = _ => probe.Ref.Tell("parent stop"),
            },
            options: new SpawnOptions { Supervision = AtOnce });
        Expect("parent start", "start");
        var first = child!;
        first.Tell("crash");
        Expect("stop", "parent stop", "parent start", "start");
        Assert.True(first.IsStopped);
        Assert.Equal(first.Path, child!.Path);
        child.Tell("a");
        Expect("a 1");
    }

    [Fact]
    public void An_escalated_failure_that_the_parent_resumes_keeps_the_child()
    {
        ActorRef<string>? child = null;
        var escalate = new SpawnOptions { Supervision = Supervision.Escalating };
        System.Spawn(
            () => new Scripted { OnStart = context => child = context.Spawn(Counter, "child", escalate) },
            options: new SpawnOptions { Supervision = new Supervision { Decide = _ => Directive.Resume } });
        Expect("start");
        foreach (var message in new[] { "a", "crash", "b" }) child!.Tell(message);
        Expect("a 1", "b 3");
    }

    [Fact]
    public void A_failure_that_is_escalated_to_the_top_stops_the_system()
    {
        var other = Spawn((_, _) => { });
        SpawnCounter(Supervision.Escalating).Tell("crash");
        var failure = Assert.Throws<PlannedFailure>(() => Simulation.Complete(() => System.WhenStopped));
        Assert.Equal("planned", failure.Message);
        Assert.True(other.IsStopped);
    }

    [Fact]
    public void Every_failure_is_published()
    {
        System.Events.Subscribe(probe.Ref.Adapt<ActorFailed>(
            failed => $"{failed.Path} {failed.Cause.Message} {failed.Directive} {failed.Backoff.TotalSeconds}"));
        Spawn((_, _) => throw new PlannedFailure("oh"), "a").Tell("go");
        probe.ExpectMessage("/user/a oh Restart 0.2");
    }

    [Fact]
    public void What_PostStop_throws_is_published_and_the_actor_stops_anyway()
    {
        System.Events.Subscribe(probe.Ref.Adapt<ActorFailed>(failed => failed.Cause.Message));
        var actor = System.Spawn(() => new Scripted { OnStop = _ => throw new PlannedFailure("at the end") });
        actor.Stop();
        probe.ExpectMessage("at the end");
        Simulation.RunUntilIdle();
        Assert.True(actor.IsStopped);
    }

    [Fact]
    public void An_actor_that_waits_for_its_restart_can_be_stopped()
    {
        var actor = SpawnCounter(new Supervision { BackoffMin = Seconds(10) });
        actor.Tell("crash");
        Expect("start", "stop");
        actor.Stop();
        Simulation.RunUntilIdle();
        Assert.True(actor.IsStopped);
        probe.ExpectNoMessage(Seconds(100));
    }

    [Fact]
    public void PreRestart_gets_the_cause_and_replaces_PostStop()
    {
        var actor = System.Spawn(
            () => new Scripted
            {
                OnReceive = (_, _) => throw new PlannedFailure("planned"),
                OnRestart = (cause, _) => probe.Ref.Tell($"restart: {cause.Message}"),
                OnStop = _ => probe.Ref.Tell("stop"),
            });
        actor.Tell("go");
        Expect("restart: planned");
        probe.ExpectNoMessage();
    }

    [Fact]
    public void At_the_limit_an_actor_can_only_stop_or_escalate() => Assert.Throws<ArgumentException>(
        () => SpawnCounter(Supervision.Default with { AtLimit = Directive.Restart }));
}
