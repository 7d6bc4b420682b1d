using System.Numerics;
using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;

namespace FinData.Domain.Rules;

/// <summary>All rules with their versions: a fold of <see cref="RuleEvent"/>s.</summary>
/// <remarks>
/// The registry has one to decide by, and each shard one to evaluate. Both are the fold of the same events in the same
/// order, so they are equal at the same <see cref="Set"/>. One thread: the shard's.
/// </remarks>
public sealed class RuleBook : IDisposable
{
    /// <summary>Rules in all; versions that are evaluated at a time: each has a bit in events.</summary>
    public const int RulesMax = 200, SlotsMax = 64;

    private const int VersionsKept = 8, SweptAtLeast = 64;

    private readonly List<RuleEntry> rules = [];
    private readonly RuleVersion?[] slots = new RuleVersion?[SlotsMax];
    private readonly KeyHasher? hasher;

    /// <summary>A book without rules; with a hasher it compiles those that are evaluated, and keeps lists.</summary>
    public RuleBook(KeyHasher? hasher = null)
    {
        this.hasher = hasher;
        Lists = new RuleLists(hasher ?? KeyHasher.Public);
    }

    /// <summary>The number of the last change; 0 before the first.</summary>
    public int Set { get; private set; }

    /// <summary>The rules, in the order of their numbers.</summary>
    public IReadOnlyList<RuleEntry> Rules => rules;

    /// <summary>The lists that rules look into; their names alone in a book without a hasher.</summary>
    public RuleLists Lists { get; }

    /// <summary>What is evaluated on each debit.</summary>
    public LiveRules Live { get; private set; } = LiveRules.None;

    public IEnumerable<SnapshotPart> Parts => [new BytesPart(Save, Load), .. Lists.Parts];

    /// <summary>The rule of a name; null when there is none.</summary>
    public RuleEntry? Find(string name) => rules.Find(r => r.Name == name);

    /// <summary>The name of a rule, by its number.</summary>
    public string NameOf(int rule) => rule > 0 && rule <= rules.Count ? rules[rule - 1].Name : $"rule-{rule}";

    /// <summary>A bit that is free; -1 when all are taken.</summary>
    public int FreeSlot => Array.IndexOf(slots, null);

    /// <summary>Takes a change in. Total over every event that was ever journaled.</summary>
    public void Apply(in RuleEvent e, RuleNote note, long time)
    {
        if (e.Kind is RuleEventKind.Refused or RuleEventKind.None) return;
        Set = e.Set;
        if (e.Kind is RuleEventKind.Put or RuleEventKind.Removed)
        {
            var list = Lists.Change(note.Name, time, note.By);
            if (hasher is null) return;
            Lists.Apply(list, note.Text, (uint)e.Until, e.Kind == RuleEventKind.Removed);
            Lists.Sweep(time, SweptAtLeast + note.Text.AsSpan().Count('\n'));
            return;
        }
        if (e.Kind == RuleEventKind.Added)
        {
            Add(in e, note, time);
            return;
        }
        var rule = rules[e.Rule - 1];
        var number = e.Version;
        var version = rule.Versions.Find(v => v.Number == number)!;
        Invariant.Require(version is not null, $"version {number} of rule '{rule.Name}' is changed and not there.");
        if (e.Kind == RuleEventKind.ApprovalAsked)
        {
            (version.AskedStage, version.AskedPercent, version.AskedBy) = (e.Stage, e.Percent, note.By);
            return;
        }
        if (e.Kind == RuleEventKind.RolledBack) RollBack(rule, version, e.Slot - 1, note, time);
        else Promote(rule, version, in e, note, time);
        Live = hasher is { } keys ? LiveRules.Of(rules, keys) : LiveRules.None;
    }

