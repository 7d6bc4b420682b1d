using System.Text;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

/// <summary>Dead letters of the journal as rows.</summary>
internal static unsafe class DeadLetterText
{
    public static DeadLetterRow RowOf(EventHeader* e, IReadOnlyDictionary<int, string> sources)
    {
        var letter = EventFrame.Body<DeadLetter>(e);
        var note = EventFrame.Note(e);
        var detail = Math.Clamp(letter.DetailLength, 0, note.Length);
        DateTimeOffset? time = e->Time is > 0 and <= TimeText.TimeMax ? EventText.TimeOf(e->Time) : null;
        return new DeadLetterRow(SourceName.Of(sources.GetValueOrDefault(letter.Source)), letter.Position, time,
            ReasonOf(e), Refusal.Printable(Encoding.UTF8.GetString(note[..detail])),
            Convert.ToBase64String(note[detail..]));
    }

    public static string ReasonOf(EventHeader* e) => Encoding.ASCII.GetString(EventFrame.Id(e));
}

/// <summary>How many dead letters there are for each reason, and where they begin.</summary>
/// <remarks>Counted once from the first batch on, then only what has come since.</remarks>
internal sealed unsafe class DeadLetterCounts
{
    private readonly Dictionary<string, long> counts = [];
    private readonly Dictionary<(int Shard, string Reason), int> firsts = [];
    private readonly Dictionary<int, int> countedTo = [];
    private readonly Lock gate = new();

    /// <summary>Counts what has come; gives the counts by reason.</summary>
    public IReadOnlyDictionary<string, long> Update(Journal journal, IReadOnlyList<Shard> shards,
        CancellationToken stop)
    {
        lock (gate)
        {
            foreach (var shard in shards) Add(journal, shard.Number, shard.LastCommitted, stop);
            return new SortedDictionary<string, long>(counts, StringComparer.Ordinal);
        }
    }

    /// <summary>The first batch of a shard with a letter of a reason (null: of any); none has one before it.</summary>
    public int FirstBatch(int shard, string? reason)
    {
        lock (gate)
            return firsts.Where(f => f.Key.Shard == shard && (string.IsNullOrEmpty(reason) || f.Key.Reason == reason))
                .Select(f => f.Value).DefaultIfEmpty(int.MaxValue).Min();
    }

    private void Add(Journal journal, int shard, int last, CancellationToken stop)
    {
        var added = new Dictionary<string, (int First, long Count)>();
        var from = countedTo.GetValueOrDefault(shard) + 1;
        JournalFrames.Each(journal, shard, from, last, EventFlags.DeadLetter, (e, batch, _) =>
        {
            if ((e->Flags & EventFlags.DeadLetter) == 0) return;
            var reason = DeadLetterText.ReasonOf(e);
            added[reason] = added.TryGetValue(reason, out var before) ? (before.First, before.Count + 1) : (batch, 1);
        }, stop);
        foreach (var (reason, (first, count)) in added)
        {
            counts[reason] = counts.GetValueOrDefault(reason) + count;
            firsts.TryAdd((shard, reason), first);
        }
        countedTo[shard] = last;
    }
}
