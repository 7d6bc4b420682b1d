using System.Text.Json.Serialization;
using FinData.Feed;

namespace FinData.Queries;

/// <summary>A stretch of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Next">What the next request says to go on; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>An account in a list.</summary>
public sealed record AccountRow(string Account, string Kind, string Currency, string Posted, string Held,
    string Available, long Events);

/// <summary>An account with its habit, its day and its newest alerts.</summary>
public sealed record AccountDetail(string Account, string Kind, string Currency, string Posted, string Held,
    string Available, string CreditLine, long Events, DateTimeOffset LastTime, DebitFigures Debits,
    IReadOnlyList<HourFigures> Hours, IReadOnlyList<AlertRow> Alerts)
{
    /// <summary>Of a terminal, where payments are remembered for scores: what is known of them.</summary>
    public IReadOnlyList<TerminalWindow> Terminal { get; init; } = [];
}

/// <summary>A terminal's payments of some days, up to a label delay ago: those that labels may have told of.</summary>
/// <param name="Days">How many.</param>
/// <param name="Payments">Payments.</param>
/// <param name="Frauds">Those of them that turned out to be frauds.</param>
public sealed record TerminalWindow(int Days, long Payments, long Frauds);

/// <summary>The habit of an account's accepted debits.</summary>
public sealed record DebitFigures(long Count, string Mean, string Deviation);

/// <summary>The accepted debits of a clock hour.</summary>
public sealed record HourFigures(DateTimeOffset Time, int Count, string Sum);

/// <summary>An event of an account; the amount is signed by what it did, the balance is the posted one after
/// it.</summary>
public sealed record AccountEventRow(long Sequence, DateTimeOffset Time, string Kind, string Amount, string Balance,
    string Held, string? Other, string? Transaction, string? Reason, EventPosition Position)
{
    /// <summary>The rule that has decided, with its version, such as <c>large v2</c>; left out when none has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }
}

/// <summary>Where an event is in the journal.</summary>
public sealed record EventPosition(int Shard, int Batch, int Index);

/// <summary>Best sellers, and the categories there are.</summary>
public sealed record TopProducts(IReadOnlyList<TopRow> Items, IReadOnlyList<string> Categories);

/// <summary>A product: what it sold in all, today, and minute by minute.</summary>
public sealed record ProductDetail(string Product, string Description, string Category, string? Currency, long Quantity,
    string Revenue, SoldFigures Today, IReadOnlyList<MinuteFigures> Hour);

/// <summary>Units and revenue.</summary>
public sealed record SoldFigures(long Quantity, string Revenue);

/// <summary>Units and revenue of one minute.</summary>
public sealed record MinuteFigures(DateTimeOffset Time, long Quantity, string Revenue);

/// <summary>A record that could not be taken, with its original bytes as base64.</summary>
public sealed record DeadLetterRow(string? Source, long Position, DateTimeOffset? Time, string Reason, string Detail,
    string Original);

/// <summary>A stretch of the dead letters, and how many there are for each reason.</summary>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetterRow> Items, string? Next,
    IReadOnlyDictionary<string, long> Counts);

/// <summary>A shard's state with its sources.</summary>
public sealed record ShardDetail(int Shard, int Batch, long Entities, long? Lag, string State,
    DateTimeOffset? Watermark, IReadOnlyList<SourceProgress> Positions)
{
    /// <summary>The node of the cluster that has claimed it last; null where nodes share nothing.</summary>
    public string? Node { get; init; }

    /// <summary>How often it was claimed.</summary>
    public long Epoch { get; init; }

    /// <summary>What was counted since the first batch.</summary>
    public long Records { get; init; }

    /// <inheritdoc cref="Records"/>
    public long Events { get; init; }

    /// <inheritdoc cref="Records"/>
    public long Alerts { get; init; }
}

/// <summary>How far a shard has taken a source.</summary>
public sealed record SourceProgress(string Source, long Position);