    /// <summary>Counts what rules have said to a debit.</summary>
    /// <param name="hits">The bits of those that applied.</param>
    /// <param name="missing">The bits of those that could not tell.</param>
    /// <param name="rule">The one that decided, by number; 0 for none.</param>
    /// <param name="number">Its version.</param>
    public void Count(ulong hits, ulong missing, int rule, int number)
    {
        if (rule > 0 && rules[rule - 1].Versions.Find(v => v.Number == number) is { } decided) decided.Acted++;
        for (; hits != 0; hits &= hits - 1)
            if (slots[BitOperations.TrailingZeroCount(hits)] is { } version) version.Hits++;
        for (; missing != 0; missing &= missing - 1)
            if (slots[BitOperations.TrailingZeroCount(missing)] is { } version) version.Missing++;
    }

    public void Dispose() => Lists.Dispose();

    private void Add(in RuleEvent e, RuleNote note, long time)
    {
        if (e.Rule > rules.Count) rules.Add(new RuleEntry(e.Rule, note.Name));
        var rule = rules[e.Rule - 1];
        if (rule.Versions.Count > 0 && rule.Candidate is { } before) before.Stage = RuleStage.Replaced;
        rule.Versions.Add(new RuleVersion
        {
            Number = e.Version, Text = note.Text, Maker = note.By, Stage = e.Stage, ChangedAt = time,
            ChangedBy = note.By,
        });
        if (rule.Versions.Count <= VersionsKept) return;
        var previous = rule.Previous;
        rule.Versions.Remove(rule.Versions.First(v => v.Slot < 0 && v != previous));
    }

    private void Promote(RuleEntry rule, RuleVersion version, in RuleEvent e, RuleNote note, long time)
    {
        if (e.Kind == RuleEventKind.Approved) version.Approver = note.By;
        if (e.Stage == RuleStage.Backtest) version.Backtest = note.Text;
        if (e.Stage == RuleStage.Active && rule.Active is { } before)
        {
            (before.Stage, before.ChangedAt, before.ChangedBy) = (RuleStage.Replaced, time, note.By);
            Free(before);
        }
        (version.Stage, version.Percent, version.AskedStage) = (e.Stage, e.Percent, RuleStage.None);
        version.WasActive |= e.Stage == RuleStage.Active;
        (version.ChangedAt, version.ChangedBy) = (time, note.By);
        Take(version, e.Slot - 1);
    }

    private void RollBack(RuleEntry rule, RuleVersion version, int slot, RuleNote note, long time)
    {
        var wasActive = version.Stage == RuleStage.Active;
        (version.Stage, version.AskedStage) = (RuleStage.RolledBack, RuleStage.None);
        (version.ChangedAt, version.ChangedBy) = (time, note.By);
        Free(version);
        if (!wasActive || rule.Previous is not { } previous) return;
        (previous.Stage, previous.ChangedAt, previous.ChangedBy) = (RuleStage.Active, time, note.By);
        Take(previous, slot);
    }

    private void Take(RuleVersion version, int slot)
    {
        if (slot < 0 || version.Slot >= 0) return;
        version.Slot = slot;
        slots[slot] = version;
    }

    private void Free(RuleVersion version)
    {
        if (version.Slot >= 0) slots[version.Slot] = null;
        version.Slot = -1;
    }

    /// <summary>All of it as bytes: what snapshots keep, and what is hashed.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(Set);
        to.Write(rules.Count);
        foreach (var rule in rules)
        {
            to.Write(rule.Name);
            to.Write(rule.Versions.Count);
            foreach (var version in rule.Versions) version.Write(to);
        }
        Lists.Write(to);
        return bytes.ToArray();
    }

    private void Load(byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes));
        Set = from.ReadInt32();
        rules.Clear();
        Array.Clear(slots);
        for (int i = 0, count = from.ReadInt32(); i < count; i++)
        {
            var rule = new RuleEntry(i + 1, from.ReadString());
            rules.Add(rule);
            for (int v = 0, versions = from.ReadInt32(); v < versions; v++) rule.Versions.Add(RuleVersion.Read(from));
            foreach (var version in rule.Versions)
                if (version.Slot >= 0) slots[version.Slot] = version;
        }
        Lists.Read(from);
        Live = hasher is { } keys ? LiveRules.Of(rules, keys) : LiveRules.None;
    }
}
