namespace FinData.Engine.Shards;

/// <summary>What waits for a shard: messages first, then sources; any thread puts, the shard's takes.</summary>
/// <remarks>
/// Messages are never held back, so that no circle of shards waits for itself; what is bounded is the sources.
/// </remarks>
internal sealed class Inbox
{
    private readonly Queue<Chunk> messages = new(), sources = new();
    private readonly Queue<Batch> committed = new(), fenced = new(), followed = new();
    private readonly Queue<Func<bool>> queries = new();
    private readonly Lock gate = new();

    /// <summary>
    /// Chunks of positioned sources that wait; commands that are asked over HTTP have a limit of their own.
    /// </summary>
    public int SourceCount { get; private set; }

    /// <summary>The commands in them.</summary>
    public long SourceCommands { get; private set; }

    public void Put(Chunk chunk)
    {
        lock (gate)
        {
            if (chunk.FromShard >= 0) messages.Enqueue(chunk);
            else
            {
                sources.Enqueue(chunk);
                if (chunk.Source < 0) return;
                SourceCount++;
                SourceCommands += chunk.Count;
            }
        }
    }

    public void PutCommitted(Batch batch)
    {
        lock (gate) committed.Enqueue(batch);
    }

    /// <summary>A batch that another owner's stands in the place of.</summary>
    public void PutFenced(Batch batch)
    {
        lock (gate) fenced.Enqueue(batch);
    }

    public bool TryTakeFenced(out Batch batch)
    {
        lock (gate) return fenced.TryDequeue(out batch!);
    }

    /// <summary>A batch of the shard's owner, as the journal has it.</summary>
    public void PutFollowed(Batch batch)
    {
        lock (gate) followed.Enqueue(batch);
    }

    public bool TryTakeFollowed(out Batch batch)
    {
        lock (gate) return followed.TryDequeue(out batch!);
    }

    public bool HasFollowed
    {
        get { lock (gate) return followed.Count > 0; }
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
            if (chunk.Source < 0) return true;
            SourceCount--;
            SourceCommands -= chunk.Count;
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
