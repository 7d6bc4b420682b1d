using FinData.Engine.Memory;

namespace FinData.Domain.Fraud.Features;

/// <summary>
/// What is known of terminals at any time that can still be asked for: payments wait until their label is known.
/// </summary>
/// <remarks>
/// An answer for time t is made of the payments up to t less the delay, in the order of (time, order), whatever has
/// been taken since: so a score does not depend on who was faster, as long as those payments have been taken when it
/// is asked for. A payment waits in 40 bytes for its label, and until no earlier time can be asked for
/// (<see cref="Settle"/>); then it becomes part of its terminal's past. For one thread at a time.
/// </remarks>
/// <param name="delay">From a payment to its label, in milliseconds.</param>
public sealed class TerminalTable(long delay) : IDisposable
{
    private readonly Slab<Terminal> terminals = new();
    private readonly Slab<Waiting> waiting = new();
    private long settled = long.MinValue / 2;   // The delay can be taken off it.

    // Places are counted from 1: 0 is none.
    private struct Terminal
    {
        public TerminalPast Past;
        public int Oldest, Newest;
    }

    private struct Waiting
    {
        public long Time, Order, Amount;
        public float Ratio;
        public int Older, Newer;
        public bool IsFraud;
    }

    /// <summary>A terminal without payments; gives its number, from 0 on.</summary>
    public int Add() => terminals.Add();

    /// <summary>How many payments wait.</summary>
    public int WaitingCount => waiting.Count - waiting.FreeCount;

    /// <summary>Takes a payment; it counts as genuine unless <see cref="Confirm"/> says otherwise in time.</summary>
    /// <param name="terminal">Its number.</param>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="order">The order among payments of one time, such as the transaction's number.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="ratio">How many times its card's usual amount it was (<see cref="CardActivity.RatioOf"/>).</param>
    public void Take(int terminal, long time, long order, long amount, float ratio)
    {
        ref var own = ref terminals.Write(terminal);
        // Most payments are the newest.
        var (older, newer) = (own.Newest, 0);
        while (older != 0)
        {
            ref readonly var at = ref waiting.Read(older - 1);
            if (at.Time < time || at.Time == time && at.Order <= order) break;
            (older, newer) = (at.Older, older);
        }
        var place = waiting.Add() + 1;
        waiting.Write(place - 1) = new()
        {
            Time = time, Order = order, Amount = amount, Ratio = ratio, Older = older, Newer = newer,
        };
        Link(ref own, older, place, newer);
    }

    /// <summary>A payment turned out to be a fraud; false when it does not wait any more: it is too late.</summary>
    public bool Confirm(int terminal, long time, long order)
    {
        for (var place = terminals.Read(terminal).Newest; place != 0; place = waiting.Read(place - 1).Older)
        {
            ref var at = ref waiting.Write(place - 1);
            if (at.Time != time || at.Order != order) continue;
            at.IsFraud = true;
            return true;
        }
        return false;
    }

    /// <summary>No earlier time will be asked for from now on.</summary>
    public void Settle(long time) => settled = Math.Max(settled, time);

    /// <summary>
    /// Writes a terminal's features of a payment at a time that is not settled; the card's are left alone.
    /// </summary>
    public void Describe(int terminal, long time, Span<float> to)
    {
        ref var own = ref terminals.Write(terminal);
        while (own.Oldest != 0 && waiting.Read(own.Oldest - 1).Time <= settled - delay) FoldOldest(ref own);
        if (own.Oldest == 0 || waiting.Read(own.Oldest - 1).Time > time - delay)
        {
            own.Past.Describe(time, delay, to);
            return;
        }
        var past = own.Past;
        for (var place = own.Oldest; place != 0; place = waiting.Read(place - 1).Newer)
        {
            ref readonly var at = ref waiting.Read(place - 1);
            if (at.Time > time - delay) break;
            past.Take(at.Time, at.Amount, at.Ratio, at.IsFraud);
        }
        past.Describe(time, delay, to);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        terminals.Dispose();
        waiting.Dispose();
    }

    private void FoldOldest(ref Terminal own)
    {
        var place = own.Oldest;
        var at = waiting.Read(place - 1);
        own.Past.Take(at.Time, at.Amount, at.Ratio, at.IsFraud);
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
