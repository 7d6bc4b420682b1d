using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Money;

namespace FinData.Queries;

/// <summary>Which days of the models' figures, and how they are put together.</summary>
public sealed record ModelFiguresAsked
{
    /// <summary>The first day, such as <c>2018-06-10</c> (default: 30 days up to the last).</summary>
    public string? From { get; init; }

    /// <summary>The last day (default: the newest that has a score).</summary>
    public string? To { get; init; }

    /// <summary><c>day</c> or <c>week</c>, from Monday on (default: days, of more than 92 days weeks).</summary>
    public string? By { get; init; }
}

/// <summary>How the models have done.</summary>
/// <param name="From">The first day that was looked at; null where nothing was ever scored.</param>
/// <param name="To">The last day.</param>
/// <param name="By"><c>day</c> or <c>week</c>.</param>
/// <param name="LabelledAt">When the latest label came, in event time; null before the first.</param>
/// <param name="LabelDelayDays">After how many days a payment without a label counts as genuine.</param>
/// <param name="AlertFrom">From which probability on a score is alerted by the settings of now.</param>
/// <param name="Models">The models that have scored in this time, in the order of their changes.</param>
/// <param name="Items">A row for each period and model that has scored in it, the oldest first.</param>
public sealed record ModelFigureList(string? From, string? To, string By, DateTimeOffset? LabelledAt,
    double LabelDelayDays, double AlertFrom, IReadOnlyList<ModelSpan> Models, IReadOnlyList<ModelFigureRow> Items);

/// <summary>A model over all of the time that was asked for.</summary>
/// <param name="Model">The number of the change that brought it.</param>
/// <param name="Name">The model's name.</param>
/// <param name="By">Who brought it.</param>
/// <param name="ChangedAt">When that was, by the node's clock: what is replayed may be years older.</param>
/// <param name="FirstDay">The first day that it has scored of those that are kept.</param>
/// <param name="Total">Its figures.</param>
/// <param name="Scores">Its scores, from low to high; those without a payment are left out.</param>
public sealed record ModelSpan(int Model, string Name, string By, DateTimeOffset ChangedAt, string FirstDay,
    ModelFigureRow Total, IReadOnlyList<ScoreBand> Scores);

/// <summary>Payments whose score is within half of log-odds.</summary>
/// <param name="LogOdds">Where it begins.</param>
/// <param name="All">All payments.</param>
/// <param name="Frauds">Those labelled frauds.</param>
/// <param name="Genuine">Those labelled genuine.</param>
public sealed record ScoreBand(double LogOdds, long All, long Frauds, long Genuine)
{
    private const int BinsABand = 8;

    /// <summary>Bins put together.</summary>
    public static IReadOnlyList<ScoreBand> Of(ScoreHistogram scores) =>
        [.. Enumerable.Range(0, ScoreHistogram.Bins).GroupBy(bin => bin / BinsABand, bin => scores[bin])
            .Select(band => new ScoreBand(ScoreHistogram.LogOddsOf(band.Key * BinsABand), band.Sum(b => b.All),
                band.Sum(b => b.Frauds), band.Sum(b => b.Genuine)))
            .Where(band => band.All > 0)];
}

/// <summary>What a model did in a period. Shares are from 0 to 1; null where nothing can be said yet.</summary>
/// <param name="From">The first day of it.</param>
/// <param name="To">The last day.</param>
/// <param name="Model">The number of the change that brought the model.</param>
/// <param name="Name">The model's name.</param>
/// <param name="IsSettled">
/// Whether labels have come in for as long as they take: until then frauds, and all that is told from them, grow.
/// </param>
public sealed record ModelFigureRow(string From, string To, int Model, string Name, bool IsSettled)
{
    /// <summary>Payments that were scored; those that were alerted, by their score or by a rule.</summary>
    public long Scored { get; init; }

    /// <inheritdoc cref="Scored"/>
    public long Alerted { get; init; }

    /// <summary>Payments of the period labelled frauds, and those labelled genuine.</summary>
    public long Frauds { get; init; }

