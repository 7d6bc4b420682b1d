using FinData.Engine.Entities;

namespace FinData.Engine.Shards;

/// <summary>Which shard a name belongs to, and the key of an id: the same for all shards of one journal.</summary>
public sealed class ShardMap(int shards, KeyHasher hasher)
{
    /// <summary>The kind number under which ids of commands are hashed; no entity has it.</summary>
    public const byte CommandKind = 255;

    private readonly Pool<Chunk> chunks = new(() => new Chunk());

    /// <summary>How many shards.</summary>
    public int Shards => shards;

    /// <summary>Turns ids into keys.</summary>
    public KeyHasher Hasher => hasher;

    /// <summary>The shard of a name.</summary>
    public int ShardOf(ReadOnlySpan<byte> name) => Partitioner.ShardOf(name, shards);

    /// <summary>The key of a command's id.</summary>
    public EntityKey CommandKey(ReadOnlySpan<byte> id) => hasher.Hash(CommandKind, id);

    /// <summary>An empty chunk.</summary>
    public Chunk TakeChunk() => chunks.Take();

    /// <summary>Takes a chunk back once nobody reads it.</summary>
    public void Return(Chunk chunk)
    {
        chunk.Reset();
        chunks.Return(chunk);
    }
}
