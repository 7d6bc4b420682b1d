using FinData.Node;
using FinData.Queries;

namespace FinData.Commands;

/// <summary>A data folder to be asked: through the node that runs on it, or opened at rest, where nothing is
/// written.</summary>
internal sealed class OpenedNode : IDisposable
{
    private readonly IDisposable owned;

    private OpenedNode(NodeQueries queries, IDisposable owned) => (Queries, this.owned) = (queries, owned);

    public NodeQueries Queries { get; }

    /// <exception cref="NodeException">There is no journal, or another process has the folder and does not
    /// answer.</exception>
    public static OpenedNode Open(NodeSettings settings, string command)
    {
        if (NodeFolder.RunningOn(settings.Data) is { Address: { } address })
        {
            var client = new HttpClient { BaseAddress = new Uri(address.TrimEnd('/') + "/") };
            return new OpenedNode(new RemoteQueries(client), client);
        }
        NodeJournal.Require(settings);
        var node = FinDataNode.Open(settings, command);
        return new OpenedNode(LocalQueries.Of(node), node);
    }

    public void Dispose() => owned.Dispose();
}
