using System.Runtime.CompilerServices;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>Takes a further command into one that the same entity has sent already; false when it cannot.</summary>
/// <param name="sent">The command that is on its way.</param>
/// <param name="more">The further one.</param>
public delegate bool Merge<TCommand>(ref TCommand sent, in TCommand more);

/// <summary>Messages of one batch, gathered by the shard they go to.</summary>
internal sealed unsafe class Outbox(ShardMap map, int shard)
{
    private const int SentMax = 4096;

    private readonly Chunk?[] open = new Chunk?[map.Shards];
    private Sent[] sent = [];       // By slot: of each sender the last message of this batch that may be merged with.
    private int batches = 1;

    private record struct Sent(int Batch, int Slot, int Target, byte From, byte To, int Offset);

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

    /// <summary>
    /// Takes a command into the sender's last one of this batch, where that has the same text. What is merged follows
    /// from the batch's events alone, so what is sent again after a crash is the same.
    /// </summary>
    public bool TryMerge<TCommand>(EventHeader* e, int target, byte kind, in TCommand command, ReadOnlySpan<byte> note,
        Merge<TCommand> merge) where TCommand : unmanaged
    {
        if (sent.Length == 0) sent = new Sent[SentMax];
        var last = sent[e->Slot & SentMax - 1];
        if (last != new Sent(batches, e->Slot, target, e->Kind, kind, last.Offset)) return false;
        var c = (CommandHeader*)(open[target]!.Frames.Start + last.Offset);
        return CommandFrame.Note(c).SequenceEqual(note)
            && merge(ref Unsafe.AsRef(in CommandFrame.Body<TCommand>(c)), in command);
    }

    /// <summary>Notes where the next message of a sender is going to be, for <see cref="TryMerge"/>.</summary>
    public void NoteSent(EventHeader* e, int target, byte kind, int offset) =>
        sent[e->Slot & SentMax - 1] = new Sent(batches, e->Slot, target, e->Kind, kind, offset);

    /// <summary>Hands over what was gathered, in the order of shards.</summary>
    public void TakeAll(List<(int Shard, Chunk Chunk)> into)
    {
        batches++;
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
    private readonly EntityKey other;

    // The key of the event's other side is none where nobody has it at hand.
    internal Effects(Outbox outbox, EventHeader* e, ReadOnlySpan<byte> name, int batch, uint ticket,
        EntityKey other = default)
    {
        (this.outbox, this.batch, this.ticket, this.other) = (outbox, batch, ticket, other);
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

    /// <summary>Sends a command to the event's other side, as to any entity.</summary>
    public void SendToOther<TCommand>(in TCommand command) where TCommand : unmanaged
    {
        var to = EventFrame.Other(e);
        Send(outbox.Map.ShardOf(to), e->OtherKind, to, in command, default, other);
    }

    /// <summary>
    /// Sends a command, with a free text, to the entity of one name in the shard of another name: each shard has its
    /// own.
    /// </summary>
    /// <param name="shardOf">The name whose shard it goes to.</param>
    /// <param name="kind">The receiver's kind.</param>
    /// <param name="to">The receiver's name.</param>
    /// <param name="command">The command.</param>
    /// <param name="note">The free text.</param>
    /// <param name="merge">
    /// How several of a batch with the same text may go as one, with the first one's id and time; null where each goes
    /// alone.
    /// </param>
    public void SendTo<TCommand>(ReadOnlySpan<byte> shardOf, byte kind, ReadOnlySpan<byte> to, in TCommand command,
        ReadOnlySpan<byte> note, Merge<TCommand>? merge = null) where TCommand : unmanaged
    {
        var shard = outbox.Map.ShardOf(shardOf);
        if (merge is not null)
        {
            if (outbox.TryMerge(e, shard, kind, in command, note, merge)) return;
            outbox.NoteSent(e, shard, kind, outbox.For(shard, batch).Frames.Length);
        }
        Send(shard, kind, to, in command, note);
    }

    /// <summary>
    /// Sends a command, with a free text, to the entity of one name in every shard: each shard has its own.
    /// </summary>
    public void SendToAll<TCommand>(byte kind, ReadOnlySpan<byte> to, in TCommand command, ReadOnlySpan<byte> note)
        where TCommand : unmanaged
    {
        for (var shard = 0; shard < outbox.Map.Shards; shard++) Send(shard, kind, to, in command, note);
    }

    private void Send<TCommand>(int shard, byte kind, ReadOnlySpan<byte> to, in TCommand command,
        ReadOnlySpan<byte> note, EntityKey key = default) where TCommand : unmanaged
    {
        var header = new CommandHeader
        {
            Entity = key.IsNone ? outbox.Map.Hasher.Hash(kind, to) : key, Time = e->Time, Kind = kind,
            Flags = CommandFlags.Message, OtherKind = e->Kind, Ticket = ticket,
        };
        var chunk = outbox.For(shard, batch);
        CommandFrame.Write(chunk.Frames, ref header, command, to, EventFrame.Id(e), name, note);
        chunk.Count++;
    }
}
