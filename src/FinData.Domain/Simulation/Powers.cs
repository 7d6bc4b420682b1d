namespace FinData.Domain.Simulation;

/// <summary>Powers and roots out of plus, times and divide alone, so that every machine gives the same bits.</summary>
/// <remarks>Math.Pow and its kin are the C library's, which differ in the last bit from one system to the
/// next.</remarks>
internal static class Powers
{
    /// <summary>2 to the power of <paramref name="x"/>, which lies between -1000 and 1000; relative error below
    /// 2e-7.</summary>
    public static double Exp2(double x)
    {
        // x = whole + part with part in [-0.5, 0.5]; e^(part ln 2) by its Taylor series: the 7th term is at most 0.35^7
        // / 7!.
        var whole = (int)(x + 1024.5) - 1024;
        var y = (x - whole) * 0.693147180559945309;
        // Grouped by squares, so that the groups don't wait for each other.
        var square = y * y;
        var high = 1.0 / 24 + y * (1.0 / 120) + square * (1.0 / 720);
        var series = 1 + y + square * (1.0 / 2 + y * (1.0 / 6)) + square * square * high;
        return series * BitConverter.Int64BitsToDouble((long)(whole + 1023) << 52);
    }

    /// <summary>The inverse of <see cref="Exp2"/> for values from 1 on, by bisection: for constructors.</summary>
    public static double Log2(double value)
    {
        var (low, high) = (-1.0, 64.0);
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            if (Exp2(middle) < value) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>The fifth root of a positive number, by bisection: for constructors.</summary>
    public static double FifthRoot(double value)
    {
        var (low, high) = (0.0, 1.0 + value);
        for (var i = 0; i < 120; i++)
        {
            var middle = (low + high) / 2;
            if (middle * middle * middle * middle * middle < value) low = middle;
            else high = middle;
        }
        return low;
    }
}
