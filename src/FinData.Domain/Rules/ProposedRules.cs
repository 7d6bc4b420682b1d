using FinData.Domain.Fraud.Models;
using FinData.Engine.Entities;

namespace FinData.Domain.Rules;

/// <summary>Rules that act nowhere, as if they were in force in the place of a shard's own of the same names.</summary>
/// <remarks>
/// The shard's other rules go on as they were at each moment, with their stages and shares. One thread.
/// </remarks>
public sealed class ProposedRules
{
    private readonly HashSet<string> names;
    private readonly Dictionary<RuleBook, (int Set, LiveRules Live)> beside = [];
    private readonly KeyHasher hasher;
    private readonly bool isAlone;
    private readonly LiveRules own;

    /// <summary>Compiles them.</summary>
    /// <param name="rules">At most <see cref="RuleBook.SlotsMax"/>.</param>
    /// <param name="isAlone">True when the shard's other rules do not act.</param>
    /// <param name="hasher">The journal's.</param>
    public ProposedRules(IReadOnlyList<Rule> rules, bool isAlone, KeyHasher hasher)
    {
        (Rules, this.isAlone, this.hasher) = (rules, isAlone, hasher);
        names = [.. rules.Select(r => r.Name)];
        own = LiveRules.Of(rules.Select((rule, i) => new RuleEntry(i + 1, rule.Name)
        {
            Versions = { new RuleVersion { Number = 1, Text = rule.Text, Stage = RuleStage.Active, Slot = i } },
        }), hasher);
    }

    /// <summary>The rules: the bit of each in a verdict is its place here.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>What scores in the place of the model of then; null (default) for that one.</summary>
    public TreeModel? Model { get; init; }

    /// <summary>Whether they or the shard's others look at what is not at hand, see <see cref="LiveRules"/>.</summary>
    public bool LooksAtOther(RuleBook book) => own.LooksAtOther || Beside(book).LooksAtOther;

    /// <inheritdoc cref="LooksAtOther"/>
    public bool LooksAtDay(RuleBook book) => own.LooksAtDay || Beside(book).LooksAtDay;

    /// <summary>What would be done with a debit; hits and missing values are those of the proposed rules.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="book">The shard's rules and lists at that moment.</param>
    /// <param name="transaction">Its id.</param>
    public RuleVerdict Evaluate(ref readonly DebitFacts facts, RuleBook book, EntityKey transaction)
    {
        var proposed = own.Evaluate(in facts, book.Lists, transaction);
        var others = Beside(book).Evaluate(in facts, book.Lists, transaction);
        return LiveRules.RankOf(others.Action) > LiveRules.RankOf(proposed.Action)
            ? others with { Rule = 0, Version = 0, Hits = proposed.Hits, Missing = proposed.Missing } : proposed;
    }

    private LiveRules Beside(RuleBook book)
    {
        if (isAlone) return LiveRules.None;
        if (beside.TryGetValue(book, out var known) && known.Set == book.Set) return known.Live;
        var live = LiveRules.Of(book.Rules.Where(r => !names.Contains(r.Name)), hasher);
        beside[book] = (book.Set, live);
        return live;
    }
}
