namespace FinData.Engine.Diagnostics;

/// <summary>The outside failed: a file, a server, a configuration; never a business "no", which is a value.</summary>
/// <remarks>The message says what happened, to which id, and what to do. Only supervision handles it.</remarks>
/// <param name="message">What happened, to which id, and what to do.</param>
/// <param name="inner">The error of the library below, if there is one.</param>
public abstract class FinDataException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the same call may succeed later without anyone's help.</summary>
    public virtual bool IsTransient => false;
}
