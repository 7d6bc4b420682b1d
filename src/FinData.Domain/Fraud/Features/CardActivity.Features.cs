using FinData.Domain.Fraud.History;
using static FinData.Domain.Fraud.Features.Feature;

namespace FinData.Domain.Fraud.Features;

// What a card's past says of its next payment. No allocation; each value is computed in one stated order.
public partial struct CardActivity
{
    private const int DaysSinceMax = 99;

    /// <summary>
    /// Writes the features of a payment that has not been taken in yet; the terminal's are left alone.
    /// </summary>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="terminal">A hash of the terminal's name, as for <see cref="Take"/>.</param>
    /// <param name="delay">From a payment to when its label counts, in milliseconds.</param>
    /// <param name="to">A row of <see cref="FeatureSet.Count"/> features.</param>
    public readonly void Describe(long time, long amount, uint terminal, long delay, Span<float> to)
    {
        DescribeRecent(time, amount, to);
        DescribeDays(time, amount, terminal, delay, to);
    }

    /// <summary>The first half of <see cref="Describe"/>: the payment itself, habit and last payments.</summary>
    public readonly void DescribeRecent(long time, long amount, Span<float> to)
    {
        time = Math.Max(time, 0);
        to[(int)Amount] = (float)(amount / 100.0);
        to[(int)Hour] = PaymentTime.HourOf(time);
        to[(int)Weekend] = PaymentTime.IsWeekend(time) ? 1 : 0;
        var usual = UsualOf(amount);
        DescribeHabit(time, amount, usual, to);
        DescribeLastPayments(time, amount, usual, to);
    }

    /// <summary>The other half: the last days, the terminal's visits and the frauds.</summary>
    public readonly void DescribeDays(long time, long amount, uint terminal, long delay, Span<float> to)
    {
        time = Math.Max(time, 0);
        DescribeWindows(DayRange.DayOf(time), amount, UsualOf(amount), to);
        var visit = visits[(int)(terminal % TerminalsMax)];
        to[(int)Visits] = (visit & 0xff00) == TagOf(terminal) ? visit & 0xff : 0;
        DescribeFrauds(time, delay, to);
    }

    private readonly double UsualOf(long amount) => usualCount == 0 ? amount : usualSum / (double)usualCount;

    private readonly void DescribeFrauds(long time, long delay, Span<float> to)
    {
        var (count, last) = (frauds, lastFraud);
        for (var i = 0; i < ToldMax && told[i] != 0; i++)
        {
            if (told[i] - 1 + delay > time) continue;
            (count, last) = (count + 1, Math.Max(last, told[i] - 1));
        }
        to[(int)CardFrauds] = count;
        to[(int)DaysSinceCardFraud] = count == 0 ? DaysSinceMax
            : Math.Clamp(DayRange.DayOf(time) - DayRange.DayOf(last), 0, DaysSinceMax);
    }

    private readonly void DescribeHabit(long time, long amount, double usual, Span<float> to)
    {
        to[(int)Ratio] = RatioOf(amount);
        to[(int)Excess] = (float)((amount - usual) / (Deviation(usualCount, usualSum, usualSquares) + 100));
        to[(int)Usual] = (float)(usualCount == 0 ? 0 : usual / 100);
        to[(int)UsualCount] = usualCount;
        var hour = PaymentTime.HourOf(time);
        var near = hours[(hour + 23) % 24] + hours[hour] + hours[(hour + 1) % 24];
        to[(int)HourShare] = hoursTotal == 0 ? 0 : (float)near / hoursTotal;
        to[(int)WeekendShare] = hoursTotal == 0 ? 0 : (float)hoursWeekend / hoursTotal;
    }

