namespace FinData.Engine.Shards;

/// <summary>What waits for a shard: messages first, then sources; any thread puts, the shard's takes.</summary>
/// <remarks>
/// Messages are never held back, so that no circle of shards waits for itself; what is bounded is the sources.
/// </remarks>
internal sealed class Inbox
{
    private readonly Queue<Chunk> messages = new(), sources = new();
    private readonly Queue<Batch> committed = new();
    private readonly Queue<Func<bool>> queries = new();
    private readonly Lock gate = new();

    /// <summary>
    /// Chunks of positioned sources that wait; commands that are asked over HTTP have a limit of their own.
    /// </summary>
    public int SourceCount { get; private set; }

    public void Put(Chunk chunk)
    {
        lock (gate)
        {
            if (chunk.FromShard >= 0) messages.Enqueue(chunk);
            else
            {
                sources.Enqueue(chunk);
                if (chunk.Source >= 0) SourceCount++;
            }
        }
    }

    public void PutCommitted(Batch batch)
    {
        lock (gate) committed.Enqueue(batch);
    }

    /// <summary>Work to be done between batches; done when it gives false.</summary>
    public void PutQuery(Func<bool> query)
    {
        lock (gate) queries.Enqueue(query);
    }

    public bool TryTake(out Chunk chunk)
    {
        lock (gate)
        {
            if (messages.TryDequeue(out chunk!)) return true;
            if (!sources.TryDequeue(out chunk!)) return false;
            if (chunk.Source >= 0) SourceCount--;
            return true;
        }
    }

    public bool TryTakeCommitted(out Batch batch)
    {
        lock (gate) return committed.TryDequeue(out batch!);
    }

    public bool TryTakeQuery(out Func<bool> query)
    {
        lock (gate) return queries.TryDequeue(out query!);
    }

    public int QueryCount
    {
        get { lock (gate) return queries.Count; }
    }

    public bool HasChunks
    {
        get { lock (gate) return messages.Count + sources.Count > 0; }
    }
}
