namespace FinData.Engine.Actors;

/// <summary>The timers of one actor: each tells it a message, once or again and again.</summary>
/// <remarks>
/// For the turn of the actor only. A timer is cancelled by its key, by starting another with the same key, and by
/// the end of the actor or of this instance of it. Once cancelled its message does not come any more, even if it
/// was already in the mailbox. A periodic timer has at most one message waiting: a slow actor misses ticks.
/// </remarks>
public sealed class ActorTimers<TMessage> where TMessage : notnull
{
    private readonly ActorCell<TMessage> cell;
    private readonly Dictionary<string, Tick> running = [];

    internal ActorTimers(ActorCell<TMessage> cell) => this.cell = cell;

    /// <summary>Tells <paramref name="message"/> to the actor itself, after the delay.</summary>
    public void StartSingle(string key, TMessage message, TimeSpan delay) =>
        Start(key, message, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Tells <paramref name="message"/> to the actor itself after each interval.</summary>
    public void StartPeriodic(string key, TMessage message, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(key, message, interval, interval);
    }

    /// <summary>Whether the timer runs, or its single message has not been handled yet.</summary>
    public bool IsActive(string key)
    {
        cell.RequireTurn();
        return running.ContainsKey(key);
    }

    /// <summary>Ends the timer, if there is one.</summary>
    public void Cancel(string key)
    {
        cell.RequireTurn();
        if (running.Remove(key, out var tick)) tick.Cancel();
    }

    /// <summary>Ends all timers.</summary>
    public void CancelAll()
    {
        cell.RequireTurn();
        foreach (var tick in running.Values) tick.Cancel();
        running.Clear();
    }

    private void Start(string key, TMessage message, TimeSpan due, TimeSpan period)
    {
        Cancel(key);
        if (running.Count >= cell.Options.TimersMax)
            throw new ActorException($"{cell.Path} has {running.Count} timers running, which is its limit.");
        running.Add(key, new Tick(this, key, message, due, period));
    }

    private sealed class Tick : Reserved<TMessage>
    {
        private readonly ActorTimers<TMessage> timers;
        private readonly string key;
        private readonly TMessage message;
        private readonly bool isSingle;
        private readonly ITimer timer;
        private int waiting;
        private bool isCancelled;

        public Tick(ActorTimers<TMessage> timers, string key, TMessage message, TimeSpan due, TimeSpan period)
        {
            (this.timers, this.key, this.message) = (timers, key, message);
            isSingle = period == Timeout.InfiniteTimeSpan;
            timer = timers.cell.System.Time.CreateTimer(_ => Elapsed(), null, due, period);
        }

        public override void Deliver(ActorCell<TMessage> cell)
        {
            Volatile.Write(ref waiting, 0);
            if (isCancelled) return;
            if (isSingle) timers.Cancel(key);
            cell.Receive(message);
        }

        public void Cancel()
        {
            isCancelled = true;
            timer.Dispose();
        }

        private void Elapsed()
        {
            if (Interlocked.Exchange(ref waiting, 1) == 0) timers.cell.Post(this);
        }
    }
}
