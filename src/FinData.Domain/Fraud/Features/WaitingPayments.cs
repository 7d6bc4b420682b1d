using System.Runtime.CompilerServices;
using FinData.Engine.Diagnostics;
using FinData.Engine.Entities;
using FinData.Engine.Memory;

namespace FinData.Domain.Fraud.Features;

/// <summary>A payment, or a late label of one, whose time to count at its terminal has not come for all.</summary>
internal struct WaitingPayment
{
    public long Time, Order, Amount;
    public float Ratio;
}

/// <summary>When a waiting payment counts, and what is special about it, in one word.</summary>
/// <remarks>What most are needs no more to be taken in: genuine, and counting the delay after its time.</remarks>
internal readonly record struct Waiting(long Word)
{
    private const int Bits = 3, Fraud = 1, LateLabel = 2, Later = 4;

    public Waiting(long counts, bool isFraud, bool isLateLabel, bool isLater)
        : this(counts << Bits | (isFraud ? Fraud : 0L) | (isLateLabel ? LateLabel : 0L) | (isLater ? Later : 0L))
    {
    }

    public long Counts => Word >> Bits;

    public bool IsPlain => (Word & (Fraud | LateLabel | Later)) == 0;

    public bool IsFraud => (Word & Fraud) != 0;

    public bool IsLateLabel => (Word & LateLabel) != 0;

    public Waiting AsFraud() => new(Word | Fraud);
}

/// <summary>The payments of one terminal that wait; all zeros for none. Places are counted from 1: 0 is none.</summary>
internal struct WaitingQueue
{
    public int Oldest, Newest;
    // Where in its block the oldest is, and how many the newest block has.
    public byte First, End;
}

/// <summary>Queues of payments in the order in which they count.</summary>
/// <remarks>
/// When seven payments count lies in one line of memory, and the rest of them elsewhere: those that are asked for are
/// one after the other, and each line that nobody has read for a week costs a third of what the trees do.
/// </remarks>
internal sealed class WaitingPayments : IDisposable
{
    private const int BlockPayments = 7;

    private readonly Slab<Block> blocks = new();
    private readonly Slab<Seven<WaitingPayment>> payments = new();    // By the same places as blocks.

    [InlineArray(BlockPayments)]
    private struct Seven<T> { private T first; }

    private struct Block
    {
        public Seven<Waiting> Waiting;
        public int Older, Newer;
    }

    /// <summary>Where a payment is.</summary>
    public readonly record struct Place(int Block, int Index);

    /// <summary>How many wait in all queues.</summary>
    public int Count { get; private set; }

    /// <summary>What snapshots keep of it.</summary>
    public IEnumerable<SnapshotPart> Parts =>
    [
        new SlabPart<Block>(blocks), new SlabPart<Seven<WaitingPayment>>(payments),
        new NumbersPart(() => [Count], n => Count = (int)n[0]),
    ];

    /// <summary>Where the oldest of a queue is; that of an empty one has no block.</summary>
    public static Place OldestOf(in WaitingQueue queue) => new(queue.Oldest, queue.First);

    /// <summary>Where the newest of a queue is; that of an empty one has no block.</summary>
    public static Place NewestOf(in WaitingQueue queue) => new(queue.Newest, queue.End - 1);

    /// <summary>Asks the processor for when the oldest payments of a queue count.</summary>
    public void PrefetchOldest(in WaitingQueue queue)
    {
        if (queue.Oldest != 0) blocks.Prefetch(queue.Oldest - 1);
    }

    /// <summary>Asks the processor for both ends of a queue.</summary>
    public void Prefetch(in WaitingQueue queue)
    {
        if (queue.Oldest == 0) return;
        blocks.Prefetch(queue.Oldest - 1);
        blocks.Prefetch(queue.Newest - 1);
        payments.Prefetch(queue.Newest - 1);
    }

    /// <summary>When the payment at a place counts.</summary>
    public Waiting WhenOf(Place at) => blocks.Read(at.Block - 1).Waiting[at.Index];

    /// <summary>The payment at a place.</summary>
    public ref readonly WaitingPayment Read(Place at) => ref payments.Read(at.Block - 1)[at.Index];

    /// <summary>The payment at a place turned out to be a fraud.</summary>
    public void Confirm(Place at)
    {
        ref var waiting = ref blocks.Write(at.Block - 1).Waiting[at.Index];
        waiting = waiting.AsFraud();
    }

    /// <summary>The next newer place; without a block after the newest.</summary>
    public Place Newer(in WaitingQueue queue, Place at)
    {
        if (at.Block == queue.Newest && at.Index + 1 == queue.End) return default;
        return at.Index + 1 < BlockPayments ? at with { Index = at.Index + 1 }
            : new(blocks.Read(at.Block - 1).Newer, 0);
    }

    /// <summary>The next older place; without a block before the oldest.</summary>
    public Place Older(in WaitingQueue queue, Place at)
    {
        if (at.Block == queue.Oldest && at.Index == queue.First) return default;
        return at.Index > 0 ? at with { Index = at.Index - 1 }
            : new(blocks.Read(at.Block - 1).Older, BlockPayments - 1);
    }

    /// <summary>Puts a payment where it belongs; most are the newest.</summary>
    public void Add(ref WaitingQueue queue, Waiting waiting, in WaitingPayment payment)
    {
        if (queue.Newest == 0 || queue.End == BlockPayments) AddBlock(ref queue);
        queue.End++;
        Count++;
        var at = NewestOf(in queue);
        for (var older = Older(in queue, at); older.Block != 0; older = Older(in queue, at))
        {
            var before = WhenOf(older);
            if (before.Counts < waiting.Counts) break;
            if (before.Counts == waiting.Counts && Read(older).Order <= payment.Order) break;
            Write(at, before, in Read(older));
            at = older;
        }
        Write(at, waiting, in payment);
    }

    /// <summary>Takes the oldest out of a queue that has one.</summary>
    public void RemoveOldest(ref WaitingQueue queue)
    {
        Count--;
        var (oldest, next) = (OldestOf(in queue), Newer(in queue, OldestOf(in queue)));
        if (next.Block == oldest.Block)
        {
            queue.First++;
            return;
        }
        blocks.Remove(oldest.Block - 1);
        payments.Remove(oldest.Block - 1);
        if (next.Block == 0) queue = default;
        else (queue.Oldest, queue.First) = (next.Block, 0);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        blocks.Dispose();
        payments.Dispose();
    }

    private void Write(Place at, Waiting waiting, in WaitingPayment payment)
    {
        blocks.Write(at.Block - 1).Waiting[at.Index] = waiting;
        payments.Write(at.Block - 1)[at.Index] = payment;
    }

    private void AddBlock(ref WaitingQueue queue)
    {
        var added = blocks.Add() + 1;
        Invariant.Require(payments.Add() + 1 == added, "a waiting payment's place differs from when it counts.");
        blocks.Write(added - 1).Older = queue.Newest;
        if (queue.Newest == 0) (queue.Oldest, queue.First) = (added, 0);
        else blocks.Write(queue.Newest - 1).Newer = added;
        (queue.Newest, queue.End) = (added, 0);
    }
}
