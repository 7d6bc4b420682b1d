using FinData.Engine.Actors;

namespace FinData.Tests.Actors;

/// <summary>
/// The same actors on real threads. The limits only end a test that hangs; nothing is asserted of time.
/// </summary>
public class ThreadPoolTests
{
    private static readonly TimeSpan hang = TimeSpan.FromSeconds(60);

    private static ActorSystem NewSystem() => new("real", new ThreadPoolDispatcher(throughput: 5), TimeProvider.System);

    private sealed record Numbered(int Source, int Number);

    private sealed class Summing(int sources, int each, TaskCompletionSource<long> done) : Actor<Numbered>
    {
        private readonly int[] next = new int[sources];
        private int inTurn;
        private long sum;
        private int count;

        public override void Receive(Numbered message, ActorContext<Numbered> context)
        {
            var alone = Interlocked.Increment(ref inTurn) == 1;
            if (!alone || next[message.Source]++ != message.Number)
                done.TrySetException(new PlannedFailure($"{message}: alone {alone}, or not in order"));
            sum += message.Number;
            if (++count == sources * each) done.TrySetResult(sum);
            Interlocked.Decrement(ref inTurn);
        }
    }

    [Fact]
    public async Task Sources_on_many_threads_lose_nothing_and_keep_their_order()
    {
        const int sources = 8, each = 5_000;
        await using var system = NewSystem();
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = system.Spawn(
            () => new Summing(sources, each, done), "sum", new SpawnOptions { MailboxCapacity = 16 });
        await Task.WhenAll(Enumerable.Range(0, sources).Select(source => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++) Assert.True(await actor.TellAsync(new Numbered(source, i)));
        }))).WaitAsync(hang);
        Assert.Equal(sources * (each * (each - 1L) / 2), await done.Task.WaitAsync(hang));
        Assert.Equal(0, system.DeadLetters.Count);
    }

    [Fact]
    public async Task Actors_answer_restart_and_keep_time_on_real_threads()
    {
        await using var system = NewSystem();
        var starts = 0;
        var ticked = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = system.Spawn(
            () => new Scripted
            {
                OnStart = context =>
                {
                    starts++;
                    context.Timers.StartSingle("key", "tick", TimeSpan.FromMilliseconds(1));
                },
                OnReceive = (message, _) =>
                {
                    if (message == "tick" && starts < 3) throw new PlannedFailure("planned");
                    if (message == "tick") ticked.TrySetResult(starts);
                },
            },
            options: new SpawnOptions { Supervision = new Supervision { BackoffMin = TimeSpan.FromMilliseconds(1) } });
        Assert.Equal(3, await ticked.Task.WaitAsync(hang));
        await system.StopAsync(actor, hang);
        Assert.True(actor.IsStopped);
    }

    [Fact]
    public async Task No_message_is_left_lying_while_its_actor_goes_idle()
    {
        // One ball at a time: it comes back just as its actor ends the turn, and nothing later would wake it.
        const int hits = 100_000;
        await using var system = NewSystem();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef<Ball>? second = null;
        var first = system.Spawn(() => new Player(() => second!, done));
        second = system.Spawn(() => new Player(() => first, done));
        first.Tell(new Ball(hits));
        await done.Task.WaitAsync(hang);
    }

    private sealed record Ball(int HitsLeft);

    private sealed class Player(Func<ActorRef<Ball>> other, TaskCompletionSource done) : Actor<Ball>
    {
        public override void Receive(Ball message, ActorContext<Ball> context)
        {
            if (message.HitsLeft == 0) done.TrySetResult();
            else other().Tell(new Ball(message.HitsLeft - 1));
        }
    }

    [Fact]
    public async Task Answers_find_their_questions()
    {
        await using var system = NewSystem();
        var echo = system.Spawn(() => new Echo());
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(
            number => echo.AskAsync<int>(me => new Question(number, me), hang)));
        Assert.Equal(Enumerable.Range(0, 500), answers);
    }

    [Fact]
    public async Task A_tree_stops_whole_while_it_is_being_told_things()
    {
        var (started, stopped) = (0, 0);
        Scripted Node(int depth) => new()
        {
            OnStart = context =>
            {
                Interlocked.Increment(ref started);
                for (var i = 0; depth > 0 && i < 4; i++) context.Spawn(() => Node(depth - 1));
            },
            OnReceive = (message, context) =>
            {
                foreach (var child in context.Children.OfType<ActorRef<string>>()) child.Tell(message);
            },
            OnStop = _ => Interlocked.Increment(ref stopped),
        };
        var system = NewSystem();
        var top = system.Spawn(() => Node(3));
        using var stopping = new CancellationTokenSource();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var teller = Task.Run(() =>
        {
            for (var i = 0; !stopping.IsCancellationRequested; i++)
            {
                top.Tell("hello");
                if (i == 100) told.TrySetResult();
            }
        });
        await told.Task.WaitAsync(hang);
        await system.StopAsync(hang);
        await stopping.CancelAsync();
        await teller.WaitAsync(hang);
        Assert.Equal(started, stopped);
        Assert.Empty(system.ListActors());
    }

    private sealed record Question(int Number, ActorRef<int> ReplyTo);

    private sealed class Echo : Actor<Question>
    {
        public override void Receive(Question message, ActorContext<Question> context) =>
            message.ReplyTo.Tell(message.Number);
    }
}
