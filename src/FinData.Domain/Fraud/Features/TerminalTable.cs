using System.Runtime.InteropServices;
using FinData.Domain.Fraud.History;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Fraud.Features;

/// <summary>
/// What is known of a shard's terminals at any time that can still be asked for: payments wait until their label is
/// known.
/// </summary>
/// <remarks>
/// <para>An answer for time t is made of what counts by then: payments up to t less the delay, in the order of (time,
/// order), whatever has been taken since. So a score does not depend on who was faster. What comes too late for that
/// counts from the first time for which no answer was given (<see cref="CountsFrom"/>), which is journaled, so that
/// answers can be given again. No answer is given for a time beyond what the writer has allowed.</para>
/// <para>A payment waits for its label, and until no earlier time can be asked for; then it becomes part of
/// its terminal's past. One thread writes, any may ask.</para>
/// </remarks>
/// <param name="delay">From a payment to its label, in milliseconds.</param>
public sealed partial class TerminalTable(long delay) : IDisposable
{
    /// <summary>Payments that may wait; one that finds the table full is in no terminal's past.</summary>
    public const int WaitingMax = 4_000_000;

    /// <summary>What <see cref="Describe"/> gives when the table was disposed.</summary>
    public const long Gone = 0;

    private readonly Table<Terminal> terminals = new(64);
    private readonly WaitingPayments waiting = new();
    // Held for some hundred nanoseconds at most, five times a payment: a Lock would take a fifth of that for itself.
    private SpinLock gate = new(enableThreadOwnerTracking: false);
    // 0 says in an event that there is nothing to say. Between CountsFrom and Take nothing is answered from there on;
    // until Sealed not to other shards, whose batch may be durable before what they were told.
    private long settled = 1, final = 1, allowed = 1, taking = long.MaxValue, unsealed = long.MaxValue;
    private bool isGone;

    // Four whole lines of memory; the first one tells where the next to be read are.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Terminal : IKeyed
    {
        public EntityKey Key;
        public WaitingQueue Waiting;
        public TerminalPast Past;

        readonly EntityKey IKeyed.Key => Key;
    }

    private readonly ref struct Held(ref SpinLock gate)
    {
        private readonly ref SpinLock gate = ref gate;

        public void Dispose() => gate.Exit(useMemoryBarrier: false);
    }

    /// <summary>Up to which time it may be asked about; milliseconds since 1970.</summary>
    public long Allowed => Volatile.Read(ref allowed);

    /// <summary>How many payments wait.</summary>
    public int WaitingCount => waiting.Count;

    /// <summary>Whether one more payment can wait.</summary>
    public bool HasRoom => WaitingCount < WaitingMax;

    /// <summary>
    /// From which time on a payment of a time counts, where that is later than the delay says; 0 where it is not. The
    /// payment, or its label, has to follow.
    /// </summary>
    public long CountsFrom(long time)
    {
        using (Hold())
        {
            var last = Math.Max(final, settled);
            var from = time + delay > last ? 0 : last + 1;
            taking = from == 0 ? time + delay : from;
            unsealed = Math.Min(unsealed, taking);
            return from;
        }
    }

    /// <summary>Takes a payment; it counts as genuine unless <see cref="Confirm"/> says otherwise.</summary>
    /// <param name="terminal">Its key.</param>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="order">The order among payments of one time, such as a hash of the transaction's id.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="ratio">How many times its card's usual amount it was (<see cref="CardActivity.RatioOf"/>).</param>
    /// <param name="countsFrom">As <see cref="CountsFrom"/> said when it came.</param>
    /// <param name="place">As it was given for the terminal before; 0 for not known.</param>
    /// <returns>The terminal's place, for <see cref="Prefetch"/> and the next time.</returns>
    public int Take(EntityKey terminal, long time, long order, long amount, float ratio, long countsFrom = 0,
        int place = 0) =>
        Add(terminal, new Waiting(Math.Max(time + delay, countsFrom), false, false, countsFrom > time + delay),
            new WaitingPayment { Time = time, Order = order, Amount = amount, Ratio = ratio }, place);

