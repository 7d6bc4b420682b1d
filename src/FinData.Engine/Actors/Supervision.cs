namespace FinData.Engine.Actors;

/// <summary>The four answers to a failure.</summary>
public enum Directive
{
    /// <summary>Drop the message and go on with the state as it is.</summary>
    Resume,

    /// <summary>Stop the children, make a new instance after the backoff, go on with the mailbox.</summary>
    Restart,

    /// <summary>Stop the actor for good.</summary>
    Stop,

    /// <summary>Let the parent fail of it, and be treated as its own supervision says.</summary>
    Escalate,
}

/// <summary>What happens to an actor that throws; given by whoever spawns it.</summary>
/// <remarks>
/// The message that failed goes to the dead letters and is never tried again. Every failure is published on the
/// event stream as <see cref="ActorFailed"/>, which is where logs come from.
/// The first restart in a window waits <see cref="BackoffMin"/>, each further one twice as long as the one before.
/// </remarks>
public sealed record Supervision
{
    /// <summary>Restart whatever the failure is; the other values are the defaults below.</summary>
    public static readonly Supervision Default = new();

    /// <summary>Stop at the first failure.</summary>
    public static readonly Supervision Stopping = new() { Decide = _ => Directive.Stop };

    /// <summary>Leave every failure to the parent.</summary>
    public static readonly Supervision Escalating = new() { Decide = _ => Directive.Escalate };

    /// <summary>
    /// Chooses the answer; must not throw (default: Restart). Resume is taken as Restart if the actor failed to start.
    /// </summary>
    public Func<Exception, Directive> Decide { get; init; } = _ => Directive.Restart;

    /// <summary>How long the first restart waits; zero restarts at once (default: 200 ms).</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest that a restart waits (default: 10 s).</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many restarts there may be in one window; the next failure meets the limit (default: 10).</summary>
    public int RestartsMax { get; init; } = 10;

    /// <summary>The window that restarts are counted in; it slides (default: 2 min).</summary>
    public TimeSpan RestartsWindow { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What happens at the limit: Stop or Escalate (default: Stop).</summary>
    public Directive AtLimit { get; init; } = Directive.Stop;
}

/// <summary>An actor has failed; published on the event stream.</summary>
/// <param name="Path">Who failed.</param>
/// <param name="Cause">Of what; from an escalation it is the child's.</param>
/// <param name="Directive">What is done about it.</param>
/// <param name="Backoff">How long a restart waits; zero for the other answers.</param>
public sealed record ActorFailed(ActorPath Path, Exception Cause, Directive Directive, TimeSpan Backoff);
