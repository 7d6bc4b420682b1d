using FinData.Connectors.Sqlite;
using FinData.Engine.Journals;

namespace FinData.Tests.Journals;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly TestFolder folder = new();

    protected override Journal Open() => SqliteJournal.Open(folder.Path, Shards);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        folder.Dispose();
    }
}
