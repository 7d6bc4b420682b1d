using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.Engine.Shards;

namespace FinData.Domain.Products;

/// <summary>How products decide: every sale counts, in the currency of the first.</summary>
public readonly struct Products() : IEntity<Product, MinuteRing, ProductCommand, ProductEvent>, IDisposable
{
    private const int DescriptionMax = 120;
    private const long MillisecondsADay = 86_400_000;

    // A ranking counts units: those of one minute may come together.
    private static readonly Merge<RankingCommand> sumUp = (ref RankingCommand sent, in RankingCommand more) =>
    {
        if (sent.Minute != more.Minute) return false;
        sent.Quantity += more.Quantity;
        return true;
    };

    private readonly TextStore texts = new();

    /// <summary>Categories and descriptions.</summary>
    public TextStore Texts => texts;

    /// <inheritdoc/>
    public IEnumerable<SnapshotPart> Parts => [new TextPart(texts)];

    /// <inheritdoc/>
    public void Decide(in Product product, in MinuteRing minutes, in Command<ProductCommand> command,
        ref Outcome<ProductEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        var e = new ProductEvent
        {
            Kind = ProductEventKind.Sold, Currency = (ushort)c.Currency, Quantity = c.Quantity, Revenue = c.Revenue,
        };
        if (!command.Exists || product.Currency == e.Currency) outcome.Persist(in e);
        else outcome.Reject(Rejections.CurrencyMismatch, e with { Kind = ProductEventKind.Rejected });
    }

    /// <inheritdoc/>
    public void Apply(ref Product product, ref Active<MinuteRing> minutes, in Fact<ProductEvent> fact)
    {
        ref readonly var e = ref fact.Body;
        if (e.Kind != ProductEventKind.Sold) return;
        product.Currency = e.Currency;
        product.Quantity += e.Quantity;
        product.Revenue += e.Revenue;
        product.LastTime = Math.Max(product.LastTime, fact.Time);
        if (product.CategoryLength == 0 && fact.Other.Length > 0)
            (product.Category, product.CategoryLength) = (texts.Add(fact.Other), (byte)fact.Other.Length);
        if (product.DescriptionLength == 0 && fact.Note.Length > 0)
        {
            var description = Shortened(fact.Note);
            (product.Description, product.DescriptionLength) = (texts.Add(description), (byte)description.Length);
        }
        if (fact.IsLate) return;

        var day = (int)(fact.Time / MillisecondsADay);
        if (day > product.Day)
            (product.Day, product.DayQuantity, product.DayRevenue, product.DaySales) = (day, 0, 0, 0);
        if (day == product.Day)
        {
            product.DayQuantity += e.Quantity;
            product.DayRevenue += e.Revenue;
            product.DaySales++;
        }
        var minute = MinuteRing.MinuteOf(fact.Time);
        if (minute > product.Minute - MinuteRing.Minutes)
            product.Minute = minutes.Write().Add(minute, product.Minute, e.Quantity, e.Revenue);
    }

    /// <inheritdoc/>
    public EventOrigin Remake(in Fact<ProductEvent> fact, in Fact<ProductEvent> next,
        ref Remade<ProductCommand> command)
    {
        ref readonly var e = ref fact.Body;
        command.Body = new ProductCommand { Quantity = e.Quantity, Revenue = e.Revenue, Currency = e.Currency };
        return EventOrigin.Command;
    }

    // Cut between two characters: a byte 10xxxxxx goes on with the one before.
    private static ReadOnlySpan<byte> Shortened(ReadOnlySpan<byte> text)
    {
        if (text.Length <= DescriptionMax) return text;
        var length = DescriptionMax;
        while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
        return text[..length];
    }

    /// <inheritdoc/>
    public void Effects(in Fact<ProductEvent> fact, ref Effects effects)
    {
        ref readonly var e = ref fact.Body;
        if (e.Kind != ProductEventKind.Sold || fact.IsLate) return;
        // The message names the product as its sender; without a category it is ranked overall only, anywhere.
        effects.SendTo(fact.Other.Length > 0 ? fact.Other : effects.Sender, (byte)EntityKind.Ranking,
            CategoryRankings.Name, new RankingCommand
            {
                Action = RankingAction.Count, Minute = MinuteRing.MinuteOf(fact.Time), Quantity = e.Quantity,
            }, fact.Other, sumUp);
    }

    /// <inheritdoc/>
    public void Dispose() => texts.Dispose();

    /// <inheritdoc/>
    public bool Due(long time, out EntityKey entity, out long since, out ProductCommand command)
    {
        (entity, since, command) = (default, default, default);
        return false;
    }

    /// <inheritdoc/>
    public bool IsIdle(in Product product, in MinuteRing minutes, long time) =>
        product.Minute <= MinuteRing.MinuteOf(time) - MinuteRing.Minutes;

    /// <inheritdoc/>
    public void Hash(in Product product, in MinuteRing minutes, long time, ref StateHash hash)
    {
        hash.Add(product.Quantity);
        hash.Add(product.Revenue);
        hash.Add(product.LastTime);
        hash.Add(product.Day);
        hash.Add(product.DayQuantity);
        hash.Add(product.DayRevenue);
        hash.Add(product.DaySales);
        hash.Add(product.Currency);
        if (IsIdle(in product, in minutes, time)) return;
        var (quantity, revenue) = minutes.Hour(MinuteRing.MinuteOf(time), product.Minute);
        hash.Add(quantity);
        hash.Add(revenue);
    }
}
