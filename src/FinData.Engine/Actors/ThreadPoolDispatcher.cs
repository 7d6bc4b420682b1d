namespace FinData.Engine.Actors;

/// <summary>Gives actors their turns on the threads of the pool, as many at a time as there are cores.</summary>
/// <param name="throughput">
/// How many messages one turn handles at most (default: 30): more is cheaper for a busy actor, fewer is fairer to
/// the others.
/// </param>
/// <remarks>
/// An actor is its own work item, so scheduling allocates nothing. Turns must not block: the pool is shared with
/// the rest of the process. This is the only file of the actors that touches threads.
/// </remarks>
public sealed class ThreadPoolDispatcher(int throughput = 30) : MessageDispatcher
{
    /// <inheritdoc/>
    public override int Throughput { get; } = throughput > 0
        ? throughput
        : throw new ArgumentOutOfRangeException(nameof(throughput), throughput, "A turn handles at least one message.");

    /// <inheritdoc/>
    public override void Schedule(IThreadPoolWorkItem turn) =>
        ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false);
}
