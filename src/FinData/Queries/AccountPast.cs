using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Queries;

/// <summary>What an account's events up to a time make of it.</summary>
/// <remarks>
/// An event tells the balance after it; what counts here is by how much it moved it, since one that came late belongs
/// to its own time. Events are taken in the order in which they were decided.
/// </remarks>
internal sealed class AccountPast(long time)
{
    private readonly Dictionary<EntityKey, AccountStep> holds = [];
    private long posted, held;
    private bool isPassed;      // An event of a later time was decided before.

    /// <summary>The account then.</summary>
    public Account State { get; private set; }

    public long Events { get; private set; }

    public long Rejected { get; private set; }

    public long CameLate { get; private set; }

    /// <summary>The first event of all, and the last up to the time, with the balance before it.</summary>
    public AccountStep? First { get; private set; }

    /// <inheritdoc cref="First"/>
    public AccountStep? Last { get; private set; }

    public long BalanceBeforeLast { get; private set; }

    /// <summary>The holds that were open, the oldest first.</summary>
    public IEnumerable<AccountStep> Holds => holds.Values.OrderBy(h => h.Sequence);

    /// <summary>Takes the next event, whatever its time.</summary>
    public void Take(in AccountStep step)
    {
        var e = step.Body;
        var (before, moved, set) = (posted, e.Balance - posted, e.Held - held);
        (posted, held) = (e.Balance, e.Held);
        First ??= step;
        if (step.Time > time)
        {
            isPassed = true;
            return;
        }
        var state = State;
        if (e.Opens != 0) (state.Currency, state.CreditLine) = (e.Currency, e.CreditLine);
        state.Posted += moved;
        state.Held += set;
        if (e.Kind is AccountEventKind.Withdrawn or AccountEventKind.Paid or AccountEventKind.TransferredOut
            or AccountEventKind.HoldCommitted) state.Debits.Add(e.Amount / 100.0);
        State = state;
        if (e.Kind == AccountEventKind.HoldPlaced) holds[e.Reference] = step;
        else if (e.Kind is AccountEventKind.HoldCommitted or AccountEventKind.HoldVoided
            or AccountEventKind.HoldExpired) holds.Remove(e.Reference);
        Events++;
        if (e.Kind == AccountEventKind.Rejected) Rejected++;
        if (isPassed) CameLate++;
        (Last, BalanceBeforeLast) = (step, before);
    }
}

/// <summary>An event of an account and where it is; its texts are read from there where they are wanted.</summary>
internal readonly record struct AccountStep(AccountEvent Body, long Time, int Batch, int Index, long Sequence)
{
    /// <summary>An event as the journal has it; who reads them in order counts them.</summary>
    public static unsafe AccountStep Of(EventHeader* e, int batch, int index) =>
        new(EventFrame.Body<AccountEvent>(e), e->Time, batch, index, 0);
}

/// <summary>All events of one entity, walked back batch by batch and kept without their texts.</summary>
internal static unsafe class EntityWalk
{
    /// <summary>Gets one event and where it is; valid during the call.</summary>
    public delegate T Reader<T>(EventHeader* e, int batch, int index);

    /// <summary>Reads them, the oldest first.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="shard">The entity's shard.</param>
    /// <param name="kind">Its kind, since slots are counted by regions.</param>
    /// <param name="slot">Its place.</param>
    /// <param name="last">The batch with its newest event.</param>
    /// <param name="read">What is kept of each.</param>
    /// <param name="stop">Breaks it off.</param>
    public static List<T> All<T>(Engine.Journals.Journal journal, int shard, byte kind, int slot, int last,
        Reader<T> read, CancellationToken stop)
    {
        var all = new List<T>();
        var own = new List<T>();
        for (var batch = last; batch > 0;)
        {
            var previous = 0;
            own.Clear();
            JournalFrames.Each(journal, shard, batch, batch, EventFlags.None, (e, number, index) =>
            {
                if (e->Slot != slot || e->Kind != kind) return;
                if (own.Count == 0) previous = e->Previous;
                own.Add(read(e, number, index));
            }, stop);
            own.Reverse();
            all.AddRange(own);
            Engine.Diagnostics.Invariant.Require(own.Count > 0 && previous < batch,
                $"batch {batch} of shard {shard} should have an event of the entity in slot {slot}.");
            batch = previous;
        }
        all.Reverse();
        return all;
    }
}
