using FinData.Engine.Journals;
using FinData.Engine.Memory;

namespace FinData.Engine.Shards;

// What commands ask of the journal: a reversal and a label look at what they are about.
public sealed unsafe partial class Shard
{
    private readonly NativeBuffer originalBatch = new(1024), originals = new(1024);
    private readonly Dictionary<(int Batch, int Frame), int> originalsAt = [];
    private Chunk? held;        // What it asks of the journal cannot be read at the moment.

    private bool HasChunks => held is not null || inbox.HasChunks;

    private EventHeader* FindOriginal(CommandHeader* c, Batch current)
    {
        if (!Remembered.TryFind(home.Map.CommandKey(CommandFrame.Note(c)), out var at)) return null;
        if (originalsAt.TryGetValue((at.Batch, at.Frame), out var offset))
            return (EventHeader*)(originals.Start + offset);
        originalBatch.Clear();
        originalBatch.Write((at.Batch == current.Number ? current : flying.First(b => b.Number == at.Batch)).Data
            .Written);
        return EventFrame.At((EventHeader*)(originalBatch.Start + sizeof(BatchHeader)), at.Frame);
    }

    private bool TryTake(out Chunk chunk)
    {
        if (held is null) return inbox.TryTake(out chunk);
        (chunk, held) = (held, null);
        return true;
    }

    // Before anything of a chunk is taken in: while the journal cannot be read it waits as a whole, and what comes
    // after it.
    private bool ReadOriginals(Chunk chunk)
    {
        var at = chunk.Frames.Start;
        for (var i = 0; i < chunk.Count; i++, at += ((CommandHeader*)at)->Length)
        {
            var c = (CommandHeader*)at;
            if ((c->Flags & CommandFlags.NeedsOriginal) == 0
                || !Remembered.TryFind(home.Map.CommandKey(CommandFrame.Note(c)), out var found)
                || originalsAt.ContainsKey((found.Batch, found.Frame))
                || IsFlying(found.Batch)) continue;
            try
            {
                ReadOriginalBatch(found.Batch);
            }
            catch (JournalException fault) when (fault.IsTransient)
            {
                return false;
            }
            var e = EventFrame.At((EventHeader*)(originalBatch.Start + sizeof(BatchHeader)), found.Frame);
            originalsAt[(found.Batch, found.Frame)] = originals.Length;
            originals.Write(new ReadOnlySpan<byte>(e, e->Length));
        }
        return true;
    }

    // By itself: where a closure captures what was found, one is made for each record, looked for or not.
    private bool IsFlying(int batch) => flying.Exists(b => b.Number == batch);

    private void ReadOriginalBatch(int batch)
    {
        originalBatch.Clear();
        home.Journal.Read(Number, batch, batch, 0, (number, data, length) =>
        {
            originalBatch.Write(new ReadOnlySpan<byte>(data, length));
            return false;
        });
        Diagnostics.Invariant.Require(originalBatch.Length > 0,
            $"batch {batch} of shard {Number} is remembered but not there.");
    }
}
