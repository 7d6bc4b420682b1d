namespace FinData.TestKit;

/// <summary>
/// The seeded dice of a simulation (SplitMix64, Steele et al. 2014): equal seeds, equal runs, on every machine.
/// </summary>
public sealed class Chance(ulong seed)
{
    private ulong state = seed;

    /// <summary>A whole number from 0 to one below the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
}
