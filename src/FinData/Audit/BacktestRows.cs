using System.Globalization;
using System.Text.Json.Serialization;

namespace FinData.Audit;

/// <summary>What rules would have done to the debits of some days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">How many.</param>
/// <param name="Debits">Debits that rules were asked about.</param>
/// <param name="Labelled">Those of which it is known whether they were frauds.</param>
/// <param name="Frauds">Those that were.</param>
/// <param name="Rules">The rules, in the order of their file.</param>
/// <param name="Was">What was decided then.</param>
/// <param name="Would">What would be decided.</param>
/// <param name="Saved">By currency: money of frauds that would be stopped, less what was stopped then.</param>
/// <param name="Flips">Debits that would be decided otherwise.</param>
/// <param name="Examples">The first of them.</param>
/// <param name="PerDay">Day by day.</param>
public sealed record BacktestReport(string From, string To, int Days, long Debits, long Labelled, long Frauds,
    IReadOnlyList<BacktestRule> Rules, BacktestOutcome Was, BacktestOutcome Would,
    IReadOnlyDictionary<string, string> Saved, IReadOnlyList<FlipCount> Flips, IReadOnlyList<Flip> Examples,
    IReadOnlyList<BacktestDay> PerDay)
{
    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>How well the model of then told frauds; null where nothing was scored.</summary>
    public ScoreFigures? WasScores { get; init; }

    /// <summary>How well the proposed model would, or the one of then where none is proposed.</summary>
    public ScoreFigures? WouldScores { get; init; }

    /// <summary>How many debits would be decided otherwise.</summary>
    public long Flipped => Flips.Sum(f => f.Count);

    /// <summary>What people compare: a name, as decided, as proposed; empty where nothing is known.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, string Was, string Would)> Figures
    {
        get
        {
            yield return ("declined", $"{Was.Declined:N0}", $"{Would.Declined:N0}");
            yield return ("reviewed", $"{Was.Reviewed:N0}", $"{Would.Reviewed:N0}");
            yield return ("a day", Plain(Was.ADay), Plain(Would.ADay));
            yield return ("precision", Share(Was.Precision), Share(Would.Precision));
            yield return ("recall", Share(Was.Recall), Share(Would.Recall));
            yield return ("fraud stopped", Money(Was.FraudStopped), Money(Would.FraudStopped));
            yield return ("genuine stopped", Money(Was.GenuineStopped), Money(Would.GenuineStopped));
            if (WasScores is null && WouldScores is null) yield break;
            yield return ("scored", $"{WasScores?.Scored:N0}", $"{WouldScores?.Scored:N0}");
            yield return ("alerts by score a day", Plain(WasScores?.AlertsADay), Plain(WouldScores?.AlertsADay));
            yield return ("average precision", Plain(WasScores?.AveragePrecision, "F4"),
                Plain(WouldScores?.AveragePrecision, "F4"));
            yield return ("AUC ROC", Plain(WasScores?.Auc, "F4"), Plain(WouldScores?.Auc, "F4"));
        }
    }

    /// <summary>A number as people read it; empty for null.</summary>
    public static string Plain(double? value, string format = "N2") =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    /// <summary>A share as people read it; empty for null.</summary>
    public static string Share(double? share) => share?.ToString("P1", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Amounts with their currencies.</summary>
    public static string Money(IReadOnlyDictionary<string, string> money) =>
        string.Join(", ", money.Select(m => $"{m.Value} {m.Key}"));

    /// <summary>The first rule's figures as the registry keeps them.</summary>
    [JsonIgnore]
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{From}..{To}: {Rules[0].Hits:N0} of " +
        $"{Debits:N0} debits ({Rules[0].HitsADay:N1} a day), {Flipped:N0} decided otherwise") +
        (Labelled == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"; precision {Rules[0].Precision:P1}, recall {Rules[0].Recall:P1}")) +
        string.Concat(Saved.Select(s => $", saved {s.Value} {s.Key}"));
}

/// <summary>What one rule found.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Action">What it asks for.</param>
/// <param name="Hits">Debits it applied to.</param>
/// <param name="HitsADay">The same as a mean over the days.</param>
/// <param name="Unknown">Debits it could not tell of.</param>
/// <param name="Precision">Frauds among its labelled hits; null where none is labelled.</param>
/// <param name="Recall">Frauds it applied to among all; null where there is none.</param>
public sealed record BacktestRule(string Rule, string Action, long Hits, double HitsADay, long Unknown,
    double? Precision, double? Recall);

/// <summary>What all rules together did or would do.</summary>
/// <param name="Declined">Debits declined.</param>
/// <param name="Reviewed">Debits set aside.</param>
/// <param name="ADay">Both together as a mean over the days: what people look at or are called about.</param>
/// <param name="Precision">Frauds among those that are labelled; null where none is.</param>
/// <param name="Recall">Frauds stopped among all; null where there is none.</param>
/// <param name="FraudStopped">By currency: money of frauds that were stopped.</param>
/// <param name="GenuineStopped">By currency: money of genuine debits that were stopped.</param>
public sealed record BacktestOutcome(long Declined, long Reviewed, double ADay, double? Precision, double? Recall,
    IReadOnlyDictionary<string, string> FraudStopped, IReadOnlyDictionary<string, string> GenuineStopped);

/// <summary>What a model's scores of the days' payments are worth.</summary>
/// <param name="Scored">Payments with a score.</param>
/// <param name="Alerts">Those as likely frauds as <c>alerts.probability</c> says, or more.</param>
/// <param name="AlertsADay">The same as a mean over the days.</param>
/// <param name="AveragePrecision">Of those with a label; null without a fraud.</param>
/// <param name="Auc">The same; null without a fraud or without another.</param>
public sealed record ScoreFigures(long Scored, long Alerts, double AlertsADay, double? AveragePrecision, double? Auc)
{
    /// <summary>Flagged payments and frauds among them at each score, from high to low; empty without labels.</summary>
    [JsonIgnore]
    public IReadOnlyList<(long Flagged, long Frauds)> Curve { get; init; } = [];
}

/// <summary>How many debits would go from one decision to another.</summary>
public sealed record FlipCount(string Was, string Would, long Count);

/// <summary>A debit that would be decided otherwise.</summary>
/// <param name="Transaction">Its id.</param>
/// <param name="Account">Its account.</param>
/// <param name="Time">When.</param>
/// <param name="Amount">How much, with its currency.</param>
/// <param name="Was">What was decided: <c>accepted</c>, <c>alert</c> (accepted too), <c>review</c> or <c>declined</c>.
/// </param>
/// <param name="Would">What would be.</param>
/// <param name="Rules">The proposed rules that apply to it.</param>
/// <param name="IsFraud">Whether it was one; null where nobody knows.</param>
public sealed record Flip(string Transaction, string Account, DateTimeOffset Time, string Amount, string Was,
    string Would, IReadOnlyList<string> Rules, bool? IsFraud);

/// <summary>One day.</summary>
/// <param name="Day">Such as <c>2018-04-03</c>.</param>
/// <param name="Debits">Debits that rules were asked about.</param>
/// <param name="Was">Debits that were stopped.</param>
/// <param name="Would">Debits that would be.</param>
/// <param name="Frauds">Frauds known.</param>
/// <param name="Stopped">Frauds that would be stopped.</param>
public sealed record BacktestDay(string Day, long Debits, long Was, long Would, long Frauds, long Stopped);
