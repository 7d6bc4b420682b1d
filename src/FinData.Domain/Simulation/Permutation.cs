namespace FinData.Domain.Simulation;

/// <summary>A seeded one-to-one map of 0 .. count - 1 onto itself that needs no table, in either direction.</summary>
/// <remarks>It is x * factor + offset (mod count): no secret, but neighbours land far from each other.</remarks>
internal readonly struct Permutation
{
    private readonly long count, factor, inverse, offset;

    public Permutation(int count, ulong seed, long number)
    {
        var random = new CounterRandom(new RandomKey(seed, RandomStream.Permutation), number);
        this.count = count;
        offset = random.NextBelow(count);
        // A factor has an inverse when it shares no divisor with the count; one draw in two or three is such.
        do factor = 1 + random.NextBelow(count);
        while (!TryInvert(factor, this.count, out inverse));
    }

    // Both factors are below 100 million, so the products stay below 2^54.
    public int Of(int x) => (int)((x * factor + offset) % count);

    /// <summary>The x that <see cref="Of"/> takes to <paramref name="y"/>.</summary>
    public int InverseOf(int y) => (int)((y - offset + count) % count * inverse % count);

    // Euclid's algorithm, keeping how often the factor goes into each remainder.
    private static bool TryInvert(long factor, long count, out long inverse)
    {
        var (remainder, next, coefficient, nextCoefficient) = (count, factor % count, 0L, 1L);
        while (next != 0)
        {
            var quotient = remainder / next;
            (remainder, next) = (next, remainder - quotient * next);
            (coefficient, nextCoefficient) = (nextCoefficient, coefficient - quotient * nextCoefficient);
        }
        inverse = (coefficient % count + count) % count;
        return remainder == 1;
    }
}
