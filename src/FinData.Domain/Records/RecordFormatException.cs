using FinData.Engine.Diagnostics;

namespace FinData.Domain.Records;

/// <summary>A file is none that can be read: its first line names other columns than any known format's.</summary>
/// <param name="message">Which file and column, what may have been meant, and which formats there are.</param>
public sealed class RecordFormatException(string message) : FinDataException(message);
