using FinData.Domain.Fraud;
using FinData.TestKit;

namespace FinData.Tests.Domain;

public class MomentsTests
{
    [Theory]
    [InlineData(1, 2), InlineData(2, 10), InlineData(3, 1_000), InlineData(4, 50_000)]
    public void Mean_and_deviation_are_near_those_of_two_passes_over_the_values(ulong seed, int count)
    {
        var chance = new Chance(seed);
        var values = Enumerable.Range(0, count).Select(_ => chance.Below(1_000_000) / 100.0).ToArray();
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);

        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (count - 1));
        Assert.Equal(count, moments.Count);
        Assert.Equal(mean, moments.Mean, 1e-8);
        Assert.Equal(deviation, moments.Deviation, 1e-8);
        Assert.Equal((10_000 - mean) / deviation, moments.DeviationsOf(10_000), 1e-8);
    }

    [Fact]
    public void Five_values_by_hand()
    {
        var moments = new Moments();
        foreach (var value in (double[])[2, 4, 4, 4, 6]) moments.Add(value);
        Assert.Equal((5L, 4.0, 8.0), (moments.Count, moments.Mean, moments.M2));
        Assert.Equal(Math.Sqrt(2), moments.Deviation);
        Assert.Equal(4 / Math.Sqrt(2), moments.DeviationsOf(8));
    }

    [Fact]
    public void One_value_and_equal_values_have_no_deviation()
    {
        var moments = new Moments();
        Assert.Equal((0, 0), (moments.Deviation, moments.DeviationsOf(100)));
        for (var i = 0; i < 3; i++)
        {
            moments.Add(5);
            Assert.Equal((0, 0), (moments.Deviation, moments.DeviationsOf(100)));
        }
    }
}
