using System.Text;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Domain.Products;

/// <summary>How a shard ranks the products of its categories by the units of the last hour, minute by minute.</summary>
/// <remarks>
/// <code>
///  sale ─► product ──Count──► board, on the category's shard ─► Entered (an alert)
///                                │ its ten best of all categories, each minute
///                                └──Take──► overall ranking, on one shard ─► Entered (an alert)
/// </code>
/// A minute is closed when every shard has said that nothing of it can come any more (<see cref="RegionClock"/>): what
/// entered depends on the sales alone, not on who was faster. A sale that comes after that counts in no ranking.
/// </remarks>
public readonly struct CategoryRankings(KeyHasher hasher)
    : IEntity<RankingState, Nothing, RankingCommand, RankingEvent>, IDisposable
{
    private readonly RankingBoard board = new();
    private readonly EntityKey self = hasher.Hash((byte)EntityKind.Ranking, Name);

    /// <summary>The name of each shard's board.</summary>
    public static ReadOnlySpan<byte> Name => "categories"u8;

    /// <summary>The hour's totals and lists.</summary>
    public RankingBoard Board => board;

    /// <inheritdoc/>
    public IEnumerable<SnapshotPart> Parts => [board.Part];

    /// <inheritdoc/>
    public void Decide(in RankingState state, in Nothing _, in Command<RankingCommand> command,
        ref Outcome<RankingEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        if (c.Action == RankingAction.Close)
        {
            RankingSteps.Decide(board.TryStep(out var step) ? step : null, c.Minute, ref outcome);
            return;
        }
        var kind = c.Minute > board.Closed ? RankingEventKind.Counted : RankingEventKind.CameLate;
        outcome.Persist(new RankingEvent { Kind = kind, Minute = c.Minute, Quantity = c.Quantity });
    }

    /// <inheritdoc/>
    public void Apply(ref RankingState state, ref Active<Nothing> _, in Fact<RankingEvent> fact)
    {
        ref readonly var e = ref fact.Body;
        switch (e.Kind)
        {
            case RankingEventKind.Counted:
                var product = hasher.Hash((byte)EntityKind.Product, fact.Other);
                var category = hasher.Hash((byte)EntityKind.None, fact.Note);
                var key = new EntityKey(product.High ^ category.Low, product.Low ^ category.High);
                board.Count(key, fact.Other, fact.Note, e.Minute, e.Quantity);
                break;
            case RankingEventKind.CameLate: state.Late++; break;
            case RankingEventKind.Closed: board.Close(e.Minute); break;
            default: board.Take(); break;
        }
    }

    /// <inheritdoc/>
    public EventOrigin Remake(in Fact<RankingEvent> fact, in Fact<RankingEvent> next,
        ref Remade<RankingCommand> command) =>
        fact.Body.Kind is RankingEventKind.Counted or RankingEventKind.CameLate
            ? RankingSteps.Remake(RankingAction.Count, in fact, ref command)
            : RankingSteps.RemakeClose(in fact, ref command);

    /// <inheritdoc/>
    public void Effects(in Fact<RankingEvent> fact, ref Effects effects)
    {
        ref readonly var e = ref fact.Body;
        if (e.Kind != RankingEventKind.Offered) return;
        effects.SendTo(OverallRankings.Name, (byte)EntityKind.OverallRanking, OverallRankings.Name, new RankingCommand
        {
            Action = RankingAction.Take, Minute = e.Minute, Quantity = e.Quantity,
        }, fact.Other);
    }

    /// <inheritdoc/>
    public bool Due(long time, out EntityKey entity, out long since, out RankingCommand command)
    {
        var minute = board.Closed;
        var due = board.TryStep(out RankingStep _) || board.TryNext(RankingSteps.LastEnded(time), out minute);
        (entity, since) = (self, RankingSteps.EndOf(minute));
        command = new RankingCommand { Action = RankingAction.Close, Minute = minute };
        return due;
    }

    /// <inheritdoc/>
    public bool IsIdle(in RankingState state, in Nothing _, long time) => true;

    /// <summary>Nothing: what it has follows from the products' sales, and depends on the number of shards.</summary>
    public void Hash(in RankingState state, in Nothing _, long time, ref StateHash hash) => hash.Leave();

    /// <inheritdoc/>
    public void Dispose() { }
}

