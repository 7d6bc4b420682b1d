namespace FinData.Engine.Diagnostics;

/// <summary>The outside failed, or was asked for what it cannot do: the root of all our exceptions.</summary>
/// <param name="message">What happened, to which id, and what to do.</param>
/// <param name="inner">What was caught, if this is told about something caught.</param>
/// <remarks>A business no is a value, a bug crashes; neither is one of these. Only supervision handles them.</remarks>
public abstract class FinDataException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same call may succeed later without anybody changing anything (default: false).</summary>
    public virtual bool IsTransient => false;
}
