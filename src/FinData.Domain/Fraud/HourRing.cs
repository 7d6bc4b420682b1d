using System.Runtime.CompilerServices;

namespace FinData.Domain.Fraud;

/// <summary>Count and sum of an account's debits in each of its last 24 clock hours of event time.</summary>
/// <remarks>The newest hour is kept by the account, so that an idle account needs no ring.</remarks>
public struct HourRing
{
    public const int Hours = 24;
    private const int SumBits = 48;
    private const ulong SumMax = (1UL << SumBits) - 1;

    [InlineArray(Hours)]
    private struct Buckets { private ulong first; }

    private Buckets buckets;    // Count in the upper 16 bits, minor units in the lower 48; both stop at their maximum.

    /// <summary>The clock hour of a time in milliseconds, in hours since 1970; 0 for all times before.</summary>
    /// <remarks>
    /// A shard that no source has told the time is at the least time there is, where nothing is over.
    /// </remarks>
    public static int HourOf(long time) => (int)Math.Clamp(time / 3_600_000, 0, int.MaxValue - Hours);

    /// <summary>Debits in an hour, given the newest hour; 0 for one that is not kept.</summary>
    public readonly int CountAt(int hour, int newest) =>
        !IsKept(hour, newest) ? 0 : (int)(buckets[hour % Hours] >> SumBits);

    /// <summary>Minor units debited in an hour, given the newest hour.</summary>
    public readonly long SumAt(int hour, int newest) =>
        !IsKept(hour, newest) ? 0 : (long)(buckets[hour % Hours] & SumMax);

    /// <summary>Debits and minor units of an hour and those before it that are kept, given the newest hour.</summary>
    public readonly (long Count, long Sum) UpTo(int hour, int newest)
    {
        var (count, sum, from) = (0L, 0L, Math.Max(Math.Max(hour, newest) - Hours + 1, 0));
        for (var (left, at) = (Math.Min(hour, newest) - from, from % Hours); left >= 0; left--)
        {
            count += (long)(buckets[at] >> SumBits);
            sum += (long)(buckets[at] & SumMax);
            if (++at == Hours) at = 0;
        }
        return (count, sum);
    }

    /// <summary>Adds a debit; a newer hour empties the hours that have passed. Gives the newest hour.</summary>
    public int Add(int hour, int newest, long amount)
    {
        if (hour <= newest - Hours) return newest;
        for (var passed = Math.Max(newest + 1, hour - Hours + 1); passed <= hour; passed++) buckets[passed % Hours] = 0;
        ref var bucket = ref buckets[hour % Hours];
        var count = Math.Min((bucket >> SumBits) + 1, ushort.MaxValue);
        var sum = Math.Min((bucket & SumMax) + (ulong)amount, SumMax);
        bucket = count << SumBits | sum;
        return Math.Max(newest, hour);
    }

    private static bool IsKept(int hour, int newest) => hour <= newest && hour > newest - Hours && hour >= 0;
}
