using System.Text;

namespace FinData.Domain.Rules;

/// <summary>How far a version of a rule has come. The numbers stand in every journal.</summary>
public enum RuleStage : byte
{
    None = 0,

    /// <summary>It is there and is not looked at.</summary>
    Draft = 1,

    /// <summary>It is tried on history.</summary>
    Backtest = 2,

    /// <summary>It is evaluated on each debit, and what it says is counted and not done.</summary>
    Shadow = 3,

    /// <summary>It acts on a share of the debits, told by their ids; on others the version before it.</summary>
    Percentage = 4,

    /// <summary>It acts.</summary>
    Active = 5,

    /// <summary>It was taken out; the version before it acts again.</summary>
    RolledBack = 6,

    /// <summary>A newer version has taken its place.</summary>
    Replaced = 7,
}

/// <summary>What can be asked about a rule.</summary>
public enum RuleAsk : byte
{
    None = 0,

    /// <summary>Take in a text as the rule's next version.</summary>
    Add = 1,

    /// <summary>Move its newest version to a later stage; from percentage on somebody else has to approve.</summary>
    Promote = 2,

    /// <summary>Agree to what somebody has asked for.</summary>
    Approve = 3,

    /// <summary>Take its newest version that does something out.</summary>
    RollBack = 4,

    /// <summary>Put ids into a list.</summary>
    Put = 5,

    /// <summary>Take ids out of a list.</summary>
    Remove = 6,

    /// <summary>Take in what the registry has decided; a message to each shard's copy.</summary>
    Take = 16,
}

/// <summary>What can have happened to a rule. The numbers stand in every journal.</summary>
public enum RuleEventKind : byte
{
    None = 0,
    Added = 1,
    Promoted = 2,

    /// <summary>A promotion waits for another person.</summary>
    ApprovalAsked = 3,
    Approved = 4,
    RolledBack = 5,

    /// <summary>Something was asked that cannot be; nothing has changed.</summary>
    Refused = 6,

    /// <summary>Ids were put into a list.</summary>
    Put = 7,

    /// <summary>Ids were taken out of a list.</summary>
    Removed = 8,
}

/// <summary>A command about a rule or list; who, which and what are in the note, see <see cref="RuleNote"/>.</summary>
public struct RuleCommand
{
    public RuleAsk Ask;

    /// <summary>Of <see cref="RuleAsk.Promote"/>: where to.</summary>
    public RuleStage Stage;

    /// <summary>Of <see cref="RuleStage.Percentage"/>: how many of a hundred.</summary>
    public byte Percent;

    /// <summary>The version that is meant; 0 for the one that is there.</summary>
    public int Version;

    /// <summary>Of <see cref="RuleAsk.Put"/>: until when, in seconds since 1970.</summary>
    public long Until;

    /// <summary>Of <see cref="RuleAsk.Take"/>.</summary>
    public RuleEvent Event;
}

/// <summary>A change of one version of one rule, or of one list.</summary>
public struct RuleEvent
{
    public RuleEventKind Kind;

    /// <summary>The stage it is in now, or shall come to.</summary>
    public RuleStage Stage;
    public byte Percent;

    /// <summary>The bit and one that the version has in events from now on; 0 for none.</summary>
    public byte Slot;

    /// <summary>The number of the change: rules and lists are what all changes up to this made them.</summary>
    public int Set;

    /// <summary>The rule's number, from 1, and the version's.</summary>
    public int Rule, Version;

    /// <summary>Until when ids are in a list, in seconds since 1970.</summary>
    public long Until;
}

/// <summary>
/// What commands and events say in text: who, which rule or list, and the rule's text or the list's ids, one a line.
/// </summary>
public sealed record RuleNote(string By, string Name, string Text)
{
    /// <summary>Three parts with a line feed between them; the first two have none in them.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"{By}\n{Name}\n{Text}");

    public static RuleNote Parse(ReadOnlySpan<byte> note)
    {
        var parts = Encoding.UTF8.GetString(note).Split('\n', 3);
        return new RuleNote(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
    }
}