    /// <inheritdoc cref="Frauds"/>
    public long Genuine { get; init; }

    /// <summary>Those of them that were alerted.</summary>
    public long AlertedFrauds { get; init; }

    /// <inheritdoc cref="AlertedFrauds"/>
    public long AlertedGenuine { get; init; }

    /// <summary>The share of frauds among what was alerted; before the first label null.</summary>
    public double? Precision { get; init; }

    /// <summary>The share of what was alerted among frauds.</summary>
    public double? Recall { get; init; }

    /// <summary>As <see cref="ScoreHistogram.Auc"/>.</summary>
    public double? Auc { get; init; }

    /// <summary>As <see cref="ScoreHistogram.AveragePrecision"/>.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>
    /// As <see cref="ScoreHistogram.StabilityAgainst"/> the model's first week; null where the period begins in it, and
    /// where that week is kept no more.
    /// </summary>
    public double? Psi { get; init; }

    /// <summary>The money of frauds, by currency.</summary>
    public IReadOnlyList<FraudMoney> Money { get; init; } = [];
}

/// <summary>The money of frauds in a currency: of those that were alerted, and of those that were not.</summary>
public sealed record FraudMoney(string Currency, string Caught, string Missed);

/// <summary>The days of all shards put together.</summary>
internal sealed class ModelPeriod
{
    private readonly SortedDictionary<ushort, (long Caught, long Missed)> money = [];
    private long alerted, alertedFrauds, alertedGenuine;

    /// <summary>The scores of all of them.</summary>
    public ScoreHistogram Scores { get; } = new();

    public void Add(in ModelDay day)
    {
        Scores.Add(day.Scores);
        Add(day.Alerted, day.AlertedFrauds, day.AlertedGenuine);
        Add(day.Currency, day.Caught, day.Missed);
    }

    public static ModelPeriod Of(IEnumerable<ModelPeriod> parts)
    {
        var all = new ModelPeriod();
        foreach (var part in parts)
        {
            all.Scores.Add(part.Scores);
            all.Add(part.alerted, part.alertedFrauds, part.alertedGenuine);
            foreach (var (currency, of) in part.money) all.Add(currency, of.Caught, of.Missed);
        }
        return all;
    }

    /// <summary>The figures.</summary>
    /// <param name="row">Days and model.</param>
    /// <param name="reference">What scores are compared with; null for nothing.</param>
    public ModelFigureRow Figures(ModelFigureRow row, ScoreHistogram? reference) => row with
    {
        Scored = Scores.All, Alerted = alerted, Frauds = Scores.Frauds, Genuine = Scores.Genuine,
        AlertedFrauds = alertedFrauds, AlertedGenuine = alertedGenuine,
        Precision = Share(alertedFrauds, Scores.Frauds + Scores.Genuine > 0 ? alerted : 0),
        Recall = Share(alertedFrauds, Scores.Frauds),
        Auc = Rounded(Scores.Auc()), AveragePrecision = Rounded(Scores.AveragePrecision()),
        Psi = reference is null ? null : Rounded(Scores.StabilityAgainst(reference)),
        Money = [.. money.Where(m => m.Value != (0, 0)).Select(m => Of(new Currency(m.Key), m.Value))],
    };

    private static FraudMoney Of(Currency currency, (long Caught, long Missed) money) => new(currency.ToString(),
        MoneyText.Format(money.Caught, currency), MoneyText.Format(money.Missed, currency));

    private static double? Share(long part, long all) => all == 0 ? null : Rounded((double)part / all);

    private static double? Rounded(double? figure) => figure is { } known ? Math.Round(known, 4) : null;

    private void Add(long alerted, long frauds, long genuine) => (this.alerted, alertedFrauds, alertedGenuine) =
        (this.alerted + alerted, alertedFrauds + frauds, alertedGenuine + genuine);

    private void Add(ushort currency, long caught, long missed)
    {
        var before = money.GetValueOrDefault(currency);
        money[currency] = (before.Caught + caught, before.Missed + missed);
    }
}
