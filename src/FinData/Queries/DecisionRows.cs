using System.Text.Json.Serialization;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Feed;

namespace FinData.Queries;

/// <summary>Which decision is meant.</summary>
/// <param name="Transaction">The id of the record that was decided.</param>
/// <param name="Account">Its account, where the shard has forgotten the id or several have it; else null.</param>
/// <param name="Scan">Whether the whole journal is read for it when nothing else finds it.</param>
public sealed record DecisionAsked(string Transaction, string? Account = null, bool Scan = false);

/// <summary>A decision with all that it was made of.</summary>
/// <param name="Transaction">The id of the record.</param>
/// <param name="Account">The account that decided.</param>
/// <param name="Time">The record's time.</param>
/// <param name="Kind">What happened, as in the account's events.</param>
/// <param name="Amount">What was asked for.</param>
/// <param name="Currency">Of all amounts.</param>
/// <param name="Other">The other side; null without one.</param>
/// <param name="Reference">The id that the record named: a hold, a transaction to reverse; null without one.</param>
/// <param name="IsLate">Whether it came too late for windows.</param>
/// <param name="Result"><c>accepted</c>, <c>review</c> or <c>rejected</c>; what followed is in Later.</param>
/// <param name="Reason">Why it was rejected; null when it was not.</param>
/// <param name="Words">The result as a sentence.</param>
/// <param name="Before">The money before; null for one that opens the account, or has none.</param>
/// <param name="After">The money after.</param>
/// <param name="Alerts">What was raised.</param>
/// <param name="Deviations">How many deviations the amount was above the mean; null without an alert.</param>
/// <param name="Velocity">Debits in the clock hour, this one included; null without an alert.</param>
/// <param name="RuleSet">The last change of rules before it, by number; null where no rule had to say anything.</param>
/// <param name="Rules">The versions that applied or could not tell, as they were then.</param>
/// <param name="Later">The account's later events about it, the oldest first.</param>
/// <param name="Place">Where it lies.</param>
public sealed record DecisionDetail(string Transaction, string Account, DateTimeOffset Time, string Kind,
    string Amount, string Currency, string? Other, string? Reference, bool IsLate, string Result, string? Reason,
    string Words, MoneyThen? Before, MoneyThen? After, IReadOnlyList<AlertRow> Alerts, double? Deviations,
    int? Velocity, int? RuleSet, IReadOnlyList<RuleThen> Rules, IReadOnlyList<AccountEventRow> Later,
    JournalPlace Place)
{
    /// <summary>Which of its account's events it is; 0 where there was no account.</summary>
    public long Sequence { get; init; }

    /// <summary>How likely a fraud the model said it was; null without a score.</summary>
    public ScoreThen? Score { get; init; }
}

/// <summary>A score as it stands with its decision.</summary>
/// <param name="Probability">How likely a fraud is.</param>
/// <param name="LogOdds">The score; the parts of the reasons and the rest sum to it exactly.</param>
/// <param name="Model">The model's name; the number of the change that brought it.</param>
/// <param name="Change"><inheritdoc cref="Model"/></param>
/// <param name="Reasons">What moved it most, the strongest first; none where it is low.</param>
/// <param name="Rest">What it begins with and all other features, as log-odds.</param>
/// <param name="AsOf">As of when the terminal was asked about, where that is not the payment's time.</param>
public sealed record ScoreThen(double Probability, double LogOdds, string Model, int Change,
    IReadOnlyList<ReasonThen> Reasons, double Rest, DateTimeOffset? AsOf)
{
    /// <summary>Of an event; null where it has no score of its own.</summary>
    public static ScoreThen? Of(in AccountEvent e, Func<int, string> modelOf)
    {
        if (!e.IsScored) return null;
        var kept = e.Reasons;
        var reasons = new List<ReasonThen>();
        foreach (ref readonly var reason in kept.All)
            if (reason.Feature > 0) reasons.Add(new ReasonThen(FeatureSet.Names[reason.Feature - 1],
                TreeModel.LogOddsOf(reason.Part), ReasonWords.Of(in reason)));
        var odds = TreeModel.LogOddsOf(e.Score);
        return new ScoreThen(TreeModel.ProbabilityOf(e.Score), odds, modelOf(e.Model), e.Model, reasons,
            odds - reasons.Sum(r => r.Part), e.AsOf == 0 ? null : EventText.TimeOf(e.AsOf));
    }
}

