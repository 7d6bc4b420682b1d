using System.Numerics;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Domain.Simulation;

/// <summary>Writes the shop's sales: a few products sell much and most sell little, and which ones changes
/// slowly.</summary>
/// <remarks>
/// Sales fall as 1 / rank. Ranks drift: every half a day the products between two powers of two of the ranks (2-3, 4-7,
/// 8-15, …) are put in a new order, and the shares pass over from the old order to the new one evenly in between. On
/// top of that two products at a time are in fashion: their share rises to 5 % and falls again within three hours.
/// </remarks>
internal sealed class SimulatedShop
{
    private const double DriftMilliseconds = 12 * 3_600_000.0;
    private const double TrendMilliseconds = 3 * 3_600_000.0;
    private const double TrendShareMax = 0.05;
    private const int TrendLanes = 2;

    private readonly SimulatorOptions options;
    private readonly SimulatedClock clock;
    private readonly RecordText text;
    private readonly Permutation products;
    private readonly RandomKey draws, trends, orders, prices;
    private readonly double octaves;
    private readonly Currency currency = Currency.Of("EUR");

    public SimulatedShop(SimulatorOptions options, SimulatedClock clock, RecordText text)
    {
        (this.options, this.clock, this.text) = (options, clock, text);
        draws = new RandomKey(options.Seed, RandomStream.Record);
        trends = new RandomKey(options.Seed, RandomStream.Trend);
        orders = new RandomKey(options.Seed, RandomStream.Ranking);
        prices = new RandomKey(options.Seed, RandomStream.Product);
        products = new Permutation(options.Products, options.Seed, 3);
        // Ranks are rounded from a number between 0.5 and count + 0.5 whose logarithm is even.
        octaves = Powers.Log2(2.0 * options.Products + 1);
    }

    public void Write(long index, ref SaleRecord sale)
    {
        var random = new CounterRandom(draws, index);
        var time = clock.TimeOf(index);
        var product = DrawProduct(ref random, time);
        var quantity = random.NextShare();

        sale.Id = text.Name('o', index + 1, 12);
        sale.Time = time;
        sale.Product = text.Name('p', product + 1, 5);
        sale.Category = text.Name('c', product % options.Categories + 1, 3);
        sale.Description = ProductNames.Write(text, product, options.Categories);
        sale.Quantity = 1 + (long)(12 * quantity * quantity * quantity);
        sale.Price = PriceOf(product);
        sale.Currency = currency;
    }

    private int DrawProduct(ref CounterRandom random, long time)
    {
        var draw = random.NextShare();
        for (var lane = 0; lane < TrendLanes; lane++)
        {
            var spell = time / TrendMilliseconds + (double)lane / TrendLanes;
            var number = (long)spell;
            var share = TrendShareMax * (1 - Math.Abs(2 * (spell - number) - 1));
            if (draw < share)
            {
                var chosen = trends.Hash(number * TrendLanes + lane);
                return (int)((chosen >> 32) * (ulong)options.Products >> 32);
            }
            draw = (draw - share) / (1 - share);
        }

        var place = Math.Clamp((int)(Powers.Exp2(draw * octaves - 1) + 0.5), 1, options.Products);
        var drift = time / DriftMilliseconds;
        var order = (long)drift;
        if (random.NextShare() < drift - order) order++;
        return products.Of(Shuffle(place, order));
    }

    // Exclusive or with bits below the leading one keeps a place between its two powers of two, and is its own inverse;
    // a place whose partner is beyond the last product stays.
    private int Shuffle(int place, long order)
    {
        var shifted = place + 1;
        var octave = BitOperations.Log2((uint)shifted);
        var bits = (int)orders.Hash(order * 32 + octave);
        var partner = shifted ^ bits & (1 << octave) - 1;
        return (partner <= options.Products + 1 ? partner : shifted) - 2;
    }

    // Around 3 EUR as in the retail data, and ending in 5 or 9 cents; in thousandths.
    private long PriceOf(int product)
    {
        var random = new CounterRandom(prices, product);
        var tens = (long)(35 * random.NextFactor(1.1));
        return tens * 100 + ((random.Next() & 1) == 0 ? 50 : 90);
    }
}
