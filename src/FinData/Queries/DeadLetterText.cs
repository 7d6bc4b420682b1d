using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries;

/// <summary>Dead letters of the journal as rows.</summary>
internal static unsafe class DeadLetterText
{
    public static DeadLetterRow RowOf(EventHeader* e, IReadOnlyDictionary<int, string> sources)
    {
        var letter = EventFrame.Body<DeadLetter>(e);
        var note = EventFrame.Note(e);
        var detail = Math.Clamp(letter.DetailLength, 0, note.Length);
        var time = e->Time is > 0 and <= TimeText.TimeMax ? DateTimeOffset.FromUnixTimeMilliseconds(e->Time) : (DateTimeOffset?)null;
        return new DeadLetterRow(SourceName.Of(sources.GetValueOrDefault(letter.Source)), letter.Position, time, ReasonOf(e),
            Refusal.Printable(Encoding.UTF8.GetString(note[..detail])), Convert.ToBase64String(note[detail..]));
    }

    public static string ReasonOf(EventHeader* e) => Encoding.ASCII.GetString(EventFrame.Id(e));
}

/// <summary>How many dead letters there are for each reason: counted once, then only what has come since.</summary>
internal sealed unsafe class DeadLetterCounts
{
    private readonly Dictionary<string, long> counts = [];
    private readonly Dictionary<int, int> countedTo = [];
    private readonly Lock gate = new();

    public IReadOnlyDictionary<string, long> UpTo(Journal journal, IReadOnlyList<Shard> shards, CancellationToken stop)
    {
        lock (gate)
        {
            foreach (var shard in shards)
            {
                var (first, last) = (countedTo.GetValueOrDefault(shard.Number) + 1, shard.LastCommitted);
                var added = new Dictionary<string, long>();
                JournalFrames.Each(journal, shard.Number, first, last, EventFlags.DeadLetter, (e, _, _) =>
                {
                    if ((e->Flags & EventFlags.DeadLetter) == 0) return;
                    var reason = DeadLetterText.ReasonOf(e);
                    added[reason] = added.GetValueOrDefault(reason) + 1;
                }, stop);
                foreach (var (reason, count) in added) counts[reason] = counts.GetValueOrDefault(reason) + count;
                countedTo[shard.Number] = last;
            }
            return new SortedDictionary<string, long>(counts, StringComparer.Ordinal);
        }
    }
}
