using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>Messages of one batch, gathered by the shard they go to.</summary>
internal sealed class Outbox(ShardMap map, int shard)
{
    private readonly Chunk?[] open = new Chunk?[map.Shards];

    public ShardMap Map => map;

    /// <summary>The chunk of messages to a shard, from this shard's batch.</summary>
    public Chunk For(int target, int batch)
    {
        var chunk = open[target];
        if (chunk is not null) return chunk;
        chunk = open[target] = map.TakeChunk();
        (chunk.FromShard, chunk.FromBatch) = (shard, batch);
        (chunk.Watermark, chunk.MessageWatermark) = (long.MinValue, long.MinValue);
        return chunk;
    }

    /// <summary>Hands over what was gathered, in the order of shards.</summary>
    public void TakeAll(List<(int Shard, Chunk Chunk)> into)
    {
        for (var target = 0; target < open.Length; target++)
        {
            if (open[target] is not { } chunk) continue;
            into.Add((target, chunk));
            open[target] = null;
        }
    }
}

/// <summary>Where an event's messages are written to.</summary>
public readonly unsafe ref struct Effects
{
    private readonly Outbox outbox;
    private readonly EventHeader* e;
    private readonly ReadOnlySpan<byte> name;
    private readonly int batch;
    private readonly uint ticket;

    internal Effects(Outbox outbox, EventHeader* e, ReadOnlySpan<byte> name, int batch, uint ticket)
    {
        (this.outbox, this.batch, this.ticket) = (outbox, batch, ticket);
        this.e = e;
        this.name = name;
    }

    /// <summary>The name of the event's entity.</summary>
    public ReadOnlySpan<byte> Sender => name;

    /// <summary>The key of the command that the event follows from.</summary>
    public EntityKey CommandKey => outbox.Map.CommandKey(EventFrame.Id(e));

    /// <summary>
    /// Sends a command to an entity, exactly once, after the event is durable. It carries the event's id and, as its
    /// other side, the event's entity.
    /// </summary>
    public void Send<TCommand>(byte kind, ReadOnlySpan<byte> to, in TCommand command) where TCommand : unmanaged =>
        Send(outbox.Map.ShardOf(to), kind, to, in command, default);

    /// <summary>
    /// Sends a command, with a free text, to the entity of one name in the shard of another name: each shard has its
    /// own.
    /// </summary>
    public void SendTo<TCommand>(ReadOnlySpan<byte> shardOf, byte kind, ReadOnlySpan<byte> to, in TCommand command,
        ReadOnlySpan<byte> note) where TCommand : unmanaged =>
        Send(outbox.Map.ShardOf(shardOf), kind, to, in command, note);

    /// <summary>
    /// Sends a command, with a free text, to the entity of one name in every shard: each shard has its own.
    /// </summary>
    public void SendToAll<TCommand>(byte kind, ReadOnlySpan<byte> to, in TCommand command, ReadOnlySpan<byte> note)
        where TCommand : unmanaged
    {
        for (var shard = 0; shard < outbox.Map.Shards; shard++) Send(shard, kind, to, in command, note);
    }

    private void Send<TCommand>(int shard, byte kind, ReadOnlySpan<byte> to, in TCommand command,
        ReadOnlySpan<byte> note) where TCommand : unmanaged
    {
        var header = new CommandHeader
        {
            Entity = outbox.Map.Hasher.Hash(kind, to), Time = e->Time, Kind = kind, Flags = CommandFlags.Message,
            OtherKind = e->Kind, Ticket = ticket,
        };
        var chunk = outbox.For(shard, batch);
        CommandFrame.Write(chunk.Frames, ref header, command, to, EventFrame.Id(e), name, note);
        chunk.Count++;
    }
}
