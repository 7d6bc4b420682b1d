using FinData.Engine.Actors;

namespace FinData.Tests.Actors;

public class TellAndAskTests : ActorSpec
{
    private sealed record Question(int Number, ActorRef<int> ReplyTo);

    private sealed class Doubler : Actor<Question>
    {
        public override void Receive(Question message, ActorContext<Question> context) =>
            message.ReplyTo.Tell(message.Number * 2);
    }

    private sealed class Mute : Actor<Question>
    {
        public override void Receive(Question message, ActorContext<Question> context) { }
    }

    [Fact]
    public void Messages_of_one_sender_are_handled_in_their_order()
    {
        var probe = Probe();
        var actor = Spawn((message, _) => probe.Ref.Tell(message));
        for (var i = 0; i < 100; i++) actor.Tell($"{i}");
        for (var i = 0; i < 100; i++) probe.ExpectMessage($"{i}");
    }

    [Fact]
    public void An_actor_that_has_become_something_else_handles_the_next_message_by_it()
    {
        var probe = Probe();
        void Closed(string message, ActorContext<string> context) => probe.Ref.Tell($"closed: {message}");
        var actor = Spawn((message, context) =>
        {
            probe.Ref.Tell($"open: {message}");
            context.Become(Closed);
        });
        actor.Tell("1");
        actor.Tell("2");
        probe.ExpectMessage("open: 1");
        probe.ExpectMessage("closed: 2");
    }

    [Fact]
    public void Who_asks_gets_the_answer()
    {
        var doubler = System.Spawn(() => new Doubler());
        var answer = Simulation.Complete(() => doubler.AskAsync<int>(me => new Question(21, me), Seconds(1)));
        Assert.Equal(42, answer);
        Assert.Equal(TimeSpan.Zero, Simulation.Time.Elapsed);
    }

    [Fact]
    public void Who_asks_in_vain_learns_it_after_the_timeout()
    {
        var mute = System.Spawn(() => new Mute(), "mute");
        var failure = Assert.Throws<AskException>(
            () => Simulation.Complete(() => mute.AskAsync<int>(me => new Question(1, me), Seconds(5))));
        Assert.Equal(Seconds(5), Simulation.Time.Elapsed);
        Assert.True(failure.IsTransient);
        Assert.Contains("/user/mute", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_to_an_actor_that_has_stopped_fails_at_once()
    {
        var mute = System.Spawn(() => new Mute());
        mute.Stop();
        Simulation.RunUntilIdle();
        Assert.Throws<AskException>(
            () => Simulation.Complete(() => mute.AskAsync<int>(me => new Question(1, me), Seconds(5))));
        Assert.Equal(TimeSpan.Zero, Simulation.Time.Elapsed);
    }

    [Fact]
    public void A_question_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var mute = System.Spawn(() => new Mute());
        var task = mute.AskAsync<int>(me => new Question(1, me), Seconds(5), cancel.Token);
        cancel.Cancel();
        Simulation.RunUntilIdle();
        Assert.True(task.IsCanceled);
    }

    [Fact]
    public void A_late_answer_is_a_dead_letter()
    {
        ActorRef<int>? replyTo = null;
        var mute = System.Spawn(() => new Mute());
        var task = mute.AskAsync<int>(me => new Question(1, replyTo = me), Seconds(5));
        Simulation.Advance(Seconds(6));
        Assert.True(task.IsFaulted);
        Assert.False(replyTo!.Tell(2));
        Assert.Equal(DeadLetterReason.NobodyAsks, Assert.Single(System.DeadLetters.History).Reason);
    }

    [Fact]
    public void A_piped_result_comes_as_a_message()
    {
        var probe = Probe();
        var doubler = System.Spawn(() => new Doubler());
        var actor = Spawn((message, context) =>
        {
            if (message == "go")
                context.Pipe(doubler.AskAsync<int>(me => new Question(4, me), Seconds(1)), answer => $"got {answer}");
            else probe.Ref.Tell(message);
        });
        actor.Tell("go");
        probe.ExpectMessage("got 8");
    }

    [Fact]
    public void A_piped_failure_comes_as_a_message_or_is_a_failure_of_the_actor()
    {
        var probe = Probe();
        var failed = Task.FromException<string>(new PlannedFailure("no network"));
        var careful = Spawn((message, context) =>
        {
            if (message == "go") context.Pipe(failed, result => result, cause => cause.Message);
            else probe.Ref.Tell(message);
        });
        var careless = Spawn(
            (_, context) => context.Pipe(failed, result => result),
            options: new SpawnOptions { Supervision = Supervision.Stopping });
        careful.Tell("go");
        probe.ExpectMessage("no network");
        probe.Watch(careless);
        careless.Tell("go");
        probe.ExpectTerminated(careless);
    }

    [Fact]
    public void Piping_more_tasks_than_the_limit_is_a_failure()
    {
        var never = new TaskCompletionSource<string>();
        var actor = Spawn(
            (_, context) => context.Pipe(never.Task, result => result),
            options: new SpawnOptions { PipesMax = 2, Supervision = Supervision.Stopping });
        for (var i = 0; i < 3; i++) actor.Tell("go");
        Simulation.RunUntilIdle();
        Assert.True(actor.IsStopped);
    }

    [Fact]
    public void An_adapted_reference_takes_the_words_of_the_other_side()
    {
        var probe = Probe();
        var numbers = probe.Ref.Adapt<int>(number => $"number {number}");
        numbers.Tell(7);
        probe.ExpectMessage("number 7");
    }

    [Fact]
    public void The_context_can_not_be_used_outside_of_a_turn()
    {
        ActorContext<string>? kept = null;
        Spawn((_, context) => kept = context).Tell("go");
        Simulation.RunUntilIdle();
        Assert.Throws<InvalidOperationException>(() => kept!.Stop());
    }
}
