namespace FinData.Domain.Fraud;

/// <summary>
/// Count, mean and deviation of a stream of values (Welford 1962), in doubles and in this order of operations.
/// </summary>
public struct Moments
{
    public long Count;
    public double Mean;

    /// <summary>The sum of squared differences from the mean.</summary>
    public double M2;

    /// <summary>The sample deviation; 0 below two values.</summary>
    public readonly double Deviation => Count < 2 ? 0 : Math.Sqrt(M2 / (Count - 1));

    /// <summary>How many deviations a value is above the mean; 0 where there is no deviation.</summary>
    public readonly double DeviationsOf(double value)
    {
        var deviation = Deviation;
        return deviation > 0 ? (value - Mean) / deviation : 0;
    }

    public void Add(double value)
    {
        Count++;
        var difference = value - Mean;
        Mean += difference / Count;
        M2 += difference * (value - Mean);
    }
}
