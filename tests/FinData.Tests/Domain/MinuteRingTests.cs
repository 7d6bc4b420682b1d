using FinData.Domain.Products;
using FinData.TestKit;

namespace FinData.Tests.Domain;

public class MinuteRingTests
{
    [Theory]
    [InlineData(1, 0), InlineData(2, 30), InlineData(3, 29_000_000), InlineData(4, 29_000_000), InlineData(5, 0)]
    public void The_ring_is_a_list_of_all_sales_of_its_last_60_minutes(ulong seed, int start)
    {
        var chance = new Chance(seed);
        var ring = new MinuteRing();
        var sales = new List<(int Minute, long Quantity, long Revenue)>();
        var (newest, minute) = (0, start);
        for (var i = 0; i < 1_500; i++)
        {
            if (chance.OneIn(2)) minute += chance.OneIn(20) ? chance.Below(150) : chance.Below(3);
            var at = Math.Max(0, chance.OneIn(4) ? minute - chance.Below(90) : minute);
            var (quantity, revenue) = ((long)chance.Below(50), (long)chance.Below(100_000));
            if (at > newest - 60) sales.Add((at, quantity, revenue));
            newest = ring.Add(at, newest, quantity, revenue);
            sales.RemoveAll(s => s.Minute <= newest - 60);

            foreach (var upTo in (int[])[newest, newest + chance.Below(70), newest - chance.Below(70)])
            {
                var hour = sales.Where(s => s.Minute <= upTo && s.Minute > upTo - 60).ToList();
                Assert.Equal((hour.Sum(s => s.Quantity), hour.Sum(s => s.Revenue)), ring.Hour(upTo, newest));
                var one = sales.Where(s => s.Minute == upTo).ToList();
                Assert.Equal((one.Sum(s => s.Quantity), one.Sum(s => s.Revenue)), ring.At(upTo, newest));
            }
        }
    }

    [Theory]
    [InlineData(0, 0), InlineData(59_999, 0), InlineData(60_000, 1), InlineData(1_767_225_600_000, 29_453_760)]
    [InlineData(-1, 0), InlineData(long.MinValue, 0), InlineData(253_402_300_799_999, int.MaxValue - 60)]
    public void Minutes_begin_at_the_full_minute_and_end_before_the_next(long time, int minute) =>
        Assert.Equal(minute, MinuteRing.MinuteOf(time));
}
