using System.Diagnostics.CodeAnalysis;

namespace FinData.Engine.Diagnostics;

/// <summary>
/// What must hold whatever the input; kept on in Release, since a wrong balance is worse than a stopped shard.
/// </summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantException"/> with the sentence unless the condition holds.</summary>
    public static void Require([DoesNotReturnIf(false)] bool condition, string sentence)
    {
        if (!condition) Broken(sentence);
    }

    /// <summary>Says that a sentence which must hold does not.</summary>
    [DoesNotReturn]
    public static void Broken(string sentence) => throw new InvariantException(sentence);
}

/// <summary>A bug of ours: the shard that meets it stops, with its state as the journal has it.</summary>
public sealed class InvariantException(string sentence) : Exception($"This must not be: {sentence}");