/// <summary>How the lists of all shards become the overall one; an entity of one shard.</summary>
public readonly struct OverallRankings(KeyHasher hasher)
    : IEntity<RankingState, Nothing, RankingCommand, RankingEvent>, IDisposable
{
    private readonly OverallRanking ranking = new();
    private readonly EntityKey self = hasher.Hash((byte)EntityKind.OverallRanking, Name);

    /// <summary>The name of the entity.</summary>
    public static ReadOnlySpan<byte> Name => "overall"u8;

    /// <summary>The list and the offers after it.</summary>
    public OverallRanking Ranking => ranking;

    /// <inheritdoc/>
    public IEnumerable<SnapshotPart> Parts => [ranking.Part];

    /// <inheritdoc/>
    public void Decide(in RankingState state, in Nothing _, in Command<RankingCommand> command,
        ref Outcome<RankingEvent> outcome)
    {
        ref readonly var c = ref command.Body;
        if (c.Action == RankingAction.Close)
        {
            RankingSteps.Decide(ranking.TryStep(out var step) ? step : null, c.Minute, ref outcome);
            return;
        }
        outcome.Toward((byte)EntityKind.Product, command.Note);
        outcome.Say(default);
        outcome.Persist(new RankingEvent
        {
            Kind = RankingEventKind.Taken, Minute = c.Minute, Quantity = c.Quantity,
        });
    }

    /// <inheritdoc/>
    public void Apply(ref RankingState state, ref Active<Nothing> _, in Fact<RankingEvent> fact)
    {
        ref readonly var e = ref fact.Body;
        switch (e.Kind)
        {
            case RankingEventKind.Taken: ranking.Take(fact.Other, e.Minute, e.Quantity); break;
            case RankingEventKind.Closed: ranking.Close(e.Minute); break;
            default: ranking.Take(); break;
        }
    }

    /// <inheritdoc/>
    public EventOrigin Remake(in Fact<RankingEvent> fact, in Fact<RankingEvent> next,
        ref Remade<RankingCommand> command)
    {
        if (fact.Body.Kind != RankingEventKind.Taken) return RankingSteps.RemakeClose(in fact, ref command);
        command.Note = fact.Other;
        return RankingSteps.Remake(RankingAction.Take, in fact, ref command);
    }

    /// <inheritdoc/>
    public void Effects(in Fact<RankingEvent> fact, ref Effects effects) { }

    /// <inheritdoc/>
    public bool Due(long time, out EntityKey entity, out long since, out RankingCommand command)
    {
        var minute = ranking.Closed;
        var due = ranking.TryStep(out RankingStep _) || ranking.TryNext(RankingSteps.LastEnded(time), out minute);
        (entity, since) = (self, RankingSteps.EndOf(minute));
        command = new RankingCommand { Action = RankingAction.Close, Minute = minute };
        return due;
    }

    /// <inheritdoc/>
    public bool IsIdle(in RankingState state, in Nothing _, long time) => true;

    /// <inheritdoc cref="CategoryRankings.Hash"/>
    public void Hash(in RankingState state, in Nothing _, long time, ref StateHash hash) => hash.Leave();

    /// <inheritdoc/>
    public void Dispose() { }
}

/// <summary>What both kinds of rankings tell at a minute's end: first that it is closed, then what follows.</summary>
internal static class RankingSteps
{
    private const long Minute = 60_000;

    /// <summary>The last minute that is over at a time.</summary>
    public static int LastEnded(long time) => time < Minute ? -1 : MinuteRing.MinuteOf(time) - 1;

    /// <summary>When a minute is over, in milliseconds since 1970.</summary>
    public static long EndOf(int minute) => (minute + 1) * Minute;

    /// <summary>The command that counted a sale, or took another shard's best seller.</summary>
    public static EventOrigin Remake(RankingAction action, in Fact<RankingEvent> fact,
        ref Remade<RankingCommand> command)
    {
        command.Body = new RankingCommand { Action = action, Minute = fact.Body.Minute, Quantity = fact.Body.Quantity };
        return EventOrigin.Command;
    }

    /// <summary>The command that a minute's end is: what the event names, the step has found.</summary>
    public static EventOrigin RemakeClose(in Fact<RankingEvent> fact, ref Remade<RankingCommand> command)
    {
        command.OtherKind = 0;
        command.Other = command.Note = default;
        command.Body = new RankingCommand { Action = RankingAction.Close, Minute = fact.Body.Minute };
        return EventOrigin.Command;
    }

    /// <summary>The next step of a closed minute, or the next minute's closing.</summary>
    public static void Decide(RankingStep? next, int minute, ref Outcome<RankingEvent> outcome)
    {
        if (next is not { } step)
        {
            outcome.Persist(new RankingEvent { Kind = RankingEventKind.Closed, Minute = minute });
            return;
        }
        outcome.Toward((byte)EntityKind.Product, Encoding.UTF8.GetBytes(step.Product));
        outcome.Say(Encoding.UTF8.GetBytes(step.Scope));
        if (step.Kind == RankingEventKind.Entered) outcome.Mark(EventFlags.Alert);
        outcome.Persist(new RankingEvent
        {
            Kind = step.Kind, Rank = step.Rank, Minute = minute, Quantity = step.Quantity,
        });
    }
}
