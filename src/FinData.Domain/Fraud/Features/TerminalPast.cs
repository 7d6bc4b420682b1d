using System.Runtime.CompilerServices;
using FinData.Domain.Fraud.History;

namespace FinData.Domain.Fraud.Features;

/// <summary>
/// What is known of a terminal's payments whose labels are in: days of counts, and its last run of frauds.
/// </summary>
/// <remarks>
/// Unmanaged and of fixed size (<see cref="Bytes"/>); all zeros is a terminal of which nothing is known. A payment is
/// taken when its label counts as known, in the order of their times: so a score never sees anything younger than the
/// label delay. A run is all frauds since the last payment that was none; a fraud that was unusual for its card says
/// little about the terminal and is left out of it.
/// </remarks>
public partial struct TerminalPast
{
    /// <summary>Days that are remembered.</summary>
    public const int DaysMax = 30;

    private Days days;
    private long runLeastAmount;
    private float runLeastRatio;
    private int newestDay;
    private int lastFraudDay;
    private int lastGenuineDay;
    private int runFirstDay;
    private int runFrauds;

    [InlineArray(DaysMax)]
    private struct Days { private DayBucket first; }

    private struct DayBucket
    {
        public ushort Count, Frauds, Unexplained;
    }

    /// <summary>What a terminal takes in memory.</summary>
    public static int Bytes => Unsafe.SizeOf<TerminalPast>();

    /// <summary>Takes a payment whose label is known now.</summary>
    /// <param name="time">The payment's time, in milliseconds since 1970.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="ratio">How many times its card's usual amount it was (<see cref="CardActivity.RatioOf"/>).</param>
    /// <param name="isFraud">Its label.</param>
    public void Take(long time, long amount, float ratio, bool isFraud)
    {
        var day = DayRange.DayOf(Math.Max(time, 0));
        var isUnexplained = isFraud && ratio < CardActivity.UnusualFrom;
        TakeDay(day, isFraud, isUnexplained);
        if (!isFraud)
        {
            lastGenuineDay = Math.Max(lastGenuineDay, day);
            (runFrauds, runFirstDay, runLeastRatio, runLeastAmount) = (0, 0, 0, 0);
            return;
        }
        lastFraudDay = Math.Max(lastFraudDay, day);
        if (isUnexplained) TakeRun(day, amount, ratio);
    }

    /// <summary>A payment that was taken as genuine has turned out to be a fraud since.</summary>
    /// <inheritdoc cref="Take"/>
    public void Correct(long time, long amount, float ratio)
    {
        var day = DayRange.DayOf(Math.Max(time, 0));
        var isUnexplained = ratio < CardActivity.UnusualFrom;
        lastFraudDay = Math.Max(lastFraudDay, day);
        if (isUnexplained) TakeRun(day, amount, ratio);
        if (day > newestDay || day <= newestDay - DaysMax) return;
        ref var bucket = ref days[day % DaysMax];
        if (bucket.Frauds == bucket.Count) return;
        bucket.Frauds++;
        if (isUnexplained) bucket.Unexplained++;
    }

    private void TakeRun(int day, long amount, float ratio)
    {
        var isFirst = runFrauds == 0;
        runFrauds++;
        runFirstDay = isFirst ? day : Math.Min(runFirstDay, day);
        runLeastRatio = isFirst ? ratio : Math.Min(runLeastRatio, ratio);
        runLeastAmount = isFirst ? amount : Math.Min(runLeastAmount, amount);
    }

    private void TakeDay(int day, bool isFraud, bool isUnexplained)
    {
        if (day <= newestDay - DaysMax) return;
        for (var passed = Math.Max(newestDay + 1, day - DaysMax + 1); passed <= day; passed++)
            days[passed % DaysMax] = default;
        newestDay = Math.Max(newestDay, day);
        ref var bucket = ref days[day % DaysMax];
        if (bucket.Count == ushort.MaxValue) return;
        bucket.Count++;
        if (isFraud) bucket.Frauds++;
        if (isUnexplained) bucket.Unexplained++;
    }
}
