using FinData.Engine.Entities;

namespace FinData.Domain.Fraud.Features;

public sealed partial class TerminalTable
{
    /// <summary>What snapshots keep of it.</summary>
    public IEnumerable<SnapshotPart> Parts =>
    [
        new SlabPart<Terminal>(terminals.Records, () => terminals.Reindex(_ => false)),
        new SlabPart<Waiting>(waiting),
        new NumbersPart(() => [settled], n => settled = n[0]),
    ];
}
