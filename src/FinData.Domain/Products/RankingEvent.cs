namespace FinData.Domain.Products;

/// <summary>
/// What a ranking has of its own: how many messages of sales, of one product each, came too late for their minute.
/// </summary>
public struct RankingState
{
    public long Late;
}

/// <summary>What is asked of a ranking.</summary>
public enum RankingAction : byte
{
    None = 0,

    /// <summary>Count sales of a minute; their product is the other side, its category the note.</summary>
    Count = 1,

    /// <summary>Take one of a shard's best sellers of a closed minute; its product is the note.</summary>
    Take = 2,

    /// <summary>Write down what the next step of the minute that closes has found.</summary>
    Close = 3,
}

/// <summary>A command to a ranking, sent by a product or by another ranking.</summary>
public struct RankingCommand
{
    public RankingAction Action;

    /// <summary>In minutes since 1970.</summary>
    public int Minute;

    /// <summary>Units; in the minute (a sale) or in the hour up to its end (one of a shard's best).</summary>
    public long Quantity;
}

/// <summary>What can have happened to a ranking. The numbers stand in every journal.</summary>
public enum RankingEventKind : byte
{
    None = 0,

    /// <summary>Sales of one product and minute were counted.</summary>
    Counted = 1,

    /// <summary>A sale of a minute that was closed before: it counts in no ranking.</summary>
    CameLate = 2,

    /// <summary>A product entered a top 10: the product is the other side, the scope the note.</summary>
    Entered = 3,

    /// <summary>One of the shard's ten best sellers of all categories, which the overall ranking takes.</summary>
    Offered = 4,

    /// <summary>The overall ranking has taken one.</summary>
    Taken = 5,

    /// <summary>A minute is closed: nothing changes it any more.</summary>
    Closed = 6,
}

/// <summary>What happened to a ranking.</summary>
public struct RankingEvent
{
    public RankingEventKind Kind;

    /// <summary>From 1, of a product that entered.</summary>
    public byte Rank;

    /// <summary>In minutes since 1970.</summary>
    public int Minute;

    /// <summary>Units, as in the command; of one that entered, in the hour up to the minute's end.</summary>
    public long Quantity;
}
