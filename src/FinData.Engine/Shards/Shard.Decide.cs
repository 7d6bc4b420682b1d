using System.Security.Cryptography;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

public sealed unsafe partial class Shard
{
    // How many commands ahead the index, the state and its active part are asked for: three dependent misses.
    private const int Far = 18, Near = 12, Close = 6;

    private const int AnnounceEvery = 64;

    private readonly NativeBuffer note = new(1024);
    private readonly List<Batch> flying = [];
    private nint[] frames = new nint[8192];

    // False when it has to wait for the journal.
    private bool Run()
    {
        var batch = home.TakeBatch();
        batch.Begin(Number, LastBatch + 1, home.Now());
        var count = Gather(batch);
        if (count == 0 && !EndsSource(batch) && !IsAnythingDue() && !MustAnnounce())
        {
            // Positions alone are not worth a write: they go with the next batch, or are read again after a crash.
            foreach (var chunk in batch.Taken) home.Done(chunk);
            home.Return(batch);
            Announce();
            TellRegions();
            return held is null;
        }
        for (var i = 0; i < count; i++)
        {
            if (i + Far < count) PrefetchIndex((CommandHeader*)frames[i + Far]);
            if (i + Near < count) PrefetchState((CommandHeader*)frames[i + Near]);
            if (i + Close < count) PrefetchActive((CommandHeader*)frames[i + Close]);
            Decide((CommandHeader*)frames[i], batch);
        }
        Finish(batch);
        Announce();
        TellRegions();
        return true;
    }

    private int Gather(Batch batch)
    {
        var count = 0;
        originals.Clear();
        originalsAt.Clear();
        while (count < options.BatchRecordsMax && TryTake(out var chunk))
        {
            if (!ReadOriginals(chunk))
            {
                held = chunk;
                break;
            }
            batch.Taken.Add(chunk);
            if (chunk.Epoch != 0 && chunk.Epoch != Epoch) continue;
            if (chunk.FromShard >= 0)
            {
                TakeTimes(chunk);
                // Sent again after a crash, and taken before it; or nothing but the time.
                if (chunk.FromBatch <= taken[chunk.FromShard]) continue;
                taken[chunk.FromShard] = chunk.FromBatch;
                unwrittenTaken[chunk.FromShard] = true;
            }
            var floor = chunk.Source >= 0 ? TakePosition(chunk) : long.MinValue;
            if (frames.Length < count + chunk.Count) Array.Resize(ref frames, (count + chunk.Count) * 2);
            var at = chunk.Frames.Start;
            for (var i = 0; i < chunk.Count; i++)
            {
                if (((CommandHeader*)at)->Position > floor) frames[count++] = (nint)at;
                at += ((CommandHeader*)at)->Length;
            }
        }
        return count;
    }

    // Gives the position up to which the source's records were taken before: it is read again after a crash.
    private long TakePosition(Chunk chunk)
    {
        var known = positions.TryGetValue(chunk.Source, out var before);
        var floor = known ? before.Position : long.MinValue;
        if (chunk.Position < floor || known && before.Ended != 0) return long.MaxValue;
        var watermark = known ? Math.Max(before.Watermark, chunk.Watermark) : chunk.Watermark;
        var position = new SourcePosition(chunk.Source, chunk.IsEnd ? 1 : 0, chunk.Position, watermark);
        lock (positionsGate) positions[chunk.Source] = position;
        unwritten[chunk.Source] = position;
        return floor;
    }

    // A tick alone is worth a batch when something is due by it.
    private bool IsAnythingDue()
    {
        var time = LeastWatermark();
        foreach (var region in regions)
            if (IsMoved(region, time) && region.IsDue(TimeOf(region, time))) return true;
        return false;
    }

    private bool EndsSource(Batch batch)
    {
        foreach (var chunk in batch.Taken)
            if (chunk.IsEnd) return true;
        return false;
    }

    private void Decide(CommandHeader* c, Batch batch)
    {
        batch.Commands++;
        if (c->Kind == 0)
        {
            WriteDeadLetter(c, CommandFrame.Id(c), CommandFrame.Note(c), CommandFrame.Other(c), batch);
            return;
        }
        if ((c->Flags & CommandFlags.Message) == 0 && !IsNew(c, batch)) return;

        var original = (c->Flags & CommandFlags.NeedsOriginal) != 0 ? FindOriginal(c, batch) : null;
        var frame = batch.Frames;
        var first = byKind[c->Kind]!.Decide(c, original, batch, outbox);
        if (first < 0) return;

        var at = (EventHeader*)(batch.Data.Start + first);
        var end = batch.Data.Start + batch.Data.Length;
        var e = at;
        for (; (byte*)e < end; e = EventFrame.Next(e)) Counters.Take(e);
        Remember(at, c->Id, batch.Number, frame);
        if (c->Ticket != 0) batch.Answers.Add(new Answer(c->Ticket, frame, default, -1, null));
    }

