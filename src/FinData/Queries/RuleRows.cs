using System.Diagnostics;
using FinData.Domain.Rules;

namespace FinData.Queries;

/// <summary>All rules of a node.</summary>
/// <param name="Set">The number of the last change.</param>
/// <param name="Items">The rules, by name.</param>
public sealed record RuleList(int Set, IReadOnlyList<RuleRow> Items);

/// <summary>The lists that rules look into.</summary>
public sealed record ListRows(IReadOnlyList<ListRow> Items);

/// <summary>A list: ids in it, those that have just expired included.</summary>
public sealed record ListRow(string List, int Ids, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>Whether an id is in a list now.</summary>
public sealed record ListedId(string List, string Id, bool IsListed);

/// <summary>A rule with the versions that are kept, the newest first.</summary>
public sealed record RuleRow(string Rule, IReadOnlyList<RuleVersionRow> Versions);

/// <summary>A version of a rule, how far it has come, and what it has found.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Stage">Such as <c>shadow</c>.</param>
/// <param name="Percent">Of how many debits in a hundred, in the stage <c>percentage</c>.</param>
/// <param name="Action">What it asks for.</param>
/// <param name="Reason">What people are told.</param>
/// <param name="Missing">What it asks for where a value is missing.</param>
/// <param name="Maker">Who has added it.</param>
/// <param name="Approver">Who has approved last.</param>
/// <param name="ChangedAt">When it came to its stage.</param>
/// <param name="ChangedBy">By whom.</param>
/// <param name="Asked">The stage that waits for approval; null without one.</param>
/// <param name="AskedPercent">Its share.</param>
/// <param name="AskedBy">Who has asked for it.</param>
/// <param name="Hits">Debits that it applied to since it is evaluated, acting or not.</param>
/// <param name="Decided">Debits that it has decided.</param>
/// <param name="Unknown">Debits that it could not tell of, as a value was missing.</param>
/// <param name="Text">Its text.</param>
public sealed record RuleVersionRow(int Version, string Stage, int Percent, string? Action, string? Reason,
    string? Missing, string Maker, string? Approver, DateTimeOffset ChangedAt, string ChangedBy, string? Asked,
    int AskedPercent, string? AskedBy, long Hits, long Decided, long Unknown, string Text)
{
    /// <summary>What it found on history; null where it was not tried.</summary>
    public string? Backtest { get; init; }

    /// <summary>True when it is on its way or acts.</summary>
    public bool IsOpen => Stage is not ("replaced" or "rolled-back");

    /// <summary>A version with what all shards have counted.</summary>
    public static RuleVersionRow Of(RuleVersion version, long hits, long decided, long unknown) =>
        new(version.Number, RuleStages.NameOf(version.Stage), version.Percent, Word(version.Rule?.Action),
            version.Rule?.Reason, Word(version.Rule?.Missing), version.Maker, OrNull(version.Approver),
            DateTimeOffset.FromUnixTimeMilliseconds(version.ChangedAt), version.ChangedBy,
            version.AskedStage == RuleStage.None ? null : RuleStages.NameOf(version.AskedStage), version.AskedPercent,
            version.AskedStage == RuleStage.None ? null : version.AskedBy, hits, decided, unknown, version.Text)
        {
            Backtest = OrNull(version.Backtest),
        };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string? Word(RuleAction? action) => action?.ToString().ToLowerInvariant();
}

/// <summary>Stages as people write them.</summary>
public static class RuleStages
{
    /// <summary>Those that a rule is promoted to.</summary>
    public static IReadOnlyList<string> Names { get; } = ["backtest", "shadow", "percentage", "active"];

    /// <summary>A stage as commands and answers have it.</summary>
    public static string NameOf(RuleStage stage) => stage switch
    {
        RuleStage.RolledBack => "rolled-back",
        RuleStage.None => throw new UnreachableException(),
        _ => stage.ToString().ToLowerInvariant(),
    };

    /// <summary>A stage that a rule is promoted to.</summary>
    public static bool TryParse(string name, out RuleStage stage)
    {
        stage = RuleStage.None;
        return Names.Contains(name) && Enum.TryParse(name, ignoreCase: true, out stage);
    }
}
