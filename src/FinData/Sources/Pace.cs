using System.Diagnostics;

namespace FinData.Sources;

/// <summary>How fast event time passes: as fast as records can be read, or at a multiple of the clock.</summary>
public sealed class Pace(double? speed)
{
    private long firstTime = long.MinValue, startedAt;

    /// <summary>No holding back.</summary>
    public static Pace Full => new(null);

    /// <summary>True when a record of this time may go now.</summary>
    public bool IsDue(long time)
    {
        if (speed is null || time == long.MinValue) return true;
        if (firstTime == long.MinValue) (firstTime, startedAt) = (time, Stopwatch.GetTimestamp());
        return time - firstTime <= Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds * speed.Value;
    }

    /// <summary>Waits a little when it is not due yet.</summary>
    public void Wait(long time)
    {
        if (!IsDue(time)) Thread.Sleep(20);
    }
}
