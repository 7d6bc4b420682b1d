using System.Runtime.CompilerServices;

namespace FinData.Domain.Products;

/// <summary>Units and revenue of a product in each of its last 60 minutes of event time.</summary>
/// <remarks>The newest minute is kept by the product, so that an idle product needs no ring.</remarks>
public struct MinuteRing
{
    public const int Minutes = 60;

    [InlineArray(Minutes)]
    private struct Buckets { private long first; }

    private Buckets quantities, revenues;

    /// <summary>The minute of a time in milliseconds, in minutes since 1970; 0 for all times before.</summary>
    public static int MinuteOf(long time) => (int)Math.Clamp(time / 60_000, 0, int.MaxValue - Minutes);

    /// <summary>Units and revenue of one minute, given the newest; 0 for one that is not kept.</summary>
    public readonly (long Quantity, long Revenue) At(int minute, int newest) =>
        minute > newest || minute <= newest - Minutes || minute < 0 ? (0, 0)
            : (quantities[minute % Minutes], revenues[minute % Minutes]);

    /// <summary>Units and revenue, as far as they are kept, of the sixty minutes up to one.</summary>
    public readonly (long Quantity, long Revenue) Hour(int upTo, int newest)
    {
        var (quantity, revenue) = (0L, 0L);
        for (var minute = Math.Max(Math.Max(upTo, newest) - Minutes + 1, 0); minute <= Math.Min(upTo, newest); minute++)
        {
            quantity += quantities[minute % Minutes];
            revenue += revenues[minute % Minutes];
        }
        return (quantity, revenue);
    }

    /// <summary>Adds a sale; a newer minute empties those that have passed. Gives the newest minute.</summary>
    public int Add(int minute, int newest, long quantity, long revenue)
    {
        if (minute <= newest - Minutes) return newest;
        for (var passed = Math.Max(newest + 1, minute - Minutes + 1); passed <= minute; passed++)
            quantities[passed % Minutes] = revenues[passed % Minutes] = 0;
        quantities[minute % Minutes] += quantity;
        revenues[minute % Minutes] += revenue;
        return Math.Max(newest, minute);
    }
}
