namespace FinData.Engine.Actors;

/// <summary>Decides where and when actors get turns: on the pool's threads, or one by one in a simulation.</summary>
/// <remarks>
/// The actors of a system never have threads of their own and never wait in a turn, so what differs between
/// production and simulation is this class and the <see cref="TimeProvider"/>; the actors are the same.
/// </remarks>
public abstract class MessageDispatcher
{
    /// <summary>How many messages an actor handles in one turn before others get theirs; at least 1.</summary>
    public abstract int Throughput { get; }

    /// <summary>Runs <paramref name="turn"/> once, soon, but never inside this call.</summary>
    /// <remarks>
    /// Called from any thread. An actor has at most one turn scheduled or running, so turns may run in parallel.
    /// A turn that throws has met a bug of the engine: the exception must not be swallowed.
    /// </remarks>
    public abstract void Schedule(IThreadPoolWorkItem turn);
}
