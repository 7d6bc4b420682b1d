using FinData.Engine.Diagnostics;

namespace FinData.Engine.Journals;

/// <summary>The journal could not do what was asked.</summary>
public class JournalException(string message, bool isTransient = false, Exception? inner = null)
    : FinDataException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => isTransient;
}

/// <summary>A batch number was taken by another owner: the shard has moved, and this owner stops.</summary>
public sealed class JournalFencedException(int shard, int number)
    : JournalException($"Batch {number} of shard {shard} was written by another owner; " +
        "this node no longer owns the shard and stops it.")
{
    /// <summary>The shard that has another owner.</summary>
    public int Shard => shard;
}

/// <summary>The journal is not what was written.</summary>
public class JournalDamagedException(string message, Exception? inner = null)
    : JournalException(message, isTransient: false, inner);

/// <summary>The stored bytes of a batch are not what was written.</summary>
public sealed class JournalCorruptException(int shard, int number, string what)
    : JournalDamagedException($"Batch {number} of shard {shard} in the journal is damaged: {what}. " +
        "Restore the journal from a backup; 'findata journal verify' names every damaged batch.")
{
    /// <summary>One that is not there, where one after it is.</summary>
    public static JournalCorruptException Missing(int shard, int number) => new(shard, number, "it is missing");

    /// <summary>The shard of the batch.</summary>
    public int Shard => shard;

    /// <summary>The batch's number.</summary>
    public int Number => number;
}
