using System.Runtime.CompilerServices;
using FinData.Domain.Fraud.History;

namespace FinData.Domain.Fraud.Features;

/// <summary>What is remembered of a card: its habit, its last payments and days, and what came out about it.</summary>
/// <remarks>
/// <para>Unmanaged and of fixed size (<see cref="Bytes"/>); all zeros is a card without payments. Amounts are integer
/// minor units; what is a double is summed in the order in which payments are taken, so that the same payments in
/// the same order give the same bits on every machine.</para>
/// <para>Buckets: windows below a day look at the last 16 payments, each with its time; windows of days at the newest
/// 30 UTC days, each as a whole, as far as it has been taken. A late payment counts on its own day as long as that is
/// kept.</para>
/// </remarks>
public partial struct CardActivity
{
    /// <summary>Payments that are remembered one by one.</summary>
    public const int RecentMax = 16;

    /// <summary>Days that are remembered.</summary>
    public const int DaysMax = 30;

    /// <summary>A payment of so many times the usual amount is unusual.</summary>
    public const float UnusualFrom = 2.3f;

    private const int TerminalsMax = 64;
    private const int ToldMax = 8;
    private const int HabitMax = 256;       // Payments after which a habit counts half.
    private const int HabitMin = 4;         // Payments before a habit leaves any out.
    private const int TrimFrom = 3;         // Times the usual amount that a habit does not take in.

    private RecentPayments recent;
    private Days days;
    private VisitCounts visits;
    private HourCounts hours;
    private ToldFrauds told;                // Times and one of the last confirmed frauds; they may not count yet.
    private long usualSum;
    private double usualSquares;
    private long lastFraud;
    private int usualCount;
    private int newestDay;
    private int frauds;
    private byte taken;                     // Payments in the ring of recent ones, at most all.
    private byte next;                      // Where the ring's next payment goes.
    private byte hoursTotal;
    private byte hoursWeekend;

    [InlineArray(RecentMax)]
    private struct RecentPayments { private RecentPayment first; }

    [InlineArray(DaysMax)]
    private struct Days { private DayBucket first; }

    [InlineArray(TerminalsMax)]
    private struct VisitCounts { private ushort first; }     // A tag of the terminal, and a count in the lower 8 bits.

    [InlineArray(ToldMax)]
    private struct ToldFrauds { private long first; }

    [InlineArray(24)]
    private struct HourCounts { private byte first; }

    private struct RecentPayment
    {
        public long Time, Amount;
    }

    private struct DayBucket
    {
        public long Sum;
        public double Squares;
        public float TopRatio;
        public ushort Count, Unusual;
    }

    /// <summary>What a card takes in memory.</summary>
    public static int Bytes => Unsafe.SizeOf<CardActivity>();

    /// <summary>How many times the usual amount a payment is; 1 for the first.</summary>
    public readonly float RatioOf(long amount) => usualSum == 0 ? 1 : (float)(amount * (double)usualCount / usualSum);

    /// <summary>Takes a payment in, after its features have been computed.</summary>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="amount">Minor units, not negative.</param>
    /// <param name="terminal">A hash of the terminal's name that is the same everywhere.</param>
    public void Take(long time, long amount, uint terminal)
    {
        time = Math.Max(time, 0);
        var ratio = RatioOf(amount);
        recent[next] = new() { Time = time, Amount = amount };
        next = (byte)((next + 1) % RecentMax);
        taken = (byte)Math.Min(taken + 1, RecentMax);
        TakeDay(DayRange.DayOf(time), amount, ratio);
        TakeHabit(amount, ratio);
        TakeHour(time);
        ref var visit = ref visits[(int)(terminal % TerminalsMax)];
        var tag = TagOf(terminal);
        visit = (visit & 0xff00) != tag ? (ushort)(tag | 1) : (visit & 0xff) < 255 ? (ushort)(visit + 1) : visit;
    }

    /// <summary>It has come out that a payment of this card was a fraud; it counts after the label delay.</summary>
    /// <remarks>The last 8 are remembered one by one; one before them counts whatever its time.</remarks>
    /// <param name="time">The payment's time.</param>
    public void Confirm(long time)
    {
        if (told[ToldMax - 1] != 0)
        {
            frauds++;
            lastFraud = Math.Max(lastFraud, told[ToldMax - 1] - 1);
        }
        for (var i = ToldMax - 1; i > 0; i--) told[i] = told[i - 1];
        told[0] = Math.Max(time, 0) + 1;
    }

    private void TakeDay(int day, long amount, float ratio)
    {
        if (day <= newestDay - DaysMax) return;
        for (var passed = Math.Max(newestDay + 1, day - DaysMax + 1); passed <= day; passed++)
            days[passed % DaysMax] = default;
        newestDay = Math.Max(newestDay, day);
        ref var bucket = ref days[day % DaysMax];
        if (bucket.Count == ushort.MaxValue) return;
        bucket.Count++;
        bucket.Sum += amount;
        bucket.Squares += (double)amount * amount;
        bucket.TopRatio = Math.Max(bucket.TopRatio, ratio);
        if (ratio >= UnusualFrom) bucket.Unusual++;
    }

    // The habit leaves out what is far above it: a stolen card does not make itself usual.
    private void TakeHabit(long amount, float ratio)
    {
        if (usualCount >= HabitMin && ratio >= TrimFrom) return;
        if (usualCount == HabitMax)
            (usualCount, usualSum, usualSquares) = (HabitMax / 2, usualSum / 2, usualSquares / 2);
        usualCount++;
        usualSum += amount;
        usualSquares += (double)amount * amount;
    }

    private void TakeHour(long time)
    {
        if (hoursTotal == byte.MaxValue)
        {
            for (var hour = 0; hour < 24; hour++) hours[hour] /= 2;
            hoursTotal /= 2;
            hoursWeekend /= 2;
        }
        hours[PaymentTime.HourOf(time)]++;
        hoursTotal++;
        if (PaymentTime.IsWeekend(time)) hoursWeekend++;
    }

    private static int TagOf(uint terminal) => (int)(terminal >> 16 & 0xff00);
}