    private bool IsNew(CommandHeader* c, Batch batch)
    {
        if (Remembered.TryFind(c->Id, out var before))
        {
            if (before.Payload == c->Payload)
            {
                Counters.Duplicates++;
                batch.Duplicates++;
                var earlier = new SenderPosition(Number, before.Batch);
                if (c->Ticket != 0) batch.Answers.Add(new Answer(c->Ticket, -1, earlier, before.Frame, null));
            }
            else Refuse(c, "id-reused", "The id was used before by a record that says something else.", batch);
            return false;
        }
        if (c->Position >= 0 || c->Time > Remembered.Horizon) return true;
        Refuse(c, "too-old", "The record is older than the ids that are remembered, so it may be a repetition.", batch);
        return false;
    }

    private void Refuse(CommandHeader* c, string reason, string detail, Batch batch)
    {
        if (c->Ticket != 0) batch.Answers.Add(new Answer(c->Ticket, -1, default, -1, reason));
        // One who asks for an answer has got it; a source's record must not be lost.
        if (c->Position < 0) return;
        Span<byte> reasonBytes = stackalloc byte[64], detailBytes = stackalloc byte[256];
        var (reasonLength, detailLength) = (System.Text.Encoding.ASCII.GetBytes(reason, reasonBytes),
            System.Text.Encoding.ASCII.GetBytes(detail, detailBytes));
        WriteDeadLetter(c, reasonBytes[..reasonLength], detailBytes[..detailLength], default, batch);
    }

    private void WriteDeadLetter(CommandHeader* c, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> detail,
        ReadOnlySpan<byte> format, Batch batch)
    {
        var source = -1;
        foreach (var chunk in batch.Taken)
        {
            var start = chunk.Frames.Start;
            if ((byte*)c >= start && (byte*)c < start + chunk.Frames.Length) source = chunk.Source;
        }
        var original = CommandFrame.Original(c);
        note.Clear();
        note.Write(detail);
        note.Write(original);
        var header = new EventHeader { Slot = -1, Time = c->Time, Flags = EventFlags.DeadLetter };
        var letter = new DeadLetter(c->Position, source, detail.Length);
        var frame = EventFrame.Write(batch.Data, in header, in letter, default, reason, format, note.Written);
        batch.Frames++;
        batch.Tags |= (uint)EventFlags.DeadLetter;
        Counters.Take(frame);
    }

    private void Remember(EventHeader* e, EntityKey id, int batch, int frame)
    {
        if ((e->Flags & EventFlags.Decides) != 0)
            Remembered.Add(new RememberedCommand
            {
                Key = id, Time = e->Time, Batch = batch, Frame = frame, Payload = e->Payload,
            });
        else if ((e->Flags & EventFlags.Revokes) != 0)
            Remembered.Revoke(home.Map.CommandKey(EventFrame.Id(e)), batch, frame);
    }

    private void Finish(Batch batch)
    {
        var time = LeastWatermark();
        var length = batch.Data.Length;
        foreach (var region in regions)
            if (IsMoved(region, time)) region.Advance(TimeOf(region, time), batch, outbox);
        Time = Math.Max(Time, time);
        for (; length < batch.Data.Length; length += ((EventHeader*)(batch.Data.Start + length))->Length)
            Counters.Take((EventHeader*)(batch.Data.Start + length));
        Tidy(batch.Frames);

        // Receivers note how far they are now and then, so that little is sent again after a crash.
        if (batch.Number % AnnounceEvery == 0)
            for (var target = 0; target < home.Map.Shards; target++) outbox.For(target, batch.Number);
        if (MustAnnounce()) AnnounceIn(batch);
        outbox.TakeAll(batch.Outgoing);
        WritePositions(batch);
        batch.Seal(Epoch, Time, lastHash);
        SHA256.HashData(batch.Data.Written, lastHash);
        LastBatch = batch.Number;
        inFlight++;
        flying.Add(batch);
        home.Sealed(batch);
        foreach (var region in regions) region.Sealed?.Invoke();
    }

    // Depends on what is in the journal alone, so that a recovered shard has forgotten what the live one had.
    private void Tidy(int frames)
    {
        foreach (var region in regions) region.Tidy(Time, 16 + frames / 16);
        Remembered.Forget(Time);
    }

    private void WritePositions(Batch batch)
    {
        foreach (var position in unwritten.Values) batch.Sources.Add(position);
        unwritten.Clear();
        for (var sender = 0; sender < taken.Length; sender++)
        {
            if (!unwrittenTaken[sender]) continue;
            batch.Senders.Add(new SenderPosition(sender, taken[sender]));
            unwrittenTaken[sender] = false;
        }
    }

    private void PrefetchIndex(CommandHeader* c)
    {
        if (c->Kind == 0) return;
        byKind[c->Kind]!.PrefetchIndex(c);
        Remembered.PrefetchIndex(c->Id);
    }

    private void PrefetchState(CommandHeader* c)
    {
        if (c->Kind != 0) byKind[c->Kind]!.PrefetchState(c);
    }

    private void PrefetchActive(CommandHeader* c)
    {
        if (c->Kind != 0) byKind[c->Kind]!.PrefetchActive(c);
    }
}
