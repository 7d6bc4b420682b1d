using FinData.Engine.Journals;

namespace FinData.Tests.Journals;

public sealed class MemoryJournalTests : JournalContract
{
    private readonly MemoryJournal lasting = new(new JournalIdentity(Shards, 3, 4));

    protected override Journal Open() => lasting;
}
