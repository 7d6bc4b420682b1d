using FinData.Engine.Actors;

namespace FinData.Tests.Actors;

public class MailboxTests : ActorSpec
{
    private static readonly SpawnOptions twoPlaces = new() { MailboxCapacity = 2 };

    [Fact]
    public void A_full_mailbox_refuses_and_the_message_is_a_dead_letter()
    {
        var actor = Spawn((_, _) => { }, "small", twoPlaces);
        Assert.True(actor.Tell("1"));
        Assert.True(actor.Tell("2"));
        Assert.False(actor.Tell("3"));
        var letter = new DeadLetter(actor.Path, "3", DeadLetterReason.MailboxFull);
        Assert.Equal(letter, Assert.Single(System.DeadLetters.History));
    }

    [Fact]
    public void A_source_waits_for_a_place_and_goes_before_later_messages()
    {
        var probe = Probe();
        var actor = Spawn((message, _) => probe.Ref.Tell(message), options: twoPlaces);
        actor.Tell("1");
        actor.Tell("2");
        var third = actor.TellAsync("3").AsTask();
        Assert.False(third.IsCompleted);
        Assert.False(actor.Tell("refused"));
        foreach (var expected in new[] { "1", "2", "3" }) probe.ExpectMessage(expected);
        Simulation.RunUntilIdle();
        Assert.True(Simulation.Complete(() => third));
    }

    [Fact]
    public void Backpressure_loses_nothing()
    {
        var probe = Probe();
        var actor = Spawn((message, _) => probe.Ref.Tell(message), options: twoPlaces);
        Simulation.Complete(async () =>
        {
            for (var i = 0; i < 200; i++) Assert.True(await actor.TellAsync($"{i}"));
        });
        for (var i = 0; i < 200; i++) probe.ExpectMessage($"{i}");
        Assert.Equal(0, System.DeadLetters.Count);
    }

    [Fact]
    public void Who_waits_for_a_place_can_give_up_and_the_message_is_not_taken()
    {
        using var cancel = new CancellationTokenSource();
        var probe = Probe();
        var actor = Spawn((message, _) => probe.Ref.Tell(message), options: twoPlaces);
        actor.Tell("1");
        actor.Tell("2");
        var third = actor.TellAsync("3", cancel.Token).AsTask();
        cancel.Cancel();
        probe.ExpectMessage("1");
        probe.ExpectMessage("2");
        probe.ExpectNoMessage();
        Assert.True(third.IsCanceled);
    }

    [Fact]
    public void Who_waits_for_a_place_learns_that_the_actor_has_stopped()
    {
        var actor = Spawn((_, _) => { }, options: twoPlaces);
        actor.Tell("1");
        actor.Tell("2");
        var third = actor.TellAsync("3").AsTask();
        actor.Stop();
        Simulation.RunUntilIdle();
        Assert.False(Simulation.Complete(() => third));
        Assert.Equal(["1", "2", "3"], System.DeadLetters.History.Select(l => l.Message).Order());
        Assert.All(System.DeadLetters.History, letter => Assert.Equal(DeadLetterReason.Stopped, letter.Reason));
    }

    [Fact]
    public void Stashed_messages_come_before_later_ones_and_in_their_order()
    {
        var probe = Probe();
        var actor = Spawn((message, context) =>
        {
            if (message != "open")
            {
                context.Stash();
                return;
            }
            context.UnstashAll();
            context.Become((later, _) => probe.Ref.Tell(later));
        });
        foreach (var message in new[] { "1", "2", "open", "3" }) actor.Tell(message);
        foreach (var expected in new[] { "1", "2", "3" }) probe.ExpectMessage(expected);
    }

