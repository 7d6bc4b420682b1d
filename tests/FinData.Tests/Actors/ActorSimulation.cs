using FinData.Engine.Actors;
using FinData.TestKit.Actors;

namespace FinData.Tests.Actors;

//   3 sources ──Tell, TellAsync, AskAsync──► 4 workers (3 places each) ◄──spawns, watches, spawns again── boss
//                                               └──"watch me"──► auditor
/// <summary>Workers that crash, stop, stash and escalate under load.</summary>
/// <remarks>What must not be is written down as it happens: thrown in a turn, it would be one more failure.</remarks>
internal sealed class ActorSimulation
{
    private const int MessagesPerSource = 60;
    private const int WorkerCount = 4;
    private readonly Random random;
    private readonly ActorSystem system;
    private readonly ActorRef<Job>?[] workers = new ActorRef<Job>?[WorkerCount];
    private readonly Dictionary<Job, int> told = [];
    private readonly Dictionary<Job, int> ended = [];
    private readonly Dictionary<(ActorRef, int), int> newest = [];
    private readonly Dictionary<ActorRef, int> terminated = [];
    private readonly Dictionary<ActorRef, int> running = [];
    private readonly List<string> violations = [];
    private readonly ActorRef<ActorRef> auditor;
    private readonly ActorRef<string> boss;

    public ActorSimulation(int seed)
    {
        random = new Random(seed);
        Dispatcher = new SimulatedDispatcher(seed) { StallProbability = 0.05 };
        system = new ActorSystem("simulated", Dispatcher, Dispatcher.Time);
        system.DeadLetters.Subscribe(new DeadJobs(this));
        var unbounded = new SpawnOptions { MailboxCapacity = int.MaxValue };
        auditor = system.Spawn(() => new Auditor(this), "auditor", unbounded);
        var restart = new Supervision { BackoffMin = TimeSpan.FromSeconds(1), RestartsMax = int.MaxValue };
        boss = system.Spawn(() => new Boss(this), "boss", new SpawnOptions { Supervision = restart });
    }

    public SimulatedDispatcher Dispatcher { get; }

    public List<string> Trace { get; } = [];

    public void Run()
    {
        Dispatcher.Complete(() => Task.WhenAll(Enumerable.Range(0, 3).Select(SendAsync)));
        Dispatcher.Advance(TimeSpan.FromMinutes(1));
        Dispatcher.Complete(() => system.StopAsync(boss, TimeSpan.FromMinutes(1)));
        Dispatcher.RunUntilIdle();   // So that the auditor, which stops next, hears of the last ends.
        Dispatcher.Complete(() => system.StopAsync(TimeSpan.FromMinutes(1)));

        Assert.Empty(violations);
        Assert.Empty(system.ListActors());
        Assert.Equal(3 * MessagesPerSource, told.Count);
        Assert.All(told.Keys, job => Assert.Equal(1, ended.GetValueOrDefault(job)));   // Handled, or dead: once.
        Assert.Equal(told.Count, ended.Count);
        Assert.All(running.Values, count => Assert.Equal(0, count));                   // Each start has its stop.
        Assert.All(running.Keys, worker => Assert.Equal(1, terminated.GetValueOrDefault(worker)));
    }

    private async Task SendAsync(int source)
    {
        for (var number = 0; number < MessagesPerSource; number++)
        {
            var (kind, worker, how) = (KindOf(random.Next(100)), random.Next(WorkerCount), random.Next(3));
            while (workers[worker] is null) await Task.Yield();
            var target = workers[worker]!;
            var job = new Job(source, number, kind, null);
            if (how == 2)
            {
                await AskAsync(target, job);
                continue;
            }
            told.Add(job, 1);
            var accepted = how == 0 ? target.Tell(job) : await target.TellAsync(job);
            Log($"{target} takes {job}: {accepted}");
            if (!accepted) Assert.Equal(1, ended[job]);
        }
    }

    private async Task AskAsync(ActorRef<Job> target, Job job)
    {
        Job? asked = null;
        try
        {
            var limit = TimeSpan.FromSeconds(5);
            var answer = await target.AskAsync<int>(
                me =>
                {
                    asked = job with { ReplyTo = me };
                    told.Add(asked, 1);
                    return asked;
                }, limit);
            Assert.Equal(job.Number, answer);
        }
        catch (AskException)
        {
            Log($"{target} does not answer {job}");
        }
        Assert.NotNull(asked);
    }

