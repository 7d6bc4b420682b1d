namespace FinData.TestKit.Actors;

/// <summary>A clock that stands still until the simulation moves it, with a timer queue of its own.</summary>
/// <remarks>
/// For one thread. Timers run one by one, by due time and then by the order in which they were set; while one
/// runs, the clock shows its due time.
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, int Setting), (long Due, long Order)> queue = new();
    private readonly DateTimeOffset start;
    private long elapsed;
    private long order;

    /// <summary>A clock that shows <paramref name="start"/>, or the first moment of 2018.</summary>
    public VirtualTime(DateTimeOffset? start = null) =>
        this.start = start ?? new DateTimeOffset(2018, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far the clock has moved.</summary>
    public TimeSpan Elapsed => new(elapsed);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer and runs it; false if none is due by <paramref name="until"/>.</summary>
    internal bool RunNextTimer(TimeSpan until)
    {
        while (queue.TryPeek(out var next, out var at) && at.Due <= until.Ticks)
        {
            queue.Dequeue();
            if (!next.Timer.IsSet(next.Setting)) continue;   // Changed or disposed since.
            elapsed = Math.Max(elapsed, at.Due);
            next.Timer.Run();
            return true;
        }
        return false;
    }

    internal void MoveTo(TimeSpan moment) => elapsed = Math.Max(elapsed, moment.Ticks);

    private void Enqueue(VirtualTimer timer, int setting, TimeSpan dueTime) =>
        queue.Enqueue((timer, setting), (elapsed + dueTime.Ticks, order++));

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        private TimeSpan period;
        private int setting;
        private bool isDisposed;

        public bool IsSet(int wanted) => wanted == setting && !isDisposed;

        public void Run()
        {
            if (period != Timeout.InfiniteTimeSpan) Change(period, period);
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (isDisposed) return false;
            setting++;
            this.period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
            if (dueTime != Timeout.InfiniteTimeSpan) time.Enqueue(this, setting, dueTime);
            return true;
        }

        public void Dispose() => isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
