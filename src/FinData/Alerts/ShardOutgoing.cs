using System.Text.Json;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using FinData.Engine.Shards;
using FinData.Web;

namespace FinData.Alerts;

/// <summary>What has to leave one shard: kept as it is released, or read again from the journal.</summary>
/// <remarks>
/// The journal is the outbox; memory only spares reading it. What is in memory has no gap: where it does not fit, or
/// was taken in vain, it is forgotten and read from the journal from the last committed position on.
/// </remarks>
internal sealed unsafe class ShardOutgoing(Shard shard, AlertSettings settings)
{
    private readonly EventFlags wanted = EventFlags.Alert | EventFlags.DeadLetter
        | (settings.DecisionTopic.Length > 0 ? EventFlags.Decides | EventFlags.Revokes : 0);
    private readonly NativeBuffer frames = new();       // Events read from the journal, each after its place there.
    private readonly Lock gate = new();
    private NativeBuffer live = new(), spare = new();
    private int liveFrom = shard.LastCommitted + 1;     // What leaves batches from here on is in memory.
    private bool isBehind, isUnread;                    // Unread: the journal before liveFrom may have something.

    public int Number => shard.Number;

    /// <summary>The last batch that was released.</summary>
    public int Released { get; private set; } = shard.LastCommitted;

    /// <summary>True when something may have to leave, not only positions.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (gate) return isBehind || live.Length > 0 || isUnread;
        }
    }

    /// <summary>Takes from a batch what has to leave; true when there was something. On the shard's thread.</summary>
    public bool Take(Batch batch)
    {
        lock (gate)
        {
            Released = Math.Max(Released, batch.Number);
            // Forgotten while it was being released: it is read from the journal.
            if (batch.Number < liveFrom) return true;
            if ((batch.Tags & (uint)wanted) == 0) return false;
            if (isBehind) return true;
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Frames && !isBehind; i++, e = EventFrame.Next(e))
            {
                if ((e->Flags & wanted) == 0) continue;
                Add(live, e, batch.Number, i);
                isBehind = live.Length > settings.BufferBytes;
            }
            return true;
        }
    }

    /// <summary>
    /// Gives what leaves the batches after one, as much as is at hand, and up to which batch that is. Valid until the
    /// next call. On the sink's thread.
    /// </summary>
    /// <param name="after">The last batch whose alerts are out.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="stop">Ends the wait for the shard, which tells names and rules.</param>
    public (NativeBuffer Entries, int Batch) TakeAfter(int after, Journal journal, CancellationToken stop)
    {
        int to;
        lock (gate)
        {
            if (isBehind)
            {
                live.Clear();
                (isBehind, isUnread, liveFrom) = (false, true, Released + 1);
            }
            if (after + 1 >= liveFrom)
            {
                spare.Clear();
                (live, spare) = (spare, live);
                isUnread = false;
                return (spare, Released);
            }
            to = liveFrom - 1;
        }
        var read = Read(after + 1, to, journal, stop);
        lock (gate) isUnread = read.Batch < liveFrom - 1;
        return read;
    }

    /// <summary>Forgets what is in memory: the journal is read from where the sink goes on.</summary>
    public void Forget()
    {
        lock (gate)
        {
            live.Clear();
            Released = Math.Max(Released, shard.LastCommitted);
            (isBehind, isUnread, liveFrom) = (false, true, Released + 1);
        }
    }

    private AccountRegion Accounts => (AccountRegion)shard.RegionOf((byte)EntityKind.Account);

    // On the shard's thread.
    private void Add(NativeBuffer to, EventHeader* e, int batch, int frame)
    {
        var o = Outgoing.Add(to, e, batch, frame);
        if (o != null && o->Slot >= 0) o->Name = Accounts.NameOf(o->Slot);
        if ((wanted & EventFlags.Decides) == 0 || e->Kind == 0 || shard.RegionOf(e->Kind) is not AccountRegion) return;
        if (Decision.Of(shard, e, Number, batch, frame).Body is not { Decision: not null } body) return;
        var name = e->Slot >= 0 ? Accounts.NameOf(e->Slot) : EventFrame.Name(e);
        body = body with
        {
            Account = EntityName.Format((EntityKind)e->Kind, name), Ts = TimeText.FormatInstant(e->Time),
        };
        Outgoing.AddDecision(to, e, batch, frame, name, JsonSerializer.SerializeToUtf8Bytes(body, Json.Options));
    }

    private (NativeBuffer Entries, int Batch) Read(int from, int to, Journal journal, CancellationToken stop)
    {
        frames.Clear();
        var last = to;
        journal.Read(Number, from, to, (uint)wanted, (number, data, length) =>
        {
            var batch = BatchReader.Open(data, length, Number, number);
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
            {
                if ((e->Flags & wanted) == 0) continue;
                *(long*)frames.Reserve(sizeof(long)) = (long)number << 32 | (uint)i;
                frames.Write(new ReadOnlySpan<byte>(e, e->Length));
            }
            if (frames.Length < settings.BufferBytes) return true;
            last = number;
            return false;
        });
        AddAll(stop);
        return (spare, last);
    }

    private void AddAll(CancellationToken stop)
    {
        spare.Clear();
        if (frames.Length == 0) return;
        using var added = new ManualResetEventSlim();
        shard.Query(() =>
        {
            var end = frames.Start + frames.Length;
            for (var at = frames.Start; at < end;)
            {
                var place = *(long*)at;
                var e = (EventHeader*)(at + sizeof(long));
                Add(spare, e, (int)(place >> 32), (int)place);
                at += sizeof(long) + e->Length;
            }
            added.Set();
            return false;
        });
        added.Wait(stop);
    }
}
