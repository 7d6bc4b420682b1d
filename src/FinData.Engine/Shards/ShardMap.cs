using FinData.Engine.Entities;

namespace FinData.Engine.Shards;

/// <summary>Which shard a name belongs to, and the key of an id: the same for all shards of one journal.</summary>
public sealed class ShardMap(int shards, KeyHasher hasher)
{
    /// <summary>The kind number under which ids of commands are hashed; no entity has it.</summary>
    public const byte CommandKind = 255;

    // A chunk of messages in a buffer that a source has made large would keep all of it from the next source.
    private const int SmallBytesMax = 64 << 10, SmallKept = 2048, LargeKept = 128;
    private readonly Pool<Chunk> small = new(() => new Chunk(), SmallKept), large = new(() => new Chunk(), LargeKept);

    /// <summary>How many shards.</summary>
    public int Shards => shards;

    /// <summary>Turns ids into keys.</summary>
    public KeyHasher Hasher => hasher;

    /// <summary>The shard of a name.</summary>
    public int ShardOf(ReadOnlySpan<byte> name) => Partitioner.ShardOf(name, shards);

    /// <summary>The key of a command's id.</summary>
    public EntityKey CommandKey(ReadOnlySpan<byte> id) => hasher.Hash(CommandKind, id);

    /// <summary>An empty chunk; a large one for a source.</summary>
    public Chunk TakeChunk(bool isLarge = false) => (isLarge ? large : small).Take();

    /// <summary>Takes a chunk back once nobody reads it.</summary>
    public void Return(Chunk chunk)
    {
        chunk.Reset();
        if (!(chunk.Frames.Capacity > SmallBytesMax ? large : small).Return(chunk)) chunk.Frames.Dispose();
    }
}