    private static Kind KindOf(int percent) => percent switch
    {
        < 5 => Kind.Crash,
        < 7 => Kind.Stop,
        < 9 => Kind.Drain,
        < 12 => Kind.Close,
        _ => Kind.Work,
    };

    private void End(Job job) => ended[job] = ended.GetValueOrDefault(job) + 1;

    private void Require(bool condition, string what)
    {
        if (!condition) violations.Add($"{Dispatcher}: not so: {what}");
    }

    private void Log(string line) => Trace.Add($"{Dispatcher.Time.Elapsed} {line}");

    private enum Kind
    {
        Work,
        Crash,
        Stop,
        Drain,
        Close,
        Open,
    }

    private sealed record Job(int Source, int Number, Kind Kind, ActorRef<int>? ReplyTo);

    private sealed class Worker(ActorSimulation simulation) : Actor<Job>
    {
        private bool isInTurn;

        public override void PreStart(ActorContext<Job> context)
        {
            simulation.running[context.Self] = simulation.running.GetValueOrDefault(context.Self) + 1;
            simulation.Require(simulation.auditor.Tell(context.Self), "the auditor has a place");
        }

        public override void PostStop(ActorContext<Job> context) => simulation.running[context.Self]--;

        public override void Receive(Job message, ActorContext<Job> context)
        {
            simulation.Require(!isInTurn, $"{context.Self} is in one turn at a time");
            isInTurn = true;
            try { Work(message, context); }
            finally { isInTurn = false; }
        }

        private void Work(Job job, ActorContext<Job> context)
        {
            var sender = (context.Self, job.Source);
            simulation.Require(simulation.newest.GetValueOrDefault(sender, -1) < job.Number, $"{job} comes in order");
            simulation.newest[sender] = job.Number;
            if (job.Kind == Kind.Crash) throw new PlannedFailure($"{job}");
            if (job.Kind == Kind.Stop) context.Stop();
            if (job.Kind == Kind.Drain) context.Self.Drain();
            if (job.Kind == Kind.Close)
            {
                context.Become(Closed);
                context.Timers.StartSingle("open", new Job(-1, 0, Kind.Open, null), TimeSpan.FromSeconds(2));
            }
            simulation.Log($"{context.Self} handles {job}");
            simulation.End(job);
            job.ReplyTo?.Tell(job.Number);
        }

        private void Closed(Job job, ActorContext<Job> context)
        {
            if (job.Kind != Kind.Open)
            {
                context.Stash();
                return;
            }
            context.UnstashAll();
            context.Become(Receive);
        }
    }

    private sealed class Boss(ActorSimulation simulation) : Actor<string>
    {
        private readonly Dictionary<ActorRef, int> places = [];

        public override void PreStart(ActorContext<string> context)
        {
            for (var place = 0; place < WorkerCount; place++) Hire(place, context);
        }

        public override void Receive(string message, ActorContext<string> context) { }

        public override void OnTerminated(ActorRef actor, ActorContext<string> context)
        {
            simulation.Log($"boss hears of the end of {actor}");
            simulation.Require(places.Remove(actor, out var place), $"{actor} is watched, and ends once");
            Hire(place, context);
        }

        private void Hire(int place, ActorContext<string> context)
        {
            var supervision = simulation.random.Next(4) switch
            {
                0 => Supervision.Stopping,
                1 => Supervision.Escalating,
                2 => new Supervision { Decide = _ => Directive.Resume },
                _ => new Supervision { BackoffMin = TimeSpan.FromSeconds(simulation.random.Next(3)) },
            };
            var options = new SpawnOptions { MailboxCapacity = 3, StashCapacity = 4, Supervision = supervision };
            var worker = context.Spawn(() => new Worker(simulation), $"{place}", options);
            simulation.workers[place] = worker;
            simulation.running[worker] = 0;
            places.Add(worker, place);
            context.Watch(worker);
        }
    }

    private sealed class Auditor(ActorSimulation simulation) : Actor<ActorRef>
    {
        public override void Receive(ActorRef message, ActorContext<ActorRef> context) => context.Watch(message);

        public override void OnTerminated(ActorRef actor, ActorContext<ActorRef> context) =>
            simulation.terminated[actor] = simulation.terminated.GetValueOrDefault(actor) + 1;
    }

    private sealed class DeadJobs(ActorSimulation simulation) : IObserver<DeadLetter>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void OnNext(DeadLetter value)
        {
            simulation.Log($"{value}");
            if (value.Message is Job job) simulation.End(job);
        }
    }
}
