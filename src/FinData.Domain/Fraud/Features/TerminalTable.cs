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
/// <para>A payment waits in 48 bytes for its label, and until no earlier time can be asked for; then it becomes part of
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
    private readonly Slab<Waiting> waiting = new();
    private readonly Lock gate = new();
    // 0 says in an event that there is nothing to say. Between CountsFrom and Take nothing is answered from there on;
    // until Sealed not to other shards, whose batch may be durable before what they were told.
    private long settled = 1, final = 1, allowed = 1, taking = long.MaxValue, unsealed = long.MaxValue;
    private bool isGone;

    // Places are counted from 1: 0 is none.
    private struct Terminal : IKeyed
    {
        public EntityKey Key;
        public TerminalPast Past;
        public int Oldest, Newest;

        readonly EntityKey IKeyed.Key => Key;
    }

    private struct Waiting
    {
        public long Time, Order, Amount, Counts;
        public float Ratio;
        public int Older, Newer;
        public bool IsFraud, IsLateLabel;
    }

    /// <summary>Up to which time it may be asked about; milliseconds since 1970.</summary>
    public long Allowed => Volatile.Read(ref allowed);

    /// <summary>How many payments wait.</summary>
    public int WaitingCount => waiting.Count - waiting.FreeCount;

    /// <summary>Whether one more payment can wait.</summary>
    public bool HasRoom => WaitingCount < WaitingMax;

    /// <summary>
    /// From which time on a payment of a time counts, where that is later than the delay says; 0 where it is not. The
    /// payment, or its label, has to follow.
    /// </summary>
    public long CountsFrom(long time)
    {
        lock (gate)
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
    public void Take(EntityKey terminal, long time, long order, long amount, float ratio, long countsFrom = 0) =>
        Add(terminal, new Waiting
        {
            Time = time, Order = order, Amount = amount, Ratio = ratio, Counts = Math.Max(time + delay, countsFrom),
        });

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
            Add(terminal, new Waiting
            {
                Time = time, Order = order, Amount = amount, Ratio = ratio, Counts = countsFrom, IsFraud = true,
                IsLateLabel = true,
            });
            return true;
        }
        lock (gate)
        {
            taking = long.MaxValue;
            var slot = terminals.Find(terminal);
            if (slot < 0) return false;
            for (var place = terminals.Records.Read(slot).Newest; place != 0; place = waiting.Read(place - 1).Older)
            {
                ref readonly var at = ref waiting.Read(place - 1);
                if (at.Time != time || at.Order != order || at.IsLateLabel) continue;
                waiting.Write(place - 1).IsFraud = true;
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
        lock (gate)
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
        lock (gate) unsealed = long.MaxValue;
    }

    /// <summary>Copies may answer for all times up to this one: nothing more is to count by then.</summary>
    public void Answer(long until)
    {
        lock (gate) final = Math.Max(final, until);
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
        lock (gate)
        {
            if (isGone) return Gone;
            time = Math.Min(Math.Clamp(time, settled, allowed), (isOwn ? taking : Math.Min(taking, unsealed)) - 1);
            final = Math.Max(final, time);
            var slot = terminals.Find(terminal);
            if (slot >= 0)
            {
                ref readonly var own = ref terminals.Records.Read(slot);
                past = own.Past;
                for (var place = own.Oldest; place != 0; place = waiting.Read(place - 1).Newer)
                {
                    ref readonly var at = ref waiting.Read(place - 1);
                    if (at.Counts > time) break;
                    Fold(in at, ref past);
                }
            }
        }
        past.Describe(time, delay, to);
        return time;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            (isGone, taking) = (true, long.MaxValue);
            terminals.Dispose();
            waiting.Dispose();
        }
    }

    private void Add(EntityKey key, in Waiting payment)
    {
        lock (gate)
        {
            taking = long.MaxValue;
            var slot = terminals.Find(key);
            if (slot < 0)
            {
                slot = terminals.Add(key);
                terminals.Records.Write(slot).Key = key;
            }
            ref var own = ref terminals.Records.Write(slot);
            while (own.Oldest != 0 && waiting.Read(own.Oldest - 1).Counts <= settled) FoldOldest(ref own);
            // Most payments are the newest.
            var (older, newer) = (own.Newest, 0);
            while (older != 0)
            {
                ref readonly var at = ref waiting.Read(older - 1);
                if (at.Counts < payment.Counts || at.Counts == payment.Counts && at.Order <= payment.Order) break;
                (older, newer) = (at.Older, older);
            }
            var place = waiting.Add() + 1;
            ref var added = ref waiting.Write(place - 1);
            added = payment;
            (added.Older, added.Newer) = (older, newer);
            Link(ref own, older, place, newer);
        }
    }

    private static void Fold(in Waiting payment, ref TerminalPast past)
    {
        if (payment.IsLateLabel) past.Correct(payment.Time, payment.Amount, payment.Ratio);
        else past.Take(payment.Time, payment.Amount, payment.Ratio, payment.IsFraud);
    }

    private void FoldOldest(ref Terminal own)
    {
        var place = own.Oldest;
        var at = waiting.Read(place - 1);
        Fold(in at, ref own.Past);
        own.Oldest = at.Newer;
        if (at.Newer == 0) own.Newest = 0;
        else waiting.Write(at.Newer - 1).Older = 0;
        waiting.Remove(place - 1);
    }

    private void Link(ref Terminal own, int older, int place, int newer)
    {
        if (older == 0) own.Oldest = place;
        else waiting.Write(older - 1).Newer = place;
        if (newer == 0) own.Newest = place;
        else waiting.Write(newer - 1).Older = place;
    }
}
