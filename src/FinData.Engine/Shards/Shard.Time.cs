namespace FinData.Engine.Shards;

// How far time has come here, and how others are told. What a shard is told of others' time is kept nowhere: after a
// start each announces its own again.
public sealed partial class Shard
{
    // Nothing is due by a finer time than a minute's end; a shop that sleeps announces nothing but that.
    private const long AnnouncedSpan = 60_000;

    // Among the sources of a batch it stands for none, but for what the shard announces: time, and as position that of
    // messages. So nodes hear of it by the journal.
    private const int AnnouncedSource = 0;

    private long reached = long.MinValue;   // What of it regions know.
    private long announced = long.MinValue, announcedMessages = long.MinValue;
    private long told = long.MinValue, toldMessages = long.MinValue;    // What of it is durable.

    private long LeastWatermark()
    {
        var (least, ended) = (long.MaxValue, long.MinValue);
        foreach (var position in positions.Values)
        {
            if (position.Ended != 0) ended = Math.Max(ended, position.Watermark);
            // One that is not read in this run holds time back too: after a crash it may only be late to come.
            else least = Math.Min(least, position.Watermark);
        }
        return least != long.MaxValue ? least : ended;
    }

    private bool IsMoved(Region region, long time) => region.Clock != RegionClock.Sources || time > Time;

    private long TimeOf(Region region, long time) => region.Clock switch
    {
        RegionClock.Sources => time,
        RegionClock.Messages => MessageTime,
        _ => senderMessageTimes.Min(),
    };

    private void TakeTimes(Chunk chunk)
    {
        ref var time = ref senderTimes[chunk.FromShard];
        time = Math.Max(time, chunk.Watermark);
        ref var messageTime = ref senderMessageTimes[chunk.FromShard];
        messageTime = Math.Max(messageTime, chunk.MessageWatermark);
        MessageTime = senderTimes.Min();
    }

    /// <summary>Tells all shards the time, whether or not it has passed a minute since the last call.</summary>
    internal void AnnounceNow()
    {
        if (!announces) return;
        (announced, announcedMessages) = (long.MinValue, long.MinValue);
        Announce();
    }

    /// <summary>Tells the regions up to when all messages have come; at a start, that it begins.</summary>
    internal void TellRegions(bool begins = false)
    {
        // Where others follow, only what is announced counts, for its owner too: whoever owns it next knows of it.
        var time = home.IsShared ? toldMessages : Math.Max(MessageTime, toldMessages);
        if (begins)
            foreach (var region in regions) region.Reached?.Invoke(long.MinValue, home.IsShared);
        if (time == reached) return;
        reached = time;
        foreach (var region in regions) region.Reached?.Invoke(reached, home.IsShared);
    }

    // Goes with the messages of the last batch that is not durable yet, so that it overtakes none.
    private void Announce()
    {
        if (!announces || home.IsShared) return;
        var time = Math.Max(Time, LeastWatermark());
        if (!HasPassedMinute(time)) return;
        (announced, announcedMessages) = (time, MessageTime);
        var last = flying.Count > 0 ? flying[^1] : null;
        for (var target = 0; target < home.Map.Shards; target++)
        {
            var chunk = home.Map.TakeChunk();
            (chunk.FromShard, chunk.FromBatch) = (Number, last?.Number ?? LastCommitted);
            (chunk.Watermark, chunk.MessageWatermark) = (time, MessageTime);
            if (last is null) home.Deliver(target, chunk);
            else last.Outgoing.Add((target, chunk));
        }
    }

    // What was heard before may be of messages that were thrown away; all shards tell it again.
    private void ForgetTimes()
    {
        Array.Fill(senderTimes, long.MinValue);
        Array.Fill(senderMessageTimes, long.MinValue);
        MessageTime = long.MinValue;
    }

    private bool HasPassedMinute(long time) => time / AnnouncedSpan != announced / AnnouncedSpan
        || MessageTime / AnnouncedSpan != announcedMessages / AnnouncedSpan;

    // Where other nodes read it, the time is worth a batch.
    private bool MustAnnounce() => announces && home.IsShared && HasPassedMinute(Math.Max(Time, LeastWatermark()));

    private void AnnounceIn(Batch batch)
    {
        (announced, announcedMessages) = (Math.Max(Time, LeastWatermark()), MessageTime);
        batch.Sources.Add(new SourcePosition(AnnouncedSource, 0, announcedMessages, announced));
        WriteAnnounced(batch.Number, announced, announcedMessages);
        foreach (var region in regions) region.Announced?.Invoke(announcedMessages);
    }

    private void WriteAnnounced(int batch, long time, long messages)
    {
        for (var target = 0; target < home.Map.Shards; target++)
        {
            var chunk = outbox.For(target, batch);
            (chunk.Watermark, chunk.MessageWatermark) = (time, messages);
        }
    }

    private bool TakeAnnounced(in SourcePosition position)
    {
        if (position.Source != AnnouncedSource) return false;
        (told, toldMessages) = (Math.Max(told, position.Watermark), Math.Max(toldMessages, position.Position));
        return true;
    }
}
