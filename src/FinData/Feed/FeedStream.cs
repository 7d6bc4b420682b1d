using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace FinData.Feed;

/// <summary>
/// The messages of a node's feed: numbered, kept for a while, and handed to every client at its own pace.
/// </summary>
/// <remarks>
/// A client that cannot keep up loses nothing silently: when its buffer is full it gets a snapshot next. Any thread.
/// </remarks>
public sealed class FeedStream(int clientBuffer)
{
    private const int Kept = 1024;

    private readonly Queue<FeedMessage> recent = new();
    private readonly List<Client> clients = [];
    private readonly Lock gate = new();

    // Begins with the clock, so that a number of an earlier run is never taken for one of this run.
    private long last = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;

    /// <summary>What a client sees first; with the lock held, so it fits the number it is given.</summary>
    public Func<Overview> Snapshot { get; set; } = () => new Overview();

    /// <summary>How many follow.</summary>
    public int Clients
    {
        get { lock (gate) return clients.Count; }
    }

    /// <summary>Numbers a message and hands it to all who follow.</summary>
    public void Publish(string kind, object data)
    {
        lock (gate)
        {
            var message = new FeedMessage(++last, kind, DateTimeOffset.UtcNow, data);
            recent.Enqueue(message);
            if (recent.Count > Kept) recent.Dequeue();
            foreach (var client in clients)
                if (!client.Messages.Writer.TryWrite(message)) client.IsBehind = true;
        }
    }

    /// <summary>All messages after one, or a snapshot first where they are no longer kept.</summary>
    public async IAsyncEnumerable<FeedMessage> Follow(long after, [EnumeratorCancellation] CancellationToken stop)
    {
        var client = new Client(Channel.CreateBounded<FeedMessage>(clientBuffer));
        try
        {
            foreach (var message in Begin(client, after)) yield return message;
            while (await client.Messages.Reader.WaitToReadAsync(stop))
            {
                while (client.Messages.Reader.TryRead(out var message))
                    if (!client.IsBehind) yield return message;
                if (client.IsBehind) yield return Again(client);
            }
        }
        finally
        {
            lock (gate) clients.Remove(client);
        }
    }

    private List<FeedMessage> Begin(Client client, long after)
    {
        lock (gate)
        {
            clients.Add(client);
            var isKept = after == last || recent.TryPeek(out var oldest) && oldest.Seq <= after + 1 && after <= last;
            return isKept ? [.. recent.Where(m => m.Seq > after)] : [SnapshotNow()];
        }
    }

    private FeedMessage Again(Client client)
    {
        lock (gate)
        {
            while (client.Messages.Reader.TryRead(out _)) { }
            client.IsBehind = false;
            return SnapshotNow();
        }
    }

    private FeedMessage SnapshotNow() => new(last, "snapshot", DateTimeOffset.UtcNow, Snapshot());

    private sealed class Client(Channel<FeedMessage> messages)
    {
        public Channel<FeedMessage> Messages => messages;

        public volatile bool IsBehind;
    }
}