    [Fact]
    public void What_is_stashed_again_while_unstashing_keeps_its_place()
    {
        var probe = Probe();
        var isAgain = false;
        void Open(string message, ActorContext<string> context)
        {
            if (message == "1" && !isAgain)
            {
                isAgain = true;
                context.Stash();
                context.UnstashAll();
            }
            else
            {
                probe.Ref.Tell(message);
            }
        }

        var actor = Spawn((message, context) =>
        {
            if (message != "open") context.Stash();
            else context.UnstashAll();
            if (message == "open") context.Become(Open);
        });
        foreach (var message in new[] { "1", "2", "3", "open" }) actor.Tell(message);
        foreach (var expected in new[] { "1", "2", "3" }) probe.ExpectMessage(expected);
    }

    [Fact]
    public void A_full_stash_is_a_failure()
    {
        var actor = Spawn(
            (_, context) => context.Stash(),
            options: new SpawnOptions { StashCapacity = 2, Supervision = Supervision.Stopping });
        foreach (var message in new[] { "1", "2", "3" }) actor.Tell(message);
        Simulation.RunUntilIdle();
        Assert.True(actor.IsStopped);
        Assert.Equal(["3", "1", "2"], System.DeadLetters.History.Select(l => l.Message));
        Assert.Equal(DeadLetterReason.Failed, System.DeadLetters.History[0].Reason);
    }

    [Fact]
    public void A_restart_unstashes()
    {
        var probe = Probe();
        var starts = 0;
        var actor = System.Spawn(
            () => new Scripted
            {
                OnStart = _ => starts++,
                OnReceive = (message, context) =>
                {
                    if (message == "crash") throw new PlannedFailure("planned");
                    if (starts == 1) context.Stash();
                    else probe.Ref.Tell(message);
                },
            },
            options: new SpawnOptions { Supervision = AtOnce });
        foreach (var message in new[] { "1", "2", "crash", "3" }) actor.Tell(message);
        foreach (var expected in new[] { "1", "2", "3" }) probe.ExpectMessage(expected);
    }

    [Fact]
    public void The_history_of_dead_letters_is_bounded_and_the_count_is_not()
    {
        var system = new ActorSystem(
            "small", Simulation, Simulation.Time, new ActorSystemOptions { DeadLettersKept = 2 });
        var actor = system.Spawn(() => new Scripted());
        actor.Stop();
        Simulation.RunUntilIdle();
        foreach (var message in new[] { "1", "2", "3" }) actor.Tell(message);
        Assert.Equal(["2", "3"], system.DeadLetters.History.Select(l => l.Message));
        Assert.Equal(3, system.DeadLetters.Count);
    }

    [Fact]
    public void Observers_and_subscribers_see_dead_letters_until_they_end_it()
    {
        var probe = Probe();
        var seen = new List<DeadLetter>();
        var observing = System.DeadLetters.Subscribe(new Observer(seen));
        var subscribing = System.Events.Subscribe(probe.Ref.Adapt<DeadLetter>(letter => $"{letter.Message}"));
        var actor = Spawn((_, _) => { }, options: new SpawnOptions { MailboxCapacity = 1 });
        actor.Tell("1");
        actor.Tell("2");
        observing.Dispose();
        subscribing.Dispose();
        actor.Tell("3");
        Assert.Equal("2", Assert.Single(seen).Message);
        probe.ExpectMessage("2");
        probe.ExpectNoMessage();
    }

    [Fact]
    public void A_subscriber_without_place_for_dead_letters_does_not_write_to_itself_for_ever()
    {
        var slow = Spawn((_, _) => { }, options: new SpawnOptions { MailboxCapacity = 1 });
        System.Events.Subscribe(slow.Adapt<DeadLetter>(letter => $"{letter.Message}"));
        slow.Tell("1");
        slow.Tell("2");
        Assert.Equal(2, System.DeadLetters.Count);   // "2", and the letter about it.
    }

    private sealed class Observer(List<DeadLetter> seen) : IObserver<DeadLetter>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void OnNext(DeadLetter value) => seen.Add(value);
    }
}
