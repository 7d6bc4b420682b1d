namespace FinData.Domain.Simulation;

/// <summary>What a number is drawn for: draws for one purpose don't move when another purpose takes more of
/// them.</summary>
internal enum RandomStream : byte
{
    Record = 1,
    Account = 2,
    AccountMoney = 3,
    CardFraud = 4,
    TerminalFraud = 5,
    Product = 6,
    Ranking = 7,
    Trend = 8,
    Block = 9,
    Permutation = 10,
}

/// <summary>A seed and a purpose, mixed once: what draws start from.</summary>
internal readonly struct RandomKey(ulong seed, RandomStream stream)
{
    private readonly ulong start = CounterRandom.Mix(seed + (ulong)stream * 0xD1B5_4A32_D192_ED03);

    /// <summary>64 random bits, for those who need no more of this index.</summary>
    public ulong Hash(long index) => CounterRandom.Mix(start + (ulong)index * CounterRandom.Step);
}

/// <summary>Random numbers as a pure function of (seed, stream, index): any index can be drawn first, and nothing is
/// kept.</summary>
/// <remarks>
/// The steps and the finalizer are those of SplitMix64. The start is mixed too, since two starts that differ by a
/// multiple of the step would give the same numbers, only shifted.
/// </remarks>
internal struct CounterRandom(RandomKey key, long index)
{
    public const ulong Step = 0x9E37_79B9_7F4A_7C15;   // 2^64 / golden ratio, odd.
    private const double ShareUnit = 1.0 / (1L << 53);

    private ulong state = key.Hash(index);

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        state += Step;
        return Mix(state);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextShare() => ToShare(Next());

    /// <summary>An integer in [0, <paramref name="bound"/>).</summary>
    public int NextBelow(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    /// <summary>A lognormal-like factor with mean 1; the spread is one standard deviation, as a power of two.</summary>
    /// <remarks>0.65 gives a coefficient of variation of 0.47, that of a customer's amounts in the card data.</remarks>
    public double NextFactor(double spread = 0.65)
    {
        // The sum of four uniform 16-bit parts has mean 131,070 and a deviation of 37,837: near enough to the bell.
        var bits = Next();
        var sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48);
        // 2^(s z) is e^(s z ln 2), whose mean is e^((s ln 2)^2 / 2) = 2^(s^2 ln 2 / 2).
        return Powers.Exp2((sum - 131_070) * (1.0 / 37_837) * spread - spread * spread * 0.34657);
    }

    public static double ToShare(ulong bits) => (bits >> 11) * ShareUnit;

    public static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }
}
