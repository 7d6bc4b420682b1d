using FinData.Domain.Fraud;
using FinData.TestKit;

namespace FinData.Tests.Domain;

public class HourRingTests
{
    [Theory]
    [InlineData(1, 0), InlineData(2, 5), InlineData(3, 490_000), InlineData(4, 596_000), InlineData(5, 0)]
    public void The_ring_is_a_list_of_all_debits_of_its_last_24_hours(ulong seed, int start)
    {
        var chance = new Chance(seed);
        var ring = new HourRing();
        var debits = new List<(int Hour, long Amount)>();
        var newest = 0;
        var hour = start;
        for (var i = 0; i < 2_000; i++)
        {
            if (chance.OneIn(3)) hour += chance.OneIn(10) ? chance.Below(60) : chance.Below(3);
            var (at, amount) =
                (Math.Max(0, chance.OneIn(4) ? hour - chance.Below(40) : hour), (long)chance.Below(1_000_000));
            var before = newest;
            newest = ring.Add(at, newest, amount);
            if (at > before - 24) debits.Add((at, amount));
            Assert.Equal(Math.Max(before, at), newest);

            for (var h = newest - 30; h <= newest + 2; h++)
            {
                var kept = debits.Where(d => d.Hour == h && h > newest - 24).ToList();
                Assert.Equal((kept.Count, kept.Sum(d => d.Amount)), (ring.CountAt(h, newest), ring.SumAt(h, newest)));
                var day = debits.Where(d => d.Hour <= h && d.Hour > h - 24 && d.Hour > newest - 24).ToList();
                Assert.Equal((day.Count, day.Sum(d => d.Amount)), ring.UpTo(h, newest));
            }
            debits.RemoveAll(d => d.Hour <= newest - 24);
        }
    }

    [Fact]
    public void Count_and_sum_of_an_hour_stop_at_their_maximum()
    {
        var ring = new HourRing();
        for (var i = 0; i < 65_540; i++) ring.Add(100, 100, 1L << 40);
        Assert.Equal((65_535, (1L << 48) - 1), (ring.CountAt(100, 100), ring.SumAt(100, 100)));
        Assert.Equal((0, 0), (ring.CountAt(99, 100), ring.SumAt(101, 101)));
    }

    [Theory]
    [InlineData(0, 0), InlineData(3_599_999, 0), InlineData(3_600_000, 1), InlineData(1_767_225_600_000, 490_896)]
    [InlineData(-1, 0), InlineData(long.MinValue, 0), InlineData(long.MaxValue, int.MaxValue - 24)]
    public void Clock_hours_begin_at_the_full_hour_and_end_before_the_next(long time, int hour) =>
        Assert.Equal(hour, HourRing.HourOf(time));
}
