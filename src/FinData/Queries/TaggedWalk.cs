using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Queries;

/// <summary>Rows of a shard's events with a tag, the newest first: the journal is read forwards, so it goes back by growing stretches.</summary>
/// <param name="journal">The journal.</param>
/// <param name="shard">The shard.</param>
/// <param name="tag">Only batches with this flag are read.</param>
/// <param name="rowsOf">The rows of one event; none for most.</param>
/// <param name="from">Where to go on: rows of this batch from <c>Left</c> on were given.</param>
internal sealed unsafe class TaggedWalk<T>(Journal journal, int shard, EventFlags tag, TaggedWalk<T>.Reader rowsOf,
    (int Batch, int Left) from)
{
    private const int StretchMin = 4, StretchMax = 1024;

    private readonly Stack<(int Batch, int Index, T Row)> loaded = new();
    private int earlier = from.Batch, stretch = StretchMin;

    /// <summary>Adds the rows of an event.</summary>
    public delegate void Reader(EventHeader* e, List<T> rows);

    /// <summary>The next row, if there is one.</summary>
    public bool TryPeek(out T row, CancellationToken stop)
    {
        while (loaded.Count == 0 && earlier > 0) Load(stop);
        var found = loaded.TryPeek(out var next);
        row = next.Row;
        return found;
    }

    public void Take() => loaded.Pop();

    /// <summary>Where the next row is; nothing was given of it or of what is before it.</summary>
    public (int Batch, int Left) Place => loaded.TryPeek(out var next) ? (next.Batch, next.Index + 1) : (0, 0);

    private void Load(CancellationToken stop)
    {
        var first = Math.Max(1, earlier - stretch + 1);
        var rows = new List<T>();
        var (current, count) = (0, 0);
        JournalFrames.Each(journal, shard, first, earlier, tag, (e, batch, _) =>
        {
            if ((e->Flags & tag) == 0) return;
            if (batch != current) (current, count) = (batch, 0);
            rows.Clear();
            rowsOf(e, rows);
            foreach (var row in rows)
            {
                if (batch < from.Batch || count < from.Left) loaded.Push((batch, count, row));
                count++;
            }
        }, stop);
        earlier = first - 1;
        if (loaded.Count == 0) stretch = Math.Min(stretch * 2, StretchMax);
    }
}

/// <summary>Several shards' rows in one list by time, and the text that says how far each was given.</summary>
internal static class TaggedMerge
{
    public static (List<T> Rows, string? Next) Page<T>(IReadOnlyList<TaggedWalk<T>> walks,
        Func<T, (DateTimeOffset? Time, long Position)> orderOf, int limit, CancellationToken stop)
    {
        var rows = new List<T>();
        while (true)
        {
            TaggedWalk<T>? newest = null;
            var newestRow = default(T);
            foreach (var walk in walks)
            {
                if (!walk.TryPeek(out var row, stop)) continue;
                if (newest is null || orderOf(row).CompareTo(orderOf(newestRow!)) > 0) (newest, newestRow) = (walk, row);
            }
            if (newest is null) return (rows, null);
            if (rows.Count == limit) return (rows, string.Join('-', walks.Select(w => $"{w.Place.Batch}.{w.Place.Left}")));
            rows.Add(newestRow!);
            newest.Take();
        }
    }

    /// <summary>Where each shard's walk goes on.</summary>
    public static (int Batch, int Left)[] Places(string? cursor, IReadOnlyList<Shard> shards)
    {
        if (cursor is null) return [.. shards.Select(s => (s.LastCommitted, int.MaxValue))];
        var parts = cursor.Split('-');
        var places = new (int, int)[shards.Count];
        var isGood = parts.Length == shards.Count;
        for (var i = 0; isGood && i < parts.Length; i++)
        {
            var dot = parts[i].IndexOf('.', StringComparison.Ordinal);
            var (batch, left) = (0, 0);
            isGood = dot > 0 && int.TryParse(parts[i].AsSpan(0, dot), out batch) && int.TryParse(parts[i].AsSpan(dot + 1), out left)
                && batch >= 0 && batch <= shards[i].LastCommitted && left >= 0;
            places[i] = (batch, left);
        }
        QueryBounds.Require(isGood, "'after' is no place in this list; use the 'next' of the page before.");
        return places;
    }
}
