namespace FinData.Feed;

/// <summary>One message of the feed; <paramref name="Seq"/> rises by one each.</summary>
public sealed record FeedMessage(long Seq, string Kind, DateTimeOffset Time, object Data);

/// <summary>What the page shows of the node: whole in a snapshot, in part (the rest null) in a pulse.</summary>
public sealed record Overview
{
    public NodeInfo? Node { get; init; }
    public Totals? Totals { get; init; }
    public double? Rate { get; init; }
    public Series? Series { get; init; }
    public IReadOnlyList<TransactionRow>? Transactions { get; init; }
    public IReadOnlyList<AlertRow>? Alerts { get; init; }
    public IReadOnlyList<BalanceRow>? Balances { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<TopRow>>>? Top { get; init; }
    public IReadOnlyList<RankMove>? Moves { get; init; }
    public IReadOnlyList<ShardRow>? Shards { get; init; }
    public DateTimeOffset? Watermark { get; init; }
    public long? Lag { get; init; }
    public CommitTimes? Commit { get; init; }
    public SalesFigures? Sales { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The last full second, the one that <see cref="Rate"/> counts; in seconds since 1970.</summary>
    public long? Second { get; init; }
}

/// <summary>Which node this is.</summary>
public sealed record NodeInfo(string Name, string Version, DateTimeOffset Started, string Mode);

/// <summary>Counts since the data folder's first record.</summary>
public sealed record Totals(long Records, long Accepted, long Rejected, long Refused, long Duplicates, long Alerts,
    IReadOnlyDictionary<string, long> Accounts, long Products, long DeadLetters);

/// <summary>One value a second, for the last two minutes.</summary>
public sealed record Series(int StepSeconds, IReadOnlyList<long> Times, IReadOnlyList<double> Rate,
    IReadOnlyList<double?> P99, IReadOnlyList<long> Alerts, IReadOnlyList<long> Failed);

/// <summary>A decided transaction; the amount is signed, debits negative.</summary>
public sealed record TransactionRow(DateTimeOffset Time, string Id, string Type, string Account, string? Other,
    string Amount, string Currency, string Result, string? Reason, bool Alert, string Balance);

/// <summary>An alert: one for each transaction and rule.</summary>
public sealed record AlertRow(string Id, DateTimeOffset Time, string Account, string Transaction, string Rule,
    string Reason, string Amount, string Currency);

/// <summary>A booked balance.</summary>
public sealed record BalanceRow(string Account, string Currency, string Posted);

/// <summary>A place in a top list; <paramref name="Move"/> is the places gained, or <c>new</c>.</summary>
public sealed record TopRow(int Rank, object Move, string Product, string Description, string Category, long Quantity,
    string Revenue);

/// <summary>A change of the top 10 of the last hour.</summary>
public sealed record RankMove(string Id, DateTimeOffset Time, string Scope, string Product, string Description,
    string Change, int? Rank, int? From);

/// <summary>A shard's state.</summary>
public sealed record ShardRow(int Shard, int Batch, long Entities, long Lag, string State);

/// <summary>From the begin of a batch to its release, in milliseconds.</summary>
public sealed record CommitTimes(double? P50, double? P99, double? P999);

/// <summary>Today's sales.</summary>
public sealed record SalesFigures(string Currency, string RevenueToday, long UnitsToday, string AverageTicket);
