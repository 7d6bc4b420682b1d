using Microsoft.AspNetCore.SignalR;

namespace FinData.Feed;

/// <summary>The feed over SignalR.</summary>
public sealed class FeedHub(FeedStream stream) : Hub
{
    /// <summary>The messages after one that the client has seen; 0 for a snapshot first.</summary>
    public IAsyncEnumerable<FeedMessage> Feed(long afterSeq, CancellationToken stop) => stream.Follow(afterSeq, stop);
}
