using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries;

/// <summary>Reads the events of a shard, batch after batch, each checked before it is believed.</summary>
internal static unsafe class JournalFrames
{
    /// <summary>Gets one event and where it is; valid during the call.</summary>
    public delegate void Visitor(EventHeader* e, int batch, int index);

    /// <summary>All events of the batches with one of the tags; without tags, of all batches.</summary>
    public static void Each(Journal journal, int shard, int from, int to, EventFlags tags, Visitor visit, CancellationToken stop)
    {
        journal.Read(shard, from, to, (uint)tags, (number, data, length) =>
        {
            var batch = BatchReader.Open(data, length, shard, number);
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e)) visit(e, number, i);
            return !stop.IsCancellationRequested;
        });
        stop.ThrowIfCancellationRequested();
    }
}