/// <summary>What one feature did to a score.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Part">How far it moved the score, as log-odds; above 0 towards fraud.</param>
/// <param name="Words">What it saw.</param>
public sealed record ReasonThen(string Feature, double Part, string Words);

/// <summary>An account's money at one moment.</summary>
public sealed record MoneyThen(string Posted, string Held, string Available);

/// <summary>A version of a rule as it was when it was asked.</summary>
/// <param name="Rule">Its name and version.</param>
/// <param name="Version"><inheritdoc cref="Rule"/></param>
/// <param name="Stage">The stage it was in, and the share of debits it acted on where that was one.</param>
/// <param name="Percent"><inheritdoc cref="Stage"/></param>
/// <param name="Said"><c>decided</c>, <c>applied</c> (another had to decide, or the debit was outside its share),
/// <c>shadow</c> (it only watched) or <c>unknown</c> (a value was missing).</param>
/// <param name="Action">What it does.</param>
/// <param name="Reason">What it says of it.</param>
/// <param name="Maker">Who made it, and who approved it last.</param>
/// <param name="Approver"><inheritdoc cref="Maker"/></param>
/// <param name="Text">Its text.</param>
public sealed record RuleThen(string Rule, int Version, string Stage, int Percent, string Said, string? Action,
    string? Reason, string Maker, string? Approver, string Text);

/// <summary>Where an event lies, and what proves that it has not been changed since.</summary>
/// <param name="Shard">Shard, batch and frame in it.</param>
/// <param name="Batch"><inheritdoc cref="Shard"/></param>
/// <param name="Index"><inheritdoc cref="Shard"/></param>
/// <param name="Epoch">The owner that wrote it.</param>
/// <param name="Hash">SHA-256 of the batch: the batch after it has the same.</param>
public sealed record JournalPlace(int Shard, int Batch, int Index, long Epoch, string Hash);

/// <summary>What came of deciding again.</summary>
/// <param name="Decisions">Commands that were decided again: records and messages.</param>
/// <param name="Equal">Those whose events are the journal's, bit for bit.</param>
/// <param name="Different">The others.</param>
/// <param name="Untold">Events that do not tell what was asked, such as refused changes of rules.</param>
/// <param name="Examples">The first of those that differ.</param>
public sealed record ReplayReport(long Decisions, long Equal, long Different, long Untold,
    IReadOnlyList<DecisionDiffers> Examples)
{
    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Of one decision, what its score is made of; null where nothing scored it.</summary>
    public ScoreAgain? Score { get; init; }
}

/// <summary>A score that was computed again, with what each feature did.</summary>
/// <param name="Probability">How likely a fraud is.</param>
/// <param name="LogOdds">The score; the average and the parts of all reasons sum to it exactly.</param>
/// <param name="Average">What the model begins with before it knows anything of a payment.</param>
/// <param name="Reasons">All features that moved it, the one that moved it most first.</param>
public sealed record ScoreAgain(double Probability, double LogOdds, double Average, IReadOnlyList<ReasonThen> Reasons)
{
    /// <summary>As rows have it.</summary>
    public static ScoreAgain Of(Explanation why) => new(why.Probability, why.LogOdds,
        TreeModel.LogOddsOf(why.Average), [.. why.Reasons.Select(r =>
            new ReasonThen(FeatureSet.Names[(int)r.Feature], TreeModel.LogOddsOf(r.Part), r.Words))]);
}

/// <summary>A decision that comes out otherwise now.</summary>
/// <param name="Transaction">The record's id.</param>
/// <param name="Entity">What decided it, such as <c>card:596</c>.</param>
/// <param name="Position">Where it lies.</param>
/// <param name="Fields">What differs.</param>
/// <param name="Cause">Settings that may have changed since; null where none explains it.</param>
public sealed record DecisionDiffers(string Transaction, string Entity, EventPosition Position,
    IReadOnlyList<FieldDiffers> Fields, string? Cause);

/// <summary>A field that differs.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Was">What the journal has.</param>
/// <param name="Is">What comes now.</param>
public sealed record FieldDiffers(string Field, string Was, string Is)
{
    /// <summary>Which of the decision's events it is in, from 0; left out for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Event { get; init; }
}