    /// <summary>Asks the processor for what is known of a terminal of that place. On the writer's thread.</summary>
    public void Prefetch(int place) => terminals.Records.Prefetch(place - 1);

    /// <summary>
    /// Asks the processor for where a terminal is found, some microseconds before <see cref="Seek"/>. Any thread.
    /// </summary>
    public void PrefetchIndex(EntityKey terminal) => terminals.PrefetchIndex(terminal);

    /// <summary>
    /// Asks the processor for a terminal's past, while there is something to be done before <see cref="Describe"/>. Any
    /// thread.
    /// </summary>
    /// <returns>For <see cref="SeekWaiting"/> of this table; a hint only.</returns>
    public int Seek(EntityKey terminal)
    {
        using (Hold()) return isGone ? -1 : terminals.PrefetchRecord(terminal);
    }

    /// <summary>
    /// Asks the processor for when the payments of a terminal count that was sought some hundred nanoseconds ago. Any
    /// thread.
    /// </summary>
    public void SeekWaiting(int sought)
    {
        if (sought < 0) return;
        using (Hold())
        {
            if (!isGone) waiting.PrefetchOldest(in terminals.Records.Read(sought).Waiting);
        }
    }

    /// <summary>
    /// Asks the processor for all that the next payment of a terminal of that place will touch beside it. On the
    /// writer's thread.
    /// </summary>
    public void PrefetchWaiting(int place)
    {
        if (place > 0) waiting.Prefetch(in terminals.Records.Read(place - 1).Waiting);
    }

    /// <summary>A payment turned out to be a fraud.</summary>
    /// <param name="terminal">Its terminal's key.</param>
    /// <param name="time">The payment's time.</param>
    /// <param name="order">Its order.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="ratio">As it was taken.</param>
    /// <param name="countsFrom">As <see cref="CountsFrom"/> said when the label came.</param>
    /// <returns>False when it should wait and is not there: it was never taken.</returns>
    public bool Confirm(EntityKey terminal, long time, long order, long amount, float ratio, long countsFrom = 0)
    {
        if (countsFrom != 0)
        {
            Add(terminal, new Waiting(countsFrom, true, true, true),
                new WaitingPayment { Time = time, Order = order, Amount = amount, Ratio = ratio });
            return true;
        }
        using (Hold())
        {
            taking = long.MaxValue;
            var slot = terminals.Find(terminal);
            if (slot < 0) return false;
            ref readonly var queue = ref terminals.Records.Read(slot).Waiting;
            for (var at = WaitingPayments.NewestOf(in queue); at.Block != 0; at = waiting.Older(in queue, at))
            {
                ref readonly var payment = ref waiting.Read(at);
                if (payment.Time != time || payment.Order != order || waiting.WhenOf(at).IsLateLabel) continue;
                waiting.Confirm(at);
                return true;
            }
            return false;
        }
    }

    /// <summary>Says how far everything is known. On the writer's thread.</summary>
    /// <param name="until">All that counts by then has come, as far as it was told in time.</param>
    /// <param name="from">No earlier time will be asked for.</param>
    public void Reach(long until, long from)
    {
        using (Hold())
        {
            allowed = Math.Max(allowed, until);
            settled = Math.Max(settled, Math.Min(from, allowed));
        }
    }

    /// <summary>
    /// All that was taken goes into the journal before what is told from now on. On the writer's thread.
    /// </summary>
    public void Sealed()
    {
        if (unsealed == long.MaxValue) return;
        using (Hold()) unsealed = long.MaxValue;
    }

    /// <summary>Copies may answer for all times up to this one: nothing more is to count by then.</summary>
    public void Answer(long until)
    {
        using (Hold()) final = Math.Max(final, until);
    }

