using FinData.Engine.Entities;

namespace FinData.Domain.Fraud.Features;

public sealed partial class TerminalTable
{
    /// <summary>What snapshots keep of it.</summary>
    public IEnumerable<SnapshotPart> Parts =>
    [
        new SlabPart<Terminal>(terminals.Records, () => terminals.Reindex(_ => false)),
        .. waiting.Parts,
        // Up to there all had come and may have been answered.
        new NumbersPart(() => [settled], n => settled = allowed = final = n[0]),
    ];
}
