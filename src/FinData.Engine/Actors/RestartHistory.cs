namespace FinData.Engine.Actors;

/// <summary>Remembers the restarts of one actor as far back as its supervision counts them.</summary>
internal sealed class RestartHistory(Supervision supervision, TimeProvider time)
{
    private readonly Queue<long> restarts = new();

    /// <summary>Counts one more restart, unless the window is full.</summary>
    public bool TryRestart(out TimeSpan backoff)
    {
        var now = time.GetTimestamp();
        while (restarts.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) > supervision.RestartsWindow)
            restarts.Dequeue();

        backoff = TimeSpan.Zero;
        if (restarts.Count >= supervision.RestartsMax) return false;

        // 2^30 times a millisecond is twelve days: more doublings would change nothing.
        var doubled = supervision.BackoffMin.TotalSeconds * Math.Pow(2, Math.Min(restarts.Count, 30));
        backoff = TimeSpan.FromSeconds(Math.Min(doubled, supervision.BackoffMax.TotalSeconds));
        restarts.Enqueue(now);
        return true;
    }
}
