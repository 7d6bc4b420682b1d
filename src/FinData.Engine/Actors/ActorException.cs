using FinData.Engine.Diagnostics;

namespace FinData.Engine.Actors;

/// <summary>Something asked of the actors could not be done.</summary>
/// <param name="message">What happened, to which actor, and what to do.</param>
/// <param name="inner">What was caught, if anything.</param>
public class ActorException(string message, Exception? inner = null) : FinDataException(message, inner);

/// <summary>An answer did not come: it is late, or the question was never taken.</summary>
/// <param name="message">Which actor was asked and how long it had.</param>
/// <remarks>Whether the actor has acted on the question is not known: ask again only what may be done twice.</remarks>
public sealed class AskException(string message) : ActorException(message)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>An actor that watched another did not say what to do when that one stopped.</summary>
/// <param name="watcher">Who watched.</param>
/// <param name="stopped">Who has stopped.</param>
public sealed class DeathPactException(ActorPath watcher, ActorPath stopped) : ActorException(
    $"{stopped}, which {watcher} watches, has stopped; override OnTerminated to live on without it.");

/// <summary>Actors were still running when the time to stop was over.</summary>
/// <param name="limit">How long they had.</param>
/// <param name="running">Who still runs; each one's parents are in the list too.</param>
public sealed class StopTimeoutException(TimeSpan limit, IReadOnlyList<ActorPath> running) : ActorException(
    $"{running.Count} actors still run {limit} after they were told to stop: {string.Join(", ", running.Take(10))}.")
{
    /// <summary>Who still runs, parents before children.</summary>
    public IReadOnlyList<ActorPath> Running { get; } = running;
}
