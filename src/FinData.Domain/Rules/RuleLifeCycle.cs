using System.Diagnostics;

namespace FinData.Domain.Rules;

/// <summary>What may be done with a rule or a list, and by whom.</summary>
/// <remarks>
/// <code>
///  add ─► draft ─► backtest ─► shadow ─► percentage ─► active ─► replaced by the next version
///           │         │          │           │    two people │        │
///           └─────────┴──────────┴───────────┴───────────────┴─► rolled back: the version before acts again
/// </code>
/// A stage may be left out, but no one goes back; backtest has its figures with it and may be come to again. Before a
/// version acts, somebody approves who has neither made it nor asked for it; taking it out needs nobody, and neither
/// does a list.
/// </remarks>
internal static class RuleLifeCycle
{
    /// <summary>Lists, ids in all of them together, and ids that are put in or taken out at once.</summary>
    public const int ListsMax = 100, IdsMax = 2_000_000, IdsAtOnceMax = 20_000;

    private const int ListNameCharsMax = 40, FiguresCharsMax = 400;

    /// <summary>What follows from a command: a change, or the sentence that says why there is none.</summary>
    /// <param name="book">What there is.</param>
    /// <param name="c">What is asked.</param>
    /// <param name="note">By whom, of which rule or list.</param>
    /// <param name="listed">How many ids are in lists.</param>
    public static (RuleEvent Event, string? Refusal) Decide(RuleBook book, in RuleCommand c, RuleNote note,
        int listed = 0)
    {
        if (Person.WhyNot(note.By) is { } nobody) return No(nobody);
        if (c.Ask == RuleAsk.Add) return Add(book, note);
        if (c.Ask is RuleAsk.Put or RuleAsk.Remove) return ChangeList(book, in c, note, listed);
        if (book.Find(note.Name) is not { } rule)
            return No($"There is no rule '{note.Name}'{NearestName.Hint(note.Name, book.Rules.Select(r => r.Name))}");
        return c.Ask switch
        {
            RuleAsk.Promote => Promote(book, rule, in c, note.Text),
            RuleAsk.Approve => Approve(book, rule, in c, note.By),
            RuleAsk.RollBack => RollBack(book, rule, in c),
            _ => throw new UnreachableException(),
        };
    }

    private static (RuleEvent, string?) Add(RuleBook book, RuleNote note)
    {
        var read = RuleFile.Read(note.Text);
        if (read.Problems.Count > 0) return No(read.Problems[0].Picture(note.Name, note.Text));
        if (read.Rules is not [var only] || only.Name != note.Name)
            return No($"The text holds other rules than '{note.Name}'; add them one by one.");
        var lists = book.Lists.Named.Select(l => l.Name).ToList();
        if (only.Lists.FirstOrDefault(l => !lists.Contains(l)) is { } unknown)
            return No($"There is no list '{unknown}'{NearestName.Hint(unknown, lists)} " +
                $"Put something into it first: findata list put {unknown} card:596");
        if (book.Find(note.Name) is not { } rule)
            return book.Rules.Count < RuleBook.RulesMax
                ? (Event(book, RuleEventKind.Added, book.Rules.Count + 1, 1, RuleStage.Draft), null)
                : No($"There are {RuleBook.RulesMax} rules, more cannot be kept. Make one of them to what is needed.");
        var newest = rule.Newest;
        if (newest.Text == note.Text && newest.Stage != RuleStage.RolledBack)
            return No($"Version {newest.Number} of '{rule.Name}' says the same.");
        if (rule.Candidate is { Stage: >= RuleStage.Shadow } candidate)
            return No($"Version {candidate.Number} of '{rule.Name}' is in {Word(candidate.Stage)}. " +
                "Promote it or roll it back before there is another.");
        return (Event(book, RuleEventKind.Added, rule.Number, newest.Number + 1, RuleStage.Draft), null);
    }

    private static (RuleEvent, string?) ChangeList(RuleBook book, in RuleCommand c, RuleNote note, int listed)
    {
        if (note.Name.Length is 0 or > ListNameCharsMax || !char.IsAsciiLetter(note.Name[0])
            || note.Name.Any(x => !char.IsAsciiLetterOrDigit(x) && x is not ('-' or '_')))
            return No($"A list has a name of letters, digits and dashes, of {ListNameCharsMax} characters at most.");
        if (book.Lists.Find(note.Name) is null)
        {
            if (c.Ask == RuleAsk.Remove)
                return No($"There is no list '{note.Name}'" +
                    NearestName.Hint(note.Name, book.Lists.Named.Select(l => l.Name)));
            if (book.Lists.Named.Count == ListsMax) return No($"There are {ListsMax} lists, more cannot be kept.");
        }
        var count = 0;
        Span<byte> bytes = stackalloc byte[Records.EntityName.IdBytesMax];
        foreach (var line in note.Text.AsSpan().EnumerateLines())
        {
            if (!RuleLists.TryParse(line, bytes, out _, out _))
                return No($"'{line[..Math.Min(line.Length, 70)]}' is no id; write kind and name, such as card:596.");
            count++;
        }
        if (count > IdsAtOnceMax) return No($"{count} ids at once are too many; send {IdsAtOnceMax} at most.");
        if (c.Ask == RuleAsk.Put && listed + count > IdsMax)
            return No($"All lists together have {IdsMax} ids at most, and there are {listed}. Take some out.");
        var e = Event(book, c.Ask == RuleAsk.Put ? RuleEventKind.Put : RuleEventKind.Removed, 0, 0, RuleStage.None);
        e.Until = c.Until is > 0 and < RuleLists.Never ? c.Until : RuleLists.Never;
        return (e, null);
    }

