namespace FinData.Engine.Actors;

/// <summary>A task that is decided once, and whose continuations run as a turn of their own.</summary>
/// <remarks>
/// So whoever awaits never runs inside the turn of the actor that answers, and the simulation, which owns the
/// order of turns, owns the order of these too. For the same reason the engine itself awaits nothing.
/// </remarks>
internal sealed class Completion<T>(MessageDispatcher dispatcher) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<T> source = new();
    private readonly Lock gate = new();
    private readonly List<IDisposable> held = [];
    private Action<TaskCompletionSource<T>>? outcome;

    public Task<T> Task => source.Task;

    public bool IsDecided => Volatile.Read(ref outcome) is not null;

    public bool TrySetResult(T result) => Decide(source => source.SetResult(result));

    public bool TrySetException(Exception exception) => Decide(source => source.SetException(exception));

    public bool TrySetCanceled(CancellationToken token) => Decide(source => source.SetCanceled(token));

    /// <summary>Fails when the time is over and nothing has been decided, and is cancelled by the token.</summary>
    public Task<T> Within(TimeSpan limit, TimeProvider time, Func<Exception> late, CancellationToken token)
    {
        Hold(time.CreateTimer(_ => TrySetException(late()), null, limit, Timeout.InfiniteTimeSpan));
        if (token.CanBeCanceled) Hold(token.UnsafeRegister(_ => TrySetCanceled(token), null));
        return source.Task;
    }

    /// <summary>Disposes of the resource once this is decided.</summary>
    public void Hold(IDisposable resource)
    {
        lock (gate) held.Add(resource);
        if (IsDecided) Release();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Release();
        outcome!(source);
    }

    private bool Decide(Action<TaskCompletionSource<T>> decision)
    {
        if (Interlocked.CompareExchange(ref outcome, decision, null) is not null) return false;
        dispatcher.Schedule(this);
        return true;
    }

    private void Release()
    {
        IDisposable[] resources;
        lock (gate)
        {
            resources = [.. held];
            held.Clear();
        }
        foreach (var resource in resources) resource.Dispose();
    }
}
