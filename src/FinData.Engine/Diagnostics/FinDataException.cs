namespace FinData.Engine.Diagnostics;

/// <summary>A failure of the world around the engine: a file, a journal, a source, a sink.</summary>
/// <remarks>Its message says what happened, to what, and what to do. Supervision alone catches it.</remarks>
public abstract class FinDataException : Exception
{
    /// <summary>Keeps the message and, where there is one, the failure underneath.</summary>
    protected FinDataException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>True when the same call may succeed later with nothing changed, so that a retry makes sense.</summary>
    public abstract bool IsTransient { get; }
}
