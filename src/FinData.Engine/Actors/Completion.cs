namespace FinData.Engine.Actors;

/// <summary>A task that is decided once, and whose continuations run as a turn of their own.</summary>
/// <remarks>
/// So whoever awaits never runs inside the turn of the actor that answers, and the simulation, which owns the
/// order of turns, owns the order of these too.
/// </remarks>
internal sealed class Completion<T>(MessageDispatcher dispatcher) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<T> source = new();
    private Action<TaskCompletionSource<T>>? outcome;

    public Task<T> Task => source.Task;

    public bool IsDecided => Volatile.Read(ref outcome) is not null;

    public bool TrySetResult(T result) => Decide(source => source.SetResult(result));

    public bool TrySetException(Exception exception) => Decide(source => source.SetException(exception));

    public bool TrySetCanceled(CancellationToken token) => Decide(source => source.SetCanceled(token));

    /// <summary>Waits for the decision; when the time is over first, decides to fail.</summary>
    public async Task<T> WaitAsync(TimeSpan limit, TimeProvider time, Func<Exception> late, CancellationToken token)
    {
        using var timer = time.CreateTimer(_ => TrySetException(late()), null, limit, Timeout.InfiniteTimeSpan);
        using var registration = token.UnsafeRegister(_ => TrySetCanceled(token), null);
        return await source.Task;
    }

    void IThreadPoolWorkItem.Execute() => outcome!(source);

    private bool Decide(Action<TaskCompletionSource<T>> decision)
    {
        if (Interlocked.CompareExchange(ref outcome, decision, null) is not null) return false;
        dispatcher.Schedule(this);
        return true;
    }
}