    private readonly void DescribeLastPayments(long time, long amount, double usual, Span<float> to)
    {
        var (count1h, count1d, sum1h, sum1d, last) = (0, 0, amount, amount, -1L);
        var squares1d = (double)amount * amount;
        for (var i = 0; i < taken; i++)
        {
            ref readonly var payment = ref recent[i];
            var age = time - payment.Time;
            if (age < 0) continue;
            last = Math.Max(last, payment.Time);
            if (age >= DayRange.DayMilliseconds) continue;
            (count1d, sum1d) = (count1d + 1, sum1d + payment.Amount);
            squares1d += (double)payment.Amount * payment.Amount;
            if (age < PaymentTime.HourMilliseconds) (count1h, sum1h) = (count1h + 1, sum1h + payment.Amount);
        }
        to[(int)Count1h] = count1h;
        to[(int)Count1d] = count1d;
        to[(int)Sum1h] = Share(sum1h, usual);
        to[(int)Mean1d] = Share(sum1d / (double)(count1d + 1), usual);
        to[(int)Deviation1d] = Share(Deviation(count1d + 1, sum1d, squares1d), usual);
        to[(int)HoursSince] = last < 0 ? -1 : (float)((time - last) / (double)PaymentTime.HourMilliseconds);
    }

    // Newest day first: the shorter windows are the beginning of the longer ones.
    private readonly void DescribeWindows(int day, long amount, double usual, Span<float> to)
    {
        var seen = new DaysSeen { Sum = amount, Squares = (double)amount * amount, Since = -1 };
        See(day, 0, 7, ref seen);
        to[(int)Count7d] = seen.Count;
        to[(int)Mean7d] = (float)(seen.Sum / (seen.Count + 1.0) / 100);
        to[(int)Deviation7d] = Share(Deviation(seen.Count + 1, seen.Sum, seen.Squares), usual);
        to[(int)Trend7d] = Share(seen.Sum / (seen.Count + 1.0), usual);
        to[(int)Unusual7d] = seen.Unusual;
        See(day, 7, 14, ref seen);
        (to[(int)Unusual14d], to[(int)TopRatio14d]) = (seen.Unusual, seen.Top);
        See(day, 14, DaysMax, ref seen);
        to[(int)Count30d] = seen.Count;
        to[(int)Mean30d] = (float)(seen.Sum / (seen.Count + 1.0) / 100);
        to[(int)Deviation30d] = Share(Deviation(seen.Count + 1, seen.Sum, seen.Squares), usual);
        to[(int)Ratio30d] = Share(amount, seen.Sum / (seen.Count + 1.0));
        to[(int)RatioTop30d] = Share(RatioOf(amount), seen.Top);
        to[(int)DaysSinceUnusual] = seen.Since;
    }

    private struct DaysSeen
    {
        public long Sum;
        public double Squares;
        public int Count, Unusual, Since;
        public float Top;
    }

    // Takes in the days of some ages. Some are not kept: the newest of them where the card has slept, the oldest where
    // the payment is late.
    private readonly void See(int day, int from, int end, ref DaysSeen seen)
    {
        from = Math.Max(from, day - newestDay);
        end = Math.Min(end, Math.Min(day + 1, day - newestDay + DaysMax));
        if (from >= end) return;
        var (all, place) = (seen, (day - from) % DaysMax);
        for (var age = from; age < end; age++)
        {
            ref readonly var bucket = ref days[place];
            place = place == 0 ? DaysMax - 1 : place - 1;
            all.Count += bucket.Count;
            all.Sum += bucket.Sum;
            all.Squares += bucket.Squares;
            all.Unusual += bucket.Unusual;
            all.Top = Math.Max(all.Top, bucket.TopRatio);
            if (all.Since < 0 && bucket.Unusual > 0) all.Since = age;
        }
        seen = all;
    }

    private static float Share(double value, double of) => of > 0 ? (float)(value / of) : 1;

    // The population's: of all values there are.
    private static double Deviation(int count, long sum, double squares)
    {
        if (count == 0) return 0;
        var mean = sum / (double)count;
        var variance = squares / count - mean * mean;
        return variance > 0 ? Math.Sqrt(variance) : 0;
    }
}
