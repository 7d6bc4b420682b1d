namespace FinData.Domain.Products;

/// <summary>A product: what was sold of it, in all, on its latest day of sales, and in its latest hour.</summary>
public struct Product
{
    /// <summary>
    /// Units and revenue in all; revenue in thousandths of the currency's main unit, since prices have up to three
    /// decimals.
    /// </summary>
    public long Quantity, Revenue;

    /// <summary>The same on <see cref="Day"/>, and how many sales it were.</summary>
    public long DayQuantity, DayRevenue, DaySales;

    /// <summary>The latest sale, in milliseconds since 1970.</summary>
    public long LastTime;

    /// <summary>The latest day with a sale, in days since 1970.</summary>
    public int Day;

    /// <summary>
    /// The latest minute with a sale, in minutes since 1970; the minutes before it are in the active part.
    /// </summary>
    public int Minute;

    /// <summary>Where category and description are in the shard's texts.</summary>
    public uint Category, Description;
    public byte CategoryLength, DescriptionLength;

    /// <summary>The currency, as <see cref="Money.Currency.Packed"/>.</summary>
    public ushort Currency;
}

/// <summary>A sale of a product.</summary>
public struct ProductCommand
{
    /// <summary>Units; revenue in thousandths.</summary>
    public long Quantity, Revenue;

    /// <summary>The currency of the revenue.</summary>
    public long Currency;
}

/// <summary>What can have happened to a product. The numbers stand in every journal.</summary>
public enum ProductEventKind : byte
{
    None = 0,
    Sold = 1,

    /// <summary>A sale in another currency than the product's earlier ones.</summary>
    Rejected = 2,
}

/// <summary>What happened to a product. Its category is the frame's other side, its description the note.</summary>
public struct ProductEvent
{
    public ProductEventKind Kind;
    public ushort Currency;

    /// <summary>Units; revenue in thousandths.</summary>
    public long Quantity, Revenue;
}
