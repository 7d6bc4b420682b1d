using System.Collections.Concurrent;
using FinData.Engine.Entities;

namespace FinData.Domain.Rules;

/// <summary>What all rules together say to a debit.</summary>
/// <param name="Action">What is done; <see cref="RuleAction.None"/> when no rule asks for anything.</param>
/// <param name="Rule">The number of the rule that asks for it, and its version; 0 for none.</param>
/// <param name="Version"><inheritdoc cref="Rule"/></param>
/// <param name="Hits">The bits of all versions that applied, acting or not.</param>
/// <param name="Missing">The bits of those that could not tell.</param>
public readonly record struct RuleVerdict(RuleAction Action, int Rule, int Version, ulong Hits, ulong Missing);

/// <summary>The versions that are evaluated, compiled; never changed once made.</summary>
public sealed class LiveRules
{
    private const int Shares = 100, CompiledMax = 1024;

    // Shards have the same rules: the first that needs one compiles it for all. Emptied when it is full.
    private static readonly ConcurrentDictionary<(string, KeyHasher), Compiled> compiled = new();

    private readonly One[] rules;

    private LiveRules(One[] rules, HashSet<string> values)
    {
        this.rules = rules;
        LooksAtOther = values.Contains("other");
        LooksAtDay = values.Overlaps(["account.count_24h", "account.sum_24h"]);
    }

    /// <summary>No rules.</summary>
    public static LiveRules None { get; } = new([], []);

    /// <summary>Whether there is any.</summary>
    public bool IsAny => rules.Length > 0;

    /// <summary>Whether they look at what is not at hand: the other side's key, the last 24 hours.</summary>
    public bool LooksAtOther { get; }

    /// <inheritdoc cref="LooksAtOther"/>
    public bool LooksAtDay { get; }

    /// <summary>Those of all rules that have a bit, in the order of names.</summary>
    public static LiveRules Of(IEnumerable<RuleEntry> entries, KeyHasher hasher)
    {
        var (all, values) = (new List<One>(), new HashSet<string>());
        foreach (var entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
            foreach (var version in entry.Versions.Where(v => v.Slot >= 0))
            {
                var code = CompiledOf(version.Text, hasher);
                var share = entry.Candidate is { Stage: RuleStage.Percentage } candidate ? candidate.Percent : 0;
                var (from, to) = version.Stage switch
                {
                    RuleStage.Active => (share, Shares),
                    RuleStage.Percentage => (0, share),
                    _ => (0, 0),
                };
                values.UnionWith(code.Values);
                all.Add(new One(code.Test, code.Action, code.Missing, 1UL << version.Slot, from, to, entry.Number,
                    version.Number));
            }
        return new LiveRules([.. all], values);
    }

    /// <summary>Compiles a text before shards need it, so that none of them waits for the compiler.</summary>
    public static void Prepare(string text, KeyHasher hasher) => CompiledOf(text, hasher);

    /// <summary>Evaluates all of them.</summary>
    /// <param name="facts">What is known of the debit.</param>
    /// <param name="lists">The lists of the shard.</param>
    /// <param name="transaction">The debit's id: it tells in which share of a hundred it is.</param>
    public RuleVerdict Evaluate(ref readonly DebitFacts facts, RuleLists lists, EntityKey transaction)
    {
        ulong hits = 0, missing = 0;
        var (best, rank) = (-1, 0);
        for (var i = 0; i < rules.Length; i++)
        {
            ref readonly var rule = ref rules[i];
            var truth = rule.Test(in facts, lists);
            if (truth == Truth.False) continue;
            if (truth == Truth.True) hits |= rule.Bit;
            else missing |= rule.Bit;
            var its = RankOf(truth == Truth.True ? rule.Action : rule.Missing, truth);
            if (its <= rank || !rule.ActsOn(transaction)) continue;
            (best, rank) = (i, its);
        }
        if (best < 0) return new RuleVerdict(RuleAction.None, 0, 0, hits, missing);
        ref readonly var winner = ref rules[best];
        var action = (hits & winner.Bit) != 0 ? winner.Action : winner.Missing;
        return new RuleVerdict(action, winner.Rule, winner.Version, hits, missing);
    }

    /// <summary>Which of several actions is taken: that of the highest rank; an approval ends the question.</summary>
    public static int RankOf(RuleAction action) => action switch
    {
        RuleAction.Approve => 3,
        RuleAction.Decline => 2,
        RuleAction.Review => 1,
        _ => 0,
    };

    // Of what is not known only caution follows.
    private static int RankOf(RuleAction action, Truth truth) =>
        action == RuleAction.Approve && truth != Truth.True ? 0 : RankOf(action);

    // A text that this version of the program no longer understands can tell nothing: as a policy it asks for review.
    private static Compiled CompiledOf(string text, KeyHasher hasher)
    {
        if (compiled.Count >= CompiledMax) compiled.Clear();
        return compiled.GetOrAdd((text, hasher), static key =>
        {
            if (RuleFile.Read(key.Item1) is not { Problems.Count: 0, Rules: [var rule] })
                return new Compiled((ref readonly _, _) => Truth.Unknown, RuleAction.Review, RuleAction.Review, []);
            var test = RuleCompiler.Compile(rule.Condition, key.Item2);
            DebitFacts nothing = default;
            using var empty = new RuleLists(key.Item2);
            test(in nothing, empty);        // The machine code is made at the first call.
            return new Compiled(test, rule.Action, rule.Missing, [.. NamesIn(rule.Condition).Distinct()]);
        });
    }

    private static IEnumerable<string> NamesIn(RuleNode node) => node switch
    {
        ValueNode n => [n.Value.Name],
        ArithmeticNode n => [.. NamesIn(n.Left), .. NamesIn(n.Right)],
        CompareNode n => [.. NamesIn(n.Left), .. NamesIn(n.Right)],
        LogicNode n => [.. NamesIn(n.Left), .. NamesIn(n.Right)],
        NotNode n => NamesIn(n.Of),
        OneOfNode n => NamesIn(n.Value),
        InListNode n => NamesIn(n.Value),
        MissingNode n => NamesIn(n.Value),
        _ => [],
    };

    private sealed record Compiled(RuleTest Test, RuleAction Action, RuleAction Missing, string[] Values);

    private readonly record struct One(RuleTest Test, RuleAction Action, RuleAction Missing, ulong Bit, int From,
        int To, int Rule, int Version)
    {
        // Another mixture for each rule, so that it is not always the same debits that new rules are tried on.
        public bool ActsOn(EntityKey transaction)
        {
            var share = (uint)((transaction.High ^ (ulong)Rule * 0x9E3779B97F4A7C15UL) >> 32) % Shares;
            return share >= From && share < To;
        }
    }
}
