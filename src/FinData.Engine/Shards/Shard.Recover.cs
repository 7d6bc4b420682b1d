using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

public sealed unsafe partial class Shard
{
    private const EventFlags Remembers = EventFlags.Decides | EventFlags.Revokes;

    /// <summary>
    /// The newest snapshot, then the batches after it, by Apply alone. Gives how many events were applied.
    /// </summary>
    internal long Recover(int to = int.MaxValue, bool usesSnapshot = true)
    {
        home.Journal.Read(Number, 1, 1, 0, (number, data, length) =>
        {
            BatchReader.Open(data, length, Number, number).RequireFirstOf(home.IdentityHash);
            return false;
        });
        // Before the last batch is asked for: a shard of another node goes on meanwhile.
        var snapshot = usesSnapshot ? home.Journal.LoadSnapshot(Number, to) : null;
        var last = Math.Min(to, home.Journal.LastBatch(Number));
        if (snapshot is { } found)
        {
            RequireNotCutOff(found.Batch, last);
            Load(found.Parts);
        }
        var from = LastBatch + 1;
        var before = Counters.Events;
        home.Journal.Read(Number, from, last, 0, (number, data, length) =>
        {
            if (number != LastBatch + 1) throw JournalCorruptException.Missing(Number, LastBatch + 1);
            var batch = BatchReader.Open(data, length, Number, number);
            Apply(batch);
            if (number == last) SHA256.HashData(new ReadOnlySpan<byte>(data, length), lastHash);
            return true;
        });
        if (LastBatch < last) throw JournalCorruptException.Missing(Number, LastBatch + 1);
        LastCommitted = LastBatch;
        if (home.IsShared) TellRegions();
        return Counters.Events - before;
    }

    private void RequireNotCutOff(int snapshot, int last)
    {
        if (snapshot > last)
            throw new JournalDamagedException($"The journal of shard {Number} ends with batch {last}, and its " +
                $"snapshot was taken after batch {snapshot}: it is an older copy, or was cut short. Restore the " +
                "newer one; or delete the snapshots to go on without what was acknowledged since.");
    }

    // One who replays looks at each event before it is applied.
    private void Apply(in BatchReader batch, ShardReplay? replay = null)
    {
        ref readonly var header = ref batch.Header;
        EventHeader* e = batch.FirstFrame, far = e, close = e;
        Span<EntityKey> ids = stackalloc EntityKey[Far + 1], entities = stackalloc EntityKey[Far + 1];
        for (var i = -Far; i < header.Frames; i++)
        {
            if (i + Far < header.Frames)
            {
                Prefetch(far, ref ids[(i + Far) % ids.Length], ref entities[(i + Far) % ids.Length]);
                far = EventFrame.Next(far);
            }
            if (i + Close >= 0 && i + Close < header.Frames)
            {
                if (close->Kind != 0) byKind[close->Kind]!.PrefetchActive(close);
                close = EventFrame.Next(close);
            }
            if (i < 0) continue;
            replay?.Look(e, i);
            Counters.Take(e);
            if (e->Kind != 0) byKind[e->Kind]!.Recover(e, entities[i % ids.Length], header.Number);
            else if (e->Flags == EventFlags.None) Owner = Encoding.ASCII.GetString(EventFrame.Note(e));
            if ((e->Flags & Remembers) != 0) Remember(e, ids[i % ids.Length], header.Number, i);
            e = EventFrame.Next(e);
        }
        Counters.Duplicates += header.Duplicates;
        lock (positionsGate)
            foreach (var position in batch.Sources)
                if (!TakeAnnounced(position)) positions[position.Source] = position;
        foreach (var sender in batch.Senders) taken[sender.Shard] = sender.Batch;
        (LastBatch, Epoch, Time) = (header.Number, header.Epoch, header.Time);
        Tidy(header.Frames);
    }

    // The lines that an event will touch, and the keys of its command and, where it opens one, of its entity.
    private void Prefetch(EventHeader* e, ref EntityKey id, ref EntityKey entity)
    {
        if (e->Kind != 0) byKind[e->Kind]!.PrefetchState(e, ref entity);
        if ((e->Flags & Remembers) == 0) return;
        id = home.Map.CommandKey(EventFrame.Id(e));
        Remembered.PrefetchIndex(id);
    }

