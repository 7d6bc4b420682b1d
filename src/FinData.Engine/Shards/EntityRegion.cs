using System.Runtime.CompilerServices;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

/// <summary>
/// All entities of some kinds in one shard: their states in a slab, found by key, compiled for their entity struct.
/// </summary>
public sealed unsafe partial class EntityRegion<TEntity, TState, TActive, TCommand, TEvent> : Region
    where TEntity : struct, IEntity<TState, TActive, TCommand, TEvent>
    where TState : unmanaged
    where TActive : unmanaged
    where TCommand : unmanaged
    where TEvent : unmanaged
{
    private const int EventsMax = 4, TidyAhead = 8;

    private readonly Table<EntityRecord<TState>> table = new();
    private readonly Slab<ActivePart<TActive>> actives = new();
    private readonly TextStore names = new();
    private readonly TEvent[] room = GC.AllocateArray<TEvent>(EventsMax, pinned: true);
    private readonly long[] counts = new long[256];
    private readonly NativeBuffer due = new(256);
    private readonly ShardMap map;
    private readonly byte[] kinds;
    private readonly SnapshotPart[] parts;
    private TEntity entity;
    private int hand, activesBefore;

    /// <summary>An empty region for some kinds.</summary>
    public EntityRegion(ShardMap map, TEntity entity, params byte[] kinds)
    {
        (this.map, this.entity, this.kinds) = (map, entity, kinds);
        parts =
        [
            new SlabPart<EntityRecord<TState>>(table.Records, Loaded),
            new SlabPart<ActivePart<TActive>>(actives),
            new TextPart(names),
            new NumbersPart(() => [hand], n => (hand, activesBefore) = ((int)n[0], ActiveCount)),
            .. entity.Parts,
        ];
    }

    /// <summary>Asks the processor for what a kind keeps of an entity beside its state.</summary>
    public delegate void Prefetch(in TState state, in Command<TCommand> command);

    /// <summary>Called a few commands before one of the entity is decided; only a hint.</summary>
    public Prefetch? Prefetched { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<byte> Kinds => kinds;

    /// <summary>How many entities there are: their slots are 0 to one less.</summary>
    public int Count => table.Count;

    /// <summary>How many have an active part.</summary>
    public int ActiveCount => actives.Count - actives.FreeCount;

    /// <summary>The kind's rules.</summary>
    public ref TEntity Entity => ref entity;

    /// <inheritdoc/>
    public override long Bytes => table.IndexBytes + names.Bytes + (long)table.Count * sizeof(EntityRecord<TState>);

    internal override IReadOnlyList<SnapshotPart> Parts => parts;

    /// <inheritdoc/>
    public override long CountOf(byte kind) => counts[kind];

    /// <summary>The slot of an entity, -1 when it has no event. On the shard's thread.</summary>
    public int Find(EntityKey key) => table.Find(key);

    /// <summary>An entity by slot. On the shard's thread.</summary>
    public ref readonly EntityRecord<TState> Record(int slot) => ref table.Records.Read(slot);

    /// <summary>The name of an entity. On the shard's thread.</summary>
    public ReadOnlySpan<byte> NameOf(int slot)
    {
        ref readonly var record = ref table.Records.Read(slot);
        return names.Read(record.Name, record.NameLength);
    }

    /// <summary>The active part of an entity, zero without one. On the shard's thread.</summary>
    public ref readonly TActive ActiveOf(int slot) => ref ReadActive(in table.Records.Read(slot));

    internal override void PrefetchIndex(CommandHeader* c) => table.PrefetchIndex(c->Entity);

    internal override void PrefetchState(CommandHeader* c) => table.PrefetchRecord(c->Entity);

    internal override void PrefetchActive(CommandHeader* c)
    {
        var slot = table.Find(c->Entity);
        if (slot < 0) return;
        ref readonly var record = ref table.Records.Read(slot);
        if (record.Active > 0) actives.Prefetch(record.Active - 1);
        Prefetched?.Invoke(in record.State, new Command<TCommand>(c, null, exists: true));
    }

    internal override int Decide(CommandHeader* c, EventHeader* original, Batch batch, Outbox outbox)
    {
        var slot = table.Find(c->Entity);
        var outcome = new Outcome<TEvent>(room);
        Decide(c, original, slot, ref outcome);
        return outcome.Count == 0 ? -1 : Persist(c, slot, ref outcome, batch, outbox);
    }

    internal override void PrefetchState(EventHeader* e, ref EntityKey opened)
    {
        if ((e->Flags & EventFlags.Opens) != 0)
        {
            opened = map.Hasher.Hash(e->Kind, EventFrame.Name(e));
            table.PrefetchIndex(opened);
        }
        else if (e->Slot >= 0 && e->Slot < table.Records.Count) table.Records.Prefetch(e->Slot);
    }

    internal override void PrefetchActive(EventHeader* e)
    {
        if (e->Slot < 0 || e->Slot >= table.Records.Count) return;
        var place = table.Records.Read(e->Slot).Active;
        if (place > 0) actives.Prefetch(place - 1);
    }

    internal override void Recover(EventHeader* e, EntityKey opened, int batch)
    {
        if (e->Slot < 0)
        {
            entity.ApplyUnopened(new Fact<TEvent>(e));
            return;
        }
        if ((e->Flags & EventFlags.Opens) != 0)
        {
            var slot = Open(e->Kind, EventFrame.Name(e), opened);
            Diagnostics.Invariant.Require(slot == e->Slot, $"entity {slot} is opened as {e->Slot} in the journal.");
        }
        var fact = new Fact<TEvent>(e) { Entity = table.Records.Read(e->Slot).Key };
        Apply(e->Slot, in fact, batch);
    }

    internal override void Resend(EventHeader* e, int batch, Outbox outbox)
    {
        var fact = new Fact<TEvent>(e);
        var name = e->Slot >= 0 ? NameOf(e->Slot) : EventFrame.Name(e);
        var effects = new Effects(outbox, e, name, batch, ticket: 0);
        entity.Effects(in fact, ref effects);
    }

    internal override bool IsDue(long time) => entity.Due(time, out _, out _, out _);

    internal override void Advance(long time, Batch batch, Outbox outbox)
    {
        while (entity.Due(time, out var key, out var since, out var body))
        {
            var slot = table.Find(key);
            Diagnostics.Invariant.Require(slot >= 0, "something is due for an entity that has no event.");
            var kind = table.Records.Read(slot).Kind;
            var header = new CommandHeader { Entity = key, Kind = kind, Time = since, Flags = CommandFlags.Message };
            due.Clear();
            CommandFrame.Write(due, ref header, body, NameOf(slot), default, default);
            Decide((CommandHeader*)due.Start, null, batch, outbox);
        }
    }

    internal override void Tidy(long time, int look)
    {
        // More than were given since the last time: else a region with many entities would gather idle parts. Three for
        // two, so a third of them is awake even where all are given anew.
        look = Math.Min(look + (ActiveCount - activesBefore) * 3 / 2, actives.Count);
        for (; look > 0; look--)
        {
            if (++hand >= actives.Count) hand = 0;
            PrefetchOwner(hand + TidyAhead);
            var slot = actives.Read(hand).Owner - 1;
            if (slot < 0) continue;
            ref readonly var record = ref table.Records.Read(slot);
            if (entity.IsIdle(in record.State, in actives.Read(hand).Part, time))
                ActiveOf(slot, ref table.Records.Write(slot)).Release();
        }
        activesBefore = ActiveCount;
    }

    /// <inheritdoc/>
    public override void Hash(long time, ref StateHash hash)
    {
        for (var slot = 0; slot < table.Count; slot++)
        {
            ref readonly var record = ref table.Records.Read(slot);
            Hash(in record, in ReadActive(in record), time, ref hash);
        }
    }

    internal override void Hash(IReadOnlyList<SnapshotCut> cuts, long time, ref StateHash hash)
    {
        var (records, active) = (((SlabPartCut)cuts[0]).Records, ((SlabPartCut)cuts[1]).Records);
        TActive idle = default;
        for (var slot = 0; slot < records.Count; slot++)
        {
            ref readonly var record = ref records.Read<EntityRecord<TState>>(slot);
            if (record.Active == 0) Hash(in record, in idle, time, ref hash);
            else Hash(in record, in active.Read<ActivePart<TActive>>(record.Active - 1).Part, time, ref hash);
        }
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        table.Dispose();
        actives.Dispose();
        names.Dispose();
        due.Dispose();
        entity.Dispose();
    }

    private void Hash(in EntityRecord<TState> record, in TActive active, long time, ref StateHash hash)
    {
        hash.Begin(record.Kind, names.Read(record.Name, record.NameLength));
        hash.Add(record.Events);
        entity.Hash(in record.State, in active, time, ref hash);
        hash.End();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Decide(CommandHeader* c, EventHeader* original, int slot, ref Outcome<TEvent> outcome)
    {
        // Another entity's is none of its business; slots are counted by each region, so the kind tells as well.
        if (original != null && (original->Slot != slot || original->Kind != c->Kind)) original = null;
        var command = new Command<TCommand>(c, original, slot >= 0);
        if (slot >= 0)
        {
            ref readonly var record = ref table.Records.Read(slot);
            ref readonly var active = ref ReadActive(in record);
            entity.Decide(in record.State, in active, in command, ref outcome);
        }
        else
        {
            TState none = default;
            TActive idle = default;
            entity.Decide(in none, in idle, in command, ref outcome);
        }
    }

    private int Persist(CommandHeader* c, int slot, ref Outcome<TEvent> outcome, Batch batch, Outbox outbox)
    {
        var opens = slot < 0 && outcome.Reason == 0;
        if (opens) slot = Open(c->Kind, CommandFrame.Name(c), c->Entity);
        var first = batch.Data.Length;
        for (var i = 0; i < outcome.Count; i++)
        {
            ref readonly var e = ref outcome[i];
            var previous = slot < 0 ? 0 : table.Records.Read(slot).LastBatch;
            var frame = Write(batch.Data, c, i, slot, previous, opens, ref outcome);
            batch.Frames++;
            batch.Tags |= (uint)frame->Flags;

            var fact = new Fact<TEvent>(frame, in e) { Entity = c->Entity };
            if (slot >= 0) Apply(slot, in fact, batch.Number);
            else entity.ApplyUnopened(in fact);
            var known = outcome.OtherKind == 0 && i == 0 ? c->Other : default;
            var effects = new Effects(outbox, frame, CommandFrame.Name(c), batch.Number, c->Ticket, known);
            entity.Effects(in fact, ref effects);
        }
        return first;
    }

    // One event of an outcome as the journal has it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EventHeader* Write(NativeBuffer to, CommandHeader* c, int i, int slot, int previous, bool opens,
        ref Outcome<TEvent> outcome)
    {
        var otherKind = outcome.OtherKind != 0 ? outcome.OtherKind : c->OtherKind;
        var header = new EventHeader
        {
            Slot = slot, Time = c->Time, Kind = c->Kind, OtherKind = i == 0 ? otherKind : (byte)0, Previous = previous,
        };
        if (i == 0)
        {
            header.Reason = outcome.Reason;
            header.Payload = c->Payload;
            header.Alerts = outcome.Alerts;
            header.Flags = outcome.Flags | (outcome.IsRevoked ? EventFlags.Revokes
                : outcome.Reason != 0 ? EventFlags.Rejected : EventFlags.None)
                | (opens ? EventFlags.Opens : 0)
                | ((c->Flags & CommandFlags.Message) != 0 ? 0 : EventFlags.Decides)
                | ((c->Flags & CommandFlags.Late) != 0 ? EventFlags.Late : 0);
        }
        return EventFrame.Write(to, in header, in outcome[i],
            opens && i == 0 || slot < 0 ? CommandFrame.Name(c) : default, CommandFrame.Id(c),
            i != 0 ? default : outcome.OtherKind != 0 ? outcome.Other : CommandFrame.Other(c),
            i != 0 ? default : outcome.HasNote ? outcome.Note : CommandFrame.Note(c));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(int slot, in Fact<TEvent> fact, int batch)
    {
        ref var record = ref table.Records.Write(slot);
        var active = ActiveOf(slot, ref record);
        entity.Apply(ref record.State, ref active, in fact);
        record.Events++;
        record.LastBatch = batch;
    }

    private int Open(byte kind, ReadOnlySpan<byte> name, EntityKey key)
    {
        var slot = table.Add(key);
        ref var record = ref table.Records.Write(slot);
        (record.Key, record.Kind, record.NameLength) = (key, kind, (byte)name.Length);
        record.Name = names.Add(name);
        counts[kind]++;
        return slot;
    }

    private void Loaded()
    {
        table.Reindex(_ => false);
        for (var slot = 0; slot < table.Count; slot++) counts[table.Records.Read(slot).Kind]++;
    }

    private ref readonly TActive ReadActive(in EntityRecord<TState> record) =>
        ref record.Active == 0 ? ref nothing : ref actives.Read(record.Active - 1).Part;

    private static readonly TActive nothing;

    private Active<TActive> ActiveOf(int slot, ref EntityRecord<TState> record) =>
        new(actives, slot, ref record.Active);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrefetchOwner(int part)
    {
        if (part >= actives.Count) return;
        var slot = actives.Read(part).Owner - 1;
        if (slot >= 0) table.Records.Prefetch(slot);
    }
}
