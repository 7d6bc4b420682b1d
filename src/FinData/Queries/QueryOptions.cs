namespace FinData.Queries;

/// <summary>Which accounts, in which order.</summary>
public sealed record AccountFilter
{
    /// <summary>Any part of the id, in either case (default: all).</summary>
    public string Search { get; init; } = "";

    /// <summary>One kind, such as <c>card</c> (default: all).</summary>
    public string Kind { get; init; } = "";

    /// <summary><c>account</c> (default), <c>posted</c> or <c>-posted</c>: by id, smallest or largest balance first.</summary>
    public string Sort { get; init; } = "account";

    /// <summary>Rows of the page (default: 50, at most 1,000).</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before has ended.</summary>
    public string? After { get; init; }
}

/// <summary>What an export is narrowed to.</summary>
public sealed record ExportOptions
{
    /// <inheritdoc cref="AccountFilter.Search"/>
    public string Search { get; init; } = "";

    /// <inheritdoc cref="AccountFilter.Kind"/>
    public string Kind { get; init; } = "";

    /// <summary>The alerts of one account (default: all).</summary>
    public string? Account { get; init; }

    /// <summary>The dead letters of one reason (default: all).</summary>
    public string? Reason { get; init; }

    /// <summary>The period of <c>sales</c> and <c>top</c>; <c>day</c> is the only one.</summary>
    public string By { get; init; } = "day";

    /// <summary>Ranks of a day in <c>top</c> (default: 10, at most 100).</summary>
    public int Count { get; init; } = 10;
}

/// <summary>What requests may ask for at most, and the answer to those that ask for more.</summary>
public static class QueryBounds
{
    public const int LimitMax = 1000, CountMax = 100, SearchCharsMax = 64, CursorCharsMax = 4096;

    /// <summary>The kinds of accounts, in the order of their ids.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["account", "bank", "card", "terminal"];

    /// <summary>The orders of accounts.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["account", "posted", "-posted"];

    /// <summary>The windows of best sellers.</summary>
    public static IReadOnlyList<string> Windows { get; } = ["1h", "today"];

    internal static void Check(AccountFilter filter)
    {
        Require(filter.Search.Length <= SearchCharsMax, $"search has {filter.Search.Length} characters; use at most {SearchCharsMax}.");
        OneOf("kind", filter.Kind, ["", .. Kinds]);
        OneOf("sort", filter.Sort, Sorts);
        Limit(filter.Limit);
    }

    internal static void Limit(int limit) =>
        Require(limit is >= 1 and <= LimitMax, $"limit is {limit}; use 1 to {LimitMax}, and 'next' for the rows after.");

    internal static void Count(int count) => Require(count is >= 1 and <= CountMax, $"count is {count}; use 1 to {CountMax}.");

    internal static void OneOf(string name, string value, IReadOnlyList<string> known) =>
        Require(known.Contains(value), $"{name} is '{value}'; use one of: {string.Join(", ", known.Where(k => k.Length > 0))}.");

    internal static void Require(bool condition, string problem)
    {
        if (!condition) throw new QueryException(QueryFailure.BadRequest, problem);
    }
}
