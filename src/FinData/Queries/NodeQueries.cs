using FinData.Feed;

namespace FinData.Queries;

/// <summary>All that can be asked of a node: the same of one in this process and of one that runs elsewhere.</summary>
/// <remarks>
/// An answer shows only what is durable. Each shard is read at a moment of its own, so figures of two shards may differ
/// by money on its way between them while the node runs. Any thread. Failures are <see cref="QueryException"/>.
/// </remarks>
public abstract class NodeQueries
{
    /// <summary>The names that <see cref="ExportAsync"/> knows.</summary>
    public static IReadOnlyList<string> Exports { get; } =
        ["balances", "products", "alerts", "sales", "top", "differences", "deadletters"];

    /// <summary>Accounts that fit a filter.</summary>
    public abstract Task<Page<AccountRow>> AccountsAsync(AccountFilter filter, CancellationToken stop = default);

    /// <summary>One account by its id, such as <c>card:596</c>.</summary>
    public abstract Task<AccountDetail> AccountAsync(string id, CancellationToken stop = default);

    /// <summary>The events of an account, the newest first.</summary>
    /// <param name="id">The account.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="before">The page before's <c>next</c>, or a sequence number.</param>
    /// <param name="stop">Breaks it off.</param>
    public abstract Task<Page<AccountEventRow>> AccountEventsAsync(string id, int limit, string? before = null,
        CancellationToken stop = default);

    /// <summary>An account as it was at a time: what its events up to then make of it.</summary>
    /// <param name="id">The account.</param>
    /// <param name="time">As in records, <c>2018-04-03T12:00:00Z</c>; a day alone is its midnight.</param>
    /// <param name="stop">Breaks it off.</param>
    public abstract Task<AccountMoment> AccountAtAsync(string id, string time, CancellationToken stop = default);

    /// <summary>A product as it was at a time, written as in <see cref="AccountAtAsync"/>.</summary>
    public abstract Task<ProductMoment> ProductAtAsync(string code, string time, CancellationToken stop = default);

    /// <summary>A decision with all that it was made of.</summary>
    public abstract Task<DecisionDetail> DecisionAsync(DecisionAsked asked, CancellationToken stop = default);

    /// <summary>Decides one record again and compares; one at a time on a node.</summary>
    public abstract Task<ReplayReport> DecisionReplayAsync(DecisionAsked asked, CancellationToken stop = default);

    /// <summary>The products that sold most units in the last hour (<c>1h</c>) or on the current day (<c>today</c>) of
    /// event time.</summary>
    public abstract Task<TopProducts> TopAsync(string window, string category, int count,
        CancellationToken stop = default);

    /// <summary>One product by its code.</summary>
    public abstract Task<ProductDetail> ProductAsync(string code, CancellationToken stop = default);

    /// <summary>Alerts, the newest first as far as the journal has them in order; one row for each transaction and
    /// rule.</summary>
    public abstract Task<Page<AlertRow>> AlertsAsync(int limit, string? account = null, string? after = null,
        CancellationToken stop = default);

    /// <summary>Records that could not be taken, the newest first.</summary>
    public abstract Task<DeadLetterPage> DeadLettersAsync(int limit, string? reason = null, string? after = null,
        CancellationToken stop = default);

    /// <summary>All rules with their versions, and what they have found.</summary>
    public abstract Task<RuleList> RulesAsync(CancellationToken stop = default);

    /// <summary>The lists that rules look into.</summary>
    public abstract Task<ListRows> ListsAsync(CancellationToken stop = default);

    /// <summary>Whether an id is in a list now.</summary>
    public abstract Task<ListedId> ListedAsync(string list, string id, CancellationToken stop = default);

    /// <summary>Which fraud model scores, and which did.</summary>
    public abstract Task<ModelList> ModelsAsync(CancellationToken stop = default);

    /// <summary>How the models have done, by days or weeks of event time.</summary>
    public abstract Task<ModelFigureList> ModelFiguresAsync(ModelFiguresAsked asked, CancellationToken stop = default);

    /// <summary>All shards.</summary>
    public abstract Task<Page<ShardDetail>> ShardsAsync(CancellationToken stop = default);

    /// <summary>Writes a whole set as CSV with a header, in ordinal order.</summary>
    public abstract Task ExportAsync(string name, ExportOptions options, TextWriter to,
        CancellationToken stop = default);
}
