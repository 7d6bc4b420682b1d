namespace FinData.Engine.Shards;

/// <summary>
/// A record that could not be taken. The reason is its frame's id, the record's format its other side, the detail and
/// the original bytes its note.
/// </summary>
/// <param name="Position">Where it was in its source: a line, an offset.</param>
/// <param name="Source">The source's number; -1 for none.</param>
/// <param name="DetailLength">Bytes of the note that are the detail; the rest is the original.</param>
public readonly record struct DeadLetter(long Position, int Source, int DetailLength);
