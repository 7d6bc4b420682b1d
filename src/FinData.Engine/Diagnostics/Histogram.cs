using System.Numerics;

namespace FinData.Engine.Diagnostics;

/// <summary>Durations in buckets that are eight to a doubling, so each is known within 9 %. Any thread.</summary>
public sealed class Histogram
{
    private const int StepBits = 3, Buckets = 64 << StepBits;
    private readonly long[] counts = new long[Buckets];
    private readonly Lock gate = new();

    /// <summary>Counts a duration so many times.</summary>
    public void Record(TimeSpan duration, long times = 1)
    {
        lock (gate) counts[BucketOf(duration.Ticks)] += times;
    }

    /// <summary>Takes what was counted and begins anew.</summary>
    public Percentiles Take()
    {
        lock (gate)
        {
            var taken = new Percentiles((long[])counts.Clone());
            Array.Clear(counts);
            return taken;
        }
    }

    internal static int BucketOf(long ticks)
    {
        var value = (ulong)Math.Max(1, ticks);
        var power = BitOperations.Log2(value);
        var step = power >= StepBits ? (int)(value >> power - StepBits) & (1 << StepBits) - 1 : 0;
        return Math.Min(power << StepBits | step, Buckets - 1);
    }

    /// <summary>What was counted in a stretch of time.</summary>
    public sealed class Percentiles(long[] counts)
    {
        /// <summary>How many.</summary>
        public long Count { get; } = counts.Sum();

        /// <summary>Adds another stretch.</summary>
        public void Add(Percentiles other)
        {
            ArgumentNullException.ThrowIfNull(other);
            for (var i = 0; i < counts.Length; i++) counts[i] += other.Bucket(i);
        }

        /// <summary>
        /// The duration that a share of all did not exceed, as its bucket's upper end; null when nothing was counted.
        /// </summary>
        public TimeSpan? At(double share)
        {
            var all = counts.Sum();
            var wanted = (long)Math.Ceiling(all * share);
            for (var i = 0; i < counts.Length && all > 0; i++)
            {
                wanted -= counts[i];
                if (wanted > 0) continue;
                var (power, step) = (i >> StepBits, i & (1 << StepBits) - 1);
                return TimeSpan.FromTicks(power >= StepBits
                    ? (long)(step + 1 + (1 << StepBits)) << power - StepBits
                    : 1L << power + 1);
            }
            return null;
        }

        private long Bucket(int i) => counts[i];
    }
}
