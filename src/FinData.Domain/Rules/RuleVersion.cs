namespace FinData.Domain.Rules;

/// <summary>A rule: its number and name, and its versions from the oldest that is kept.</summary>
public sealed class RuleEntry(int number, string name)
{
    public int Number => number;

    public string Name => name;

    public List<RuleVersion> Versions { get; } = [];

    /// <summary>The newest version.</summary>
    public RuleVersion Newest => Versions[^1];

    /// <summary>The version on its way to be active; null when there is none.</summary>
    public RuleVersion? Candidate => Newest.Stage <= RuleStage.Percentage ? Newest : null;

    /// <summary>The version that acts on all debits but the candidate's share; null when there is none.</summary>
    public RuleVersion? Active => Versions.Find(v => v.Stage == RuleStage.Active);

    /// <summary>The version that was active before the active one; null when there is none.</summary>
    public RuleVersion? Previous => Versions.FindLast(v => v is { Stage: RuleStage.Replaced, WasActive: true });
}

/// <summary>A version of a rule, and how far it has come.</summary>
public sealed class RuleVersion
{
    /// <summary>Its number within the rule, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Its text, from <c>rule</c> on.</summary>
    public string Text { get; init; } = "";

    /// <summary>What the text says; null when this version of the program does not understand it.</summary>
    public Rule? Rule => field ??= RuleFile.Read(Text) is { Problems.Count: 0, Rules: [var rule] } ? rule : null;

    /// <summary>Who has added it.</summary>
    public string Maker { get; init; } = "";

    public RuleStage Stage { get; set; }

    /// <summary>How many of a hundred debits it acts on, in <see cref="RuleStage.Percentage"/>.</summary>
    public int Percent { get; set; }

    /// <summary>Its bit in events; -1 while it is not evaluated.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Whether it has acted on all debits once.</summary>
    public bool WasActive { get; set; }

    /// <summary>The stage that waits for approval, <see cref="RuleStage.None"/> without one.</summary>
    public RuleStage AskedStage { get; set; }

    public int AskedPercent { get; set; }

    /// <summary>Who has asked for it.</summary>
    public string AskedBy { get; set; } = "";

    /// <summary>Who has approved last.</summary>
    public string Approver { get; set; } = "";

    /// <summary>What it found on history: a line of figures; empty where it was not tried.</summary>
    public string Backtest { get; set; } = "";

    /// <summary>When it came to its stage, in milliseconds since 1970, and by whom.</summary>
    public long ChangedAt { get; set; }

    /// <inheritdoc cref="ChangedAt"/>
    public string ChangedBy { get; set; } = "";

    /// <summary>Debits of this shard that it applied to, those it has decided, those it could not tell of.</summary>
    public long Hits { get; set; }

    /// <inheritdoc cref="Hits"/>
    public long Acted { get; set; }

    /// <inheritdoc cref="Hits"/>
    public long Missing { get; set; }

    internal void Write(BinaryWriter to)
    {
        to.Write(Number);
        to.Write(Text);
        to.Write(Maker);
        to.Write((byte)Stage);
        to.Write((byte)Percent);
        to.Write((sbyte)Slot);
        to.Write(WasActive);
        to.Write((byte)AskedStage);
        to.Write((byte)AskedPercent);
        to.Write(AskedBy);
        to.Write(Approver);
        to.Write(ChangedAt);
        to.Write(ChangedBy);
        to.Write(Hits);
        to.Write(Acted);
        to.Write(Missing);
        to.Write(Backtest);
    }

    internal static RuleVersion Read(BinaryReader from) => new()
    {
        Number = from.ReadInt32(), Text = from.ReadString(), Maker = from.ReadString(),
        Stage = (RuleStage)from.ReadByte(), Percent = from.ReadByte(), Slot = from.ReadSByte(),
        WasActive = from.ReadBoolean(), AskedStage = (RuleStage)from.ReadByte(), AskedPercent = from.ReadByte(),
        AskedBy = from.ReadString(), Approver = from.ReadString(), ChangedAt = from.ReadInt64(),
        ChangedBy = from.ReadString(), Hits = from.ReadInt64(), Acted = from.ReadInt64(), Missing = from.ReadInt64(),
        Backtest = from.ReadString(),
    };
}
