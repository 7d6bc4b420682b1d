namespace FinData.Domain.Simulation;

/// <summary>The event time of each record: never back, at an even rate or along the curve of a day.</summary>
/// <remarks>
/// Activity time runs evenly with the records, and a day has 86,400 s of it as of real time; within the day the
/// busy hours take more of it. Turning it back into the time of day is all that is done here.
/// </remarks>
internal sealed class SimulatedClock
{
    private const long DayMilliseconds = 86_400_000;
    private const double DaySeconds = 86_400;
    private const int GuideSeconds = 450;

    // Thousandths of a day's card transactions in each hour, as the card data have them.
    private static readonly int[] curveByHour =
        [9, 12, 17, 23, 30, 37, 46, 53, 61, 66, 72, 73, 74, 72, 66, 61, 53, 46, 37, 30, 23, 17, 12, 10];

    private readonly long startTime, startDay;
    private readonly double secondsPerRecord, startActivity;
    private readonly double[] activityBefore = new double[25];
    private readonly double[] secondsPerActivity = new double[24];
    private readonly byte[] hourGuide = new byte[86_400 / GuideSeconds];

    public SimulatedClock(SimulatorOptions options)
    {
        var total = curveByHour.Sum();
        for (var hour = 0; hour < 24; hour++)
        {
            HourShares[hour] = options.DayCurve ? (double)curveByHour[hour] / total : 1.0 / 24;
            activityBefore[hour + 1] = hour == 23 ? DaySeconds : activityBefore[hour] + HourShares[hour] * DaySeconds;
            secondsPerActivity[hour] = 3600 / (activityBefore[hour + 1] - activityBefore[hour]);
        }
        for (var i = 0; i < hourGuide.Length; i++)
        {
            while (activityBefore[hourGuide[i] + 1] <= i * GuideSeconds) hourGuide[i]++;
            if (i + 1 < hourGuide.Length) hourGuide[i + 1] = hourGuide[i];
        }

        startTime = options.StartTime;
        startDay = startTime / DayMilliseconds * DayMilliseconds;
        secondsPerRecord = 1 / options.RecordsPerSecond;
        var seconds = (startTime - startDay) / 1000.0;
        var startHour = (int)(seconds / 3600);
        startActivity = activityBefore[startHour] + (seconds - startHour * 3600) / secondsPerActivity[startHour];
    }

    /// <summary>The share of a day's records in each hour.</summary>
    public double[] HourShares { get; } = new double[24];

    /// <summary>Milliseconds since 1970 UTC; at least that of the record before.</summary>
    public long TimeOf(long index)
    {
        var activity = startActivity + index * secondsPerRecord;
        var day = (long)(activity / DaySeconds);
        // The division may round up to the next day; time must not go below that day's first moment then.
        var inDay = Math.Max(0, activity - day * DaySeconds);
        var hour = (int)hourGuide[(int)(inDay / GuideSeconds)];
        while (inDay >= activityBefore[hour + 1]) hour++;
        var seconds = hour * 3600 + (inDay - activityBefore[hour]) * secondsPerActivity[hour];
        return Math.Max(startTime, startDay + day * DayMilliseconds + (long)(seconds * 1000));
    }

    public static int HourOf(long time) => (int)(time / 3_600_000 % 24);
}