    /// <summary>An empty batch of a higher epoch: whoever wrote before can write no more.</summary>
    internal Batch Claim()
    {
        Epoch++;
        var batch = home.TakeBatch();
        batch.Begin(Number, LastBatch + 1, home.Now());
        Tidy(batch.Frames);
        batch.Seal(Epoch, Time, lastHash);
        SHA256.HashData(batch.Data.Written, lastHash);
        LastBatch = LastCommitted = batch.Number;
        return batch;
    }

    /// <summary>Sends again what other shards have not taken before the crash.</summary>
    internal void Resend(IReadOnlyList<Shard> receivers)
    {
        var from = receivers.Min(r => r.taken[Number]) + 1;
        var again = new List<(int Shard, Chunk Chunk)>();
        home.Journal.Read(Number, from, LastBatch, 0, (number, data, length) =>
        {
            WriteMessages(BatchReader.Open(data, length, Number, number));
            outbox.TakeAll(again);
            return true;
        });
        foreach (var (target, chunk) in again)
        {
            if (chunk.FromBatch > receivers[target].taken[Number]) home.Deliver(target, chunk);
            else home.Map.Return(chunk);
        }
    }

    // The messages of a batch once more: they follow from its events.
    private void WriteMessages(in BatchReader batch)
    {
        var e = batch.FirstFrame;
        for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
            if (e->Kind != 0) byKind[e->Kind]!.Resend(e, batch.Header.Number, outbox);
    }

    private List<SnapshotPart> Parts =>
    [
        .. regions.SelectMany(r => r.Parts), .. Remembered.Parts,
        new NumbersPart(Counters.Save, Counters.Load),
        new NumbersPart(() => [.. taken], n => n.Select(v => (int)v).ToArray().CopyTo(taken, 0)),
        new NumbersPart(SavePositions, LoadPositions),
        // As of the last batch, which may be under way yet: a snapshot is written when it is durable.
        new NumbersPart(() => [Math.Max(told, announced), Math.Max(toldMessages, announcedMessages)],
            n => (told, toldMessages) = (n[0], n[1])),
        new NumbersPart(() => [.. Owner.Select(letter => (long)letter)],
            n => Owner = string.Concat(n.Select(letter => (char)letter))),
    ];

    private long[] SavePositions() =>
        [.. positions.Values.SelectMany(p => (long[])[p.Source, p.Ended, p.Position, p.Watermark])];

    private void LoadPositions(long[] n)
    {
        for (var i = 0; i < n.Length; i += 4)
            positions[(int)n[i]] = new SourcePosition((int)n[i], (int)n[i + 1], n[i + 2], n[i + 3]);
    }

    // First block: version, batch, epoch, time, the batch's hash (4 words), the state hash (2), each part's shape.
    // One of another version is passed over: the journal has it all.
    private void Load(IEnumerable<byte[]> blocks)
    {
        using var next = blocks.GetEnumerator();
        byte[] Next() => next.MoveNext() ? next.Current
            : throw new JournalException(
                $"The snapshot of shard {Number} at batch {LastBatch} ends too early; " +
                "delete it to recover from the journal alone.");

        var head = MemoryMarshal.Cast<byte, long>(Next());
        if (head[0] != SnapshotVersion) return;
        (LastBatch, Epoch, Time) = ((int)head[1], head[2], head[3]);
        MemoryMarshal.AsBytes(head[4..8]).CopyTo(lastHash);
        var at = 10;
        foreach (var part in Parts)
        {
            var length = (int)head[at];
            part.Load(head.Slice(at + 1, length), Next);
            at += 1 + length;
        }
        var hash = new StateHash();
        Hash(ref hash);
        Invariant.Require(hash.High == (ulong)head[8] && hash.Low == (ulong)head[9],
            $"the snapshot of shard {Number} at batch {LastBatch} does not give the state it was taken from; " +
            "delete it to recover from the journal alone.");
    }
}
