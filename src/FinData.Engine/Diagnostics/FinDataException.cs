namespace FinData.Engine.Diagnostics;

/// <summary>
/// The world failed: a file, a journal, a broker, a configuration. Its message says what happened, to which id, and
/// what to do.
/// </summary>
/// <remarks>A business no is a rejection, not an exception; a bug is an <see cref="InvariantException"/>.</remarks>
public abstract class FinDataException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the same call may succeed later without anybody's help.</summary>
    public virtual bool IsTransient => false;
}