    private static (RuleEvent, string?) Promote(RuleBook book, RuleEntry rule, in RuleCommand c, string figures)
    {
        if (rule.Candidate is not { } version)
            return No($"Version {rule.Newest.Number} of '{rule.Name}' is {Word(rule.Newest.Stage)}; " +
                "add another version to promote it.");
        if (OtherThan(version, in c, rule) is { } other) return No(other);
        if (c.Stage is not (RuleStage.Backtest or RuleStage.Shadow or RuleStage.Percentage or RuleStage.Active))
            return No("A rule is promoted to backtest, shadow, percentage or active.");
        if (c.Stage == RuleStage.Percentage && c.Percent is < 1 or > 99)
            return No("A percentage is 1 to 99; say it with 'percent' or --percent, or promote to active for all.");
        var isOtherShare = c.Stage == RuleStage.Percentage && version.Stage == RuleStage.Percentage
            && c.Percent != version.Percent;
        var isTriedAgain = c.Stage == RuleStage.Backtest && version.Stage == RuleStage.Backtest;
        if (c.Stage == RuleStage.Backtest && figures.Length is 0 or > FiguresCharsMax)
            return No($"What '{rule.Name}' does on history is kept with the stage: findata backtest --rule " +
                $"{rule.Name} --from DAY --to DAY --by {rule.Newest.Maker}");
        if (c.Stage <= version.Stage && !isOtherShare && !isTriedAgain)
            return No($"Version {version.Number} of '{rule.Name}' is in {Word(version.Stage)} already; " +
                "it goes forward only, and out by a rollback.");
        var percent = c.Stage == RuleStage.Percentage ? c.Percent : (byte)0;
        if (c.Stage >= RuleStage.Percentage)
            return (Event(book, RuleEventKind.ApprovalAsked, rule.Number, version.Number, c.Stage, percent), null);
        if (c.Stage == RuleStage.Shadow && book.FreeSlot < 0) return No(Full);
        return (Event(book, RuleEventKind.Promoted, rule.Number, version.Number, c.Stage, slot: SlotFor(book, version,
            c.Stage)), null);
    }

    private static (RuleEvent, string?) Approve(RuleBook book, RuleEntry rule, in RuleCommand c, string by)
    {
        var version = rule.Candidate;
        if (version is null || version.AskedStage == RuleStage.None)
        {
            var newest = rule.Newest;
            return No(newest.Approver.Length > 0 && newest.Stage is RuleStage.Active or RuleStage.Percentage
                ? $"{newest.Approver} has approved version {newest.Number} of '{rule.Name}' before you; " +
                    $"it is {Word(newest.Stage)}, and nothing else waits."
                : $"Nothing of '{rule.Name}' waits for approval; promote it first.");
        }
        if (OtherThan(version, in c, rule) is { } other) return No(other);
        if (Person.AreSame(by, version.Maker))
            return No($"{by} has made version {version.Number} of '{rule.Name}'; somebody else approves it.");
        if (Person.AreSame(by, version.AskedBy))
            return No($"{by} has asked for it; somebody else approves version {version.Number} of '{rule.Name}'.");
        if (version.Slot < 0 && book.FreeSlot < 0) return No(Full);
        return (Event(book, RuleEventKind.Approved, rule.Number, version.Number, version.AskedStage,
            (byte)version.AskedPercent, SlotFor(book, version, version.AskedStage)), null);
    }

    private static (RuleEvent, string?) RollBack(RuleBook book, RuleEntry rule, in RuleCommand c)
    {
        if ((rule.Candidate ?? rule.Active) is not { } version)
            return No($"No version of '{rule.Name}' does anything; there is nothing to roll back.");
        if (OtherThan(version, in c, rule) is { } other) return No(other);
        // The bit that becomes free is the one that the version before takes.
        var revives = version.Stage == RuleStage.Active && rule.Previous is not null;
        return (Event(book, RuleEventKind.RolledBack, rule.Number, version.Number, RuleStage.RolledBack,
            slot: revives ? (byte)(version.Slot + 1) : (byte)0), null);
    }

    private static string Full => $"{RuleBook.SlotsMax} versions are in shadow or act; roll one back first.";

    // Who saw another version than there is now must look again.
    private static string? OtherThan(RuleVersion version, in RuleCommand c, RuleEntry rule) =>
        c.Version == 0 || c.Version == version.Number ? null
            : $"Version {c.Version} of '{rule.Name}' is not the one in question: that is version {version.Number}, " +
                $"{Word(version.Stage)}.";

    private static byte SlotFor(RuleBook book, RuleVersion version, RuleStage stage) =>
        stage < RuleStage.Shadow ? (byte)0 : (byte)((version.Slot >= 0 ? version.Slot : book.FreeSlot) + 1);

    private static RuleEvent Event(RuleBook book, RuleEventKind kind, int rule, int version, RuleStage stage,
        byte percent = 0, byte slot = 0) =>
        new()
        {
            Kind = kind, Stage = stage, Percent = percent, Slot = slot, Set = book.Set + 1, Rule = rule,
            Version = version,
        };

    private static (RuleEvent, string?) No(string why) => (new RuleEvent { Kind = RuleEventKind.Refused }, why);

    /// <summary>A stage as people write it.</summary>
    public static string Word(RuleStage stage) => stage == RuleStage.RolledBack ? "rolled back"
        : stage.ToString().ToLowerInvariant();
}