    /// <summary>Writes a terminal's features of a payment; the card's are left alone. Any thread.</summary>
    /// <param name="terminal">Its key; one that is not known has no past.</param>
    /// <param name="time">The payment's time, in milliseconds since 1970.</param>
    /// <param name="to">A row of <see cref="FeatureSet.Count"/> features.</param>
    /// <param name="isOwn">True for the shard whose table it is: it may know what its own batch has.</param>
    /// <returns>
    /// The time as of which the answer is: the payment's, where that can be answered. <see cref="Gone"/> when nobody is
    /// to ask here any more.
    /// </returns>
    public long Describe(EntityKey terminal, long time, Span<float> to, bool isOwn = false)
    {
        TerminalPast past = default;
        var spinner = new SpinWait();
        while (Volatile.Read(ref taking) <= time) spinner.SpinOnce();
        using (Hold())
        {
            if (isGone) return Gone;
            time = Math.Min(Math.Clamp(time, settled, allowed), (isOwn ? taking : Math.Min(taking, unsealed)) - 1);
            final = Math.Max(final, time);
            var slot = terminals.Find(terminal);
            if (slot >= 0) past = PastOf(slot, time);
        }
        past.Describe(time, delay, to);
        return time;
    }

    /// <summary>
    /// What is known of a terminal, for people who look: other than by <see cref="Describe"/> nothing is promised about
    /// that time. Any thread.
    /// </summary>
    /// <returns>False for one that has had no payment.</returns>
    public bool Look(EntityKey terminal, long time, Span<float> to)
    {
        TerminalPast past;
        using (Hold())
        {
            var slot = isGone ? -1 : terminals.Find(terminal);
            if (slot < 0) return false;
            past = PastOf(slot, time);
        }
        past.Describe(time, delay, to);
        return true;
    }

    private TerminalPast PastOf(int slot, long time)
    {
        ref readonly var own = ref terminals.Records.Read(slot);
        var past = own.Past;
        for (var at = WaitingPayments.OldestOf(in own.Waiting); at.Block != 0; at = waiting.Newer(in own.Waiting, at))
        {
            var when = waiting.WhenOf(at);
            if (when.Counts > time) break;
            Fold(when, at, ref past);
        }
        return past;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        using (Hold())
        {
            (isGone, taking) = (true, long.MaxValue);
            terminals.Dispose();
            waiting.Dispose();
        }
    }

    private int Add(EntityKey key, Waiting added, in WaitingPayment payment, int place = 0)
    {
        using (Hold())
        {
            taking = long.MaxValue;
            var slot = place > 0 ? place - 1 : terminals.Find(key);
            if (slot < 0)
            {
                slot = terminals.Add(key);
                terminals.Records.Write(slot).Key = key;
            }
            ref var own = ref terminals.Records.Write(slot);
            while (own.Waiting.Oldest != 0)
            {
                var oldest = WaitingPayments.OldestOf(in own.Waiting);
                var when = waiting.WhenOf(oldest);
                if (when.Counts > settled) break;
                Fold(when, oldest, ref own.Past);
                waiting.RemoveOldest(ref own.Waiting);
            }
            waiting.Add(ref own.Waiting, added, in payment);
            return slot + 1;
        }
    }

    private Held Hold()
    {
        var isTaken = false;
        gate.Enter(ref isTaken);
        return new Held(ref gate);
    }

    private void Fold(Waiting when, WaitingPayments.Place at, ref TerminalPast past)
    {
        if (when.IsPlain)
        {
            past.Take(when.Counts - delay, 0, 0, isFraud: false);
            return;
        }
        ref readonly var payment = ref waiting.Read(at);
        if (when.IsLateLabel) past.Correct(payment.Time, payment.Amount, payment.Ratio);
        else past.Take(payment.Time, payment.Amount, payment.Ratio, when.IsFraud);
    }
}
