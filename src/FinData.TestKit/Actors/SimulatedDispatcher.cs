using FinData.Engine.Actors;

namespace FinData.TestKit.Actors;

/// <summary>Runs actors on the calling thread, in an order drawn from a seed, under virtual time.</summary>
/// <param name="seed">The same seed and the same program give the same run.</param>
/// <remarks>
/// Every order that threads could bring about can come up, since a turn is one message and any ready turn may be
/// next. Give <see cref="Time"/> to the system too. What is awaited inside a turn, or inside
/// <see cref="Complete(Func{Task})"/>, goes on as a turn of its own. Nothing may be completed by another thread,
/// or the seed says nothing any more.
/// </remarks>
public sealed class SimulatedDispatcher(int seed) : MessageDispatcher
{
    private const long StepsWithoutTimeMax = 1_000_000;

    private readonly Random random = new(seed);
    private readonly List<IThreadPoolWorkItem> ready = [];
    private long stepsSinceTimeMoved;

    /// <summary>What the order is drawn from.</summary>
    public int Seed => seed;

    /// <summary>How many turns there were.</summary>
    public long Steps { get; private set; }

    /// <summary>The clock of this simulation.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>
    /// How likely the next timer comes before a ready turn, as if threads were slow: from 0 to 1 (default: 0, where
    /// time stands still while there is anything to do).
    /// </summary>
    public double StallProbability { get; init; }

    /// <summary>How far such a timer may be ahead (default: 1 s): no thread is slower than that.</summary>
    public TimeSpan StallMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override int Throughput => 1;

    /// <inheritdoc/>
    public override void Schedule(IThreadPoolWorkItem turn) => ready.Add(turn);

    /// <summary>Runs turns until none is ready. The clock stands still; timers that are due run.</summary>
    public void RunUntilIdle() => Advance(TimeSpan.Zero);

    /// <summary>Runs all turns and timers of the next <paramref name="span"/>, and moves the clock by it.</summary>
    public void Advance(TimeSpan span) => RunUntil(() => false, span);

    /// <summary>Runs turns and timers until the condition holds, and says whether it does.</summary>
    /// <param name="condition">Looked at before each turn.</param>
    /// <param name="atMost">How far the clock moves at most; it gets there only if the condition never holds.</param>
    /// <exception cref="SimulationException">A million turns while the clock stood still.</exception>
    public bool RunUntil(Func<bool> condition, TimeSpan atMost)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Context(this));
        try
        {
            return Run(condition, Time.Elapsed + atMost);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    /// <summary>Starts asynchronous work inside the simulation and runs until it has ended.</summary>
    /// <exception cref="SimulationException">It did not end within a virtual day.</exception>
    public void Complete(Func<Task> work) => Complete(async () =>
    {
        await work();
        return true;
    });

    /// <inheritdoc cref="Complete(Func{Task})"/>
    /// <returns>Its result; if it failed, its exception is thrown.</returns>
    public T Complete<T>(Func<Task<T>> work)
    {
        Task<T>? task = null;
        Schedule(new Turn(() => task = work()));
        if (!RunUntil(() => task is { IsCompleted: true }, TimeSpan.FromDays(1)))
            throw new SimulationException($"The work did not end within a day ({this}).");
        return task!.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override string ToString() => $"seed {Seed}, turn {Steps}, {Time.Elapsed} after the start";

    private bool Run(Func<bool> condition, TimeSpan deadline)
    {
        while (!condition())
        {
            if (ready.Count > 0)
            {
                if (!Stalls(deadline)) RunTurn();
            }
            else if (!RunTimer(deadline))
            {
                Time.MoveTo(deadline);
                return condition();
            }
        }
        return true;
    }

    private bool Stalls(TimeSpan deadline)
    {
        if (StallProbability <= 0 || random.NextDouble() >= StallProbability) return false;
        var ahead = Time.Elapsed + StallMax;
        return RunTimer(ahead < deadline ? ahead : deadline);
    }

    private bool RunTimer(TimeSpan until)
    {
        if (!Time.RunNextTimer(until)) return false;
        stepsSinceTimeMoved = 0;
        return true;
    }

    private void RunTurn()
    {
        if (++stepsSinceTimeMoved > StepsWithoutTimeMax)
            throw new SimulationException($"{StepsWithoutTimeMax} turns at one moment: they go in a circle ({this}).");
        Steps++;
        var index = random.Next(ready.Count);
        var turn = ready[index];
        ready[index] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        turn.Execute();
    }

    private sealed class Turn(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }

    private sealed class Context(SimulatedDispatcher dispatcher) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => dispatcher.Schedule(new Turn(() => d(state)));

        public override SynchronizationContext CreateCopy() => this;
    }
}
