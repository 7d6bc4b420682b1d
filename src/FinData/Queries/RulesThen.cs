using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries;

/// <summary>The rules as a shard had them at a place of its journal: what its journaled changes made of them.</summary>
internal sealed class RulesThen : IDisposable
{
    private readonly RuleBook book = new();

    /// <summary>Takes in the changes before a place.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="slot">That of its copy of the rules; -1 where nothing has ever changed.</param>
    /// <param name="last">The batch with the last change.</param>
    /// <param name="place">The place.</param>
    /// <param name="stop">Breaks it off.</param>
    public static unsafe RulesThen Read(Journal journal, int shard, int slot, int last, EventPosition place,
        CancellationToken stop)
    {
        var then = new RulesThen();
        if (slot < 0) return then;
        var changes = EntityWalk.All(journal, shard, (byte)EntityKind.RuleCopy, slot, last, (e, batch, index) =>
            (e->Time, At: (batch, index), Body: EventFrame.Body<RuleEvent>(e),
                Note: RuleNote.Parse(EventFrame.Note(e))), stop);
        foreach (var (time, at, body, note) in changes)
            if (at.CompareTo((place.Batch, place.Index)) < 0) then.book.Apply(in body, note, time);
        return then;
    }

    /// <summary>The name of a rule, by its number.</summary>
    public string NameOf(int rule) => book.NameOf(rule);

    /// <summary>Those that had something to say to a debit, the one that decided first.</summary>
    public IReadOnlyList<RuleThen> Of(in AccountEvent e)
    {
        var (hits, missing, rule, number) = (e.RuleHits, e.RuleMissing, e.Rule, e.RuleVersion);
        return [.. from entry in book.Rules
                   from version in entry.Versions
                   where version.Slot >= 0 && ((hits | missing) >> version.Slot & 1) != 0
                   let hasDecided = entry.Number == rule && version.Number == number
                   let isUnknown = (missing >> version.Slot & 1) != 0
                   orderby hasDecided descending, entry.Name
                   select RowOf(entry, version, hasDecided ? "decided" : isUnknown ? "unknown"
                       : version.Stage == RuleStage.Shadow ? "shadow" : "applied")];
    }

    public void Dispose() => book.Dispose();

    private static RuleThen RowOf(RuleEntry entry, RuleVersion version, string said) => new(entry.Name, version.Number,
        RuleStages.NameOf(version.Stage), version.Percent, said, version.Rule?.Action.ToString().ToLowerInvariant(),
        version.Rule?.Reason, version.Maker, version.Approver.Length == 0 ? null : version.Approver, version.Text);
}
