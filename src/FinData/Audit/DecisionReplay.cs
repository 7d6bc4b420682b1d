using FinData.Domain.Accounts;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;
using FinData.Queries;

namespace FinData.Audit;

/// <summary>
/// Decides what is in a journal once more, with the code and the settings of now, and says what differs.
/// </summary>
/// <remarks>
/// Shards are stepped batch by batch on one thread, the one that is furthest behind in event time first. Nothing is
/// written; memory is that of a second node, and of a third where payments were scored.
/// </remarks>
public sealed class DecisionReplay(Journal journal, Func<ShardMap, Region[]> regions, ShardOptions limits)
{
    private const int ExamplesMax = 20;

    private readonly List<DecisionDiffers> examples = [];

    /// <summary>How much there is to do.</summary>
    public long Batches => Enumerable.Range(0, journal.Identity.Shards).Sum(s => (long)journal.LastBatch(s));

    /// <summary>Decides everything again.</summary>
    /// <param name="progress">Gets how many of <see cref="Batches"/> are done, and the decisions so far.</param>
    /// <param name="stop">Breaks it off.</param>
    public ReplayReport All(Action<long, long>? progress = null, CancellationToken stop = default)
    {
        using var then = new TerminalsThen(journal, regions, limits);
        using var shards = then.Open();
        var replays = shards.Shards.Select(s => new ShardReplay(shards, s.Number) { Found = Take }).ToList();
        try
        {
            var left = replays.ToList();
            for (var done = 0L; left.Count > 0;)
            {
                stop.ThrowIfCancellationRequested();
                var next = left.MinBy(r => r.Shard.Time)!;
                if (!next.Step()) left.Remove(next);
                else progress?.Invoke(++done, replays.Sum(r => r.Decided));
            }
            return ReportOf(replays);
        }
        finally
        {
            replays.ForEach(r => r.Dispose());
        }
    }

    /// <summary>Decides one command again, on the state that the snapshots and events before it give.</summary>
    /// <param name="at">Where its first event lies.</param>
    public ReplayReport One(EventPosition at)
    {
        using var then = new TerminalsThen(journal, regions, limits);
        using var shards = then.Open();
        using var replay = new ShardReplay(shards, at.Shard, at.Batch)
        {
            Found = Take, Wants = (batch, index) => batch == at.Batch && index == at.Index,
        };
        ScoreAgain? score = null;
        if (TerminalsThen.FraudOf(replay.Shard) is { } fraud) fraud.Explained = why => score = ScoreAgain.Of(why);
        replay.Step();
        return ReportOf([replay]) with { Score = score };
    }

    private ReplayReport ReportOf(IReadOnlyList<ShardReplay> replays)
    {
        var (decided, different) = (replays.Sum(r => r.Decided), replays.Sum(r => r.Different));
        return new ReplayReport(decided, decided - different, different, replays.Sum(r => r.Untold), [.. examples]);
    }

    private void Take(ReplayDifference found)
    {
        if (examples.Count >= ExamplesMax) return;
        examples.Add(new DecisionDiffers(found.Id, EventText.IdOf(found.Kind, found.Name),
            new EventPosition(found.Shard, found.Batch, found.Frame),
            [.. found.Fields.Select(f => new FieldDiffers(f.Field, f.Was, f.Is) { Event = f.Event })],
            AccountCauses.Of(found)));
    }
}
