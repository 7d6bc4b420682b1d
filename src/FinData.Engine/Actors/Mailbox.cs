namespace FinData.Engine.Actors;

/// <summary>What waits in a mailbox: a message, or an item that turns into one when its turn comes.</summary>
internal readonly record struct Envelope<TMessage>(TMessage Message, Reserved<TMessage>? Reserved)
    where TMessage : notnull;

internal enum PostResult
{
    Accepted,
    Full,
    Closed,
}

/// <summary>A bounded queue with many writers and one reader at a time; first in, first out.</summary>
/// <remarks>
/// Only told messages count towards the capacity. Reserved items (ticks, piped results, Terminated) are bounded
/// by the limits of what makes them and always find a place.
/// </remarks>
internal sealed class Mailbox<TMessage>(int capacity, MessageDispatcher dispatcher) where TMessage : notnull
{
    private readonly Lock gate = new();
    private readonly Queue<Envelope<TMessage>> queue = new();
    private readonly LinkedList<Waiter> waiters = new();
    private int toldCount;
    private bool isClosed;

    public bool IsEmpty
    {
        get { lock (gate) return queue.Count == 0; }
    }

    public PostResult Post(TMessage message)
    {
        lock (gate)
        {
            if (isClosed) return PostResult.Closed;
            if (toldCount == capacity) return PostResult.Full;
            Enqueue(message);
            return PostResult.Accepted;
        }
    }

    public bool Post(Reserved<TMessage> item)
    {
        lock (gate)
        {
            if (!isClosed) queue.Enqueue(new Envelope<TMessage>(default!, item));
            return !isClosed;
        }
    }

    /// <summary>
    /// Puts the message in; if there is no place now, <paramref name="admitted"/> ends when there is.
    /// </summary>
    public PostResult PostOrWait(TMessage message, CancellationToken cancellationToken, out Task<bool>? admitted)
    {
        admitted = null;
        Waiter waiter;
        lock (gate)
        {
            if (isClosed) return PostResult.Closed;
            if (toldCount < capacity)
            {
                Enqueue(message);
                return PostResult.Accepted;
            }
            waiter = new Waiter(message, new Completion<bool>(dispatcher));
            waiters.AddLast(waiter);
        }
        if (cancellationToken.CanBeCanceled)
            waiter.Admitted.Hold(cancellationToken.UnsafeRegister(_ => Cancel(waiter, cancellationToken), null));
        admitted = waiter.Admitted.Task;
        return PostResult.Full;
    }

    /// <summary>Takes the next item; the place goes to whoever has waited longest.</summary>
    public bool TryTake(out Envelope<TMessage> next)
    {
        lock (gate)
        {
            if (!queue.TryDequeue(out next)) return false;
            if (next.Reserved is not null) return true;
            toldCount--;
            if (waiters.First is not { } first) return true;
            waiters.RemoveFirst();
            Enqueue(first.Value.Message);
            first.Value.Admitted.TrySetResult(true);
            return true;
        }
    }

    /// <summary>Takes nothing more, and hands over what was told, or waits to be, and nobody will handle.</summary>
    public List<TMessage> Close()
    {
        lock (gate)
        {
            isClosed = true;
            List<TMessage> unhandled = [.. queue.Where(e => e.Reserved is null).Select(e => e.Message)];
            queue.Clear();
            foreach (var waiter in waiters)
            {
                unhandled.Add(waiter.Message);
                waiter.Admitted.TrySetResult(false);
            }
            waiters.Clear();
            return unhandled;
        }
    }

    private void Enqueue(TMessage message)
    {
        toldCount++;
        queue.Enqueue(new Envelope<TMessage>(message, null));
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (gate)
            if (waiters.Remove(waiter)) waiter.Admitted.TrySetCanceled(cancellationToken);
    }

    private sealed class Waiter(TMessage message, Completion<bool> admitted)
    {
        public TMessage Message { get; } = message;

        public Completion<bool> Admitted { get; } = admitted;
    }
}
