using FinData.Engine.Diagnostics;

namespace FinData.Engine.Streams;

/// <summary>A source cannot go on: a file that cannot be opened or breaks off.</summary>
/// <param name="message">Which source, how far it was good, and what to do.</param>
/// <param name="inner">The error of the library below, if there is one.</param>
public class SourceException(string message, Exception? inner = null) : FinDataException(message, inner);
