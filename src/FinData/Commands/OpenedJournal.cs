using FinData.Engine.Journals;
using FinData.Node;

namespace FinData.Commands;

/// <summary>
/// A journal to be read from its first batch on: of a folder at rest, or beside the node that writes it.
/// </summary>
/// <remarks>What is appended meanwhile is not looked at; who reads has memory and time of its own process.</remarks>
internal sealed class OpenedJournal : IDisposable
{
    private readonly NodeFolder? folder;

    private OpenedJournal(Journal journal, NodeFolder? folder) => (Journal, this.folder) = (journal, folder);

    public Journal Journal { get; }

    /// <exception cref="NodeException">There is no journal, or another command has the folder.</exception>
    public static OpenedJournal Open(NodeSettings settings, string command)
    {
        NodeJournal.Require(settings);
        var folder = NodeFolder.RunningOn(settings.Data) is null ? NodeFolder.Take(settings.Data, command) : null;
        try
        {
            return new OpenedJournal(NodeJournal.Open(settings), folder);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Journal.Dispose();
        folder?.Dispose();
    }
}
