namespace FinData.Engine.Actors;

/// <summary>The limits of one actor and what happens when it fails; configure with <c>with</c>.</summary>
public sealed record SpawnOptions
{
    /// <summary>The defaults that each line below states.</summary>
    public static readonly SpawnOptions Default = new();

    /// <summary>
    /// How many told messages may wait. Beyond it Tell returns false and the message is a dead letter; TellAsync
    /// waits (default: 1000). Ticks, piped results and Terminated have places of their own and are never refused.
    /// </summary>
    public int MailboxCapacity { get; init; } = 1000;

    /// <summary>How many messages may be stashed; stashing one more throws (default: 1000).</summary>
    public int StashCapacity { get; init; } = 1000;

    /// <summary>How many timers may run at a time; starting one more throws (default: 1000).</summary>
    public int TimersMax { get; init; } = 1000;

    /// <summary>How many piped tasks may be under way; piping one more throws (default: 1000).</summary>
    public int PipesMax { get; init; } = 1000;

    /// <summary>What happens when the actor throws (default: it is restarted, with backoff and a limit).</summary>
    public Supervision Supervision { get; init; } = Supervision.Default;
}
