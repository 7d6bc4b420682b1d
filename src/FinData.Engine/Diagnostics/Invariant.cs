using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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

    /// <inheritdoc cref="Require(bool, string)"/>
    /// <remarks>The sentence is put together only where the condition does not hold.</remarks>
    public static void Require([DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref InvariantSentence sentence)
    {
        if (!condition) Broken(sentence.ToStringAndClear());
    }

    /// <summary>Says that a sentence which must hold does not.</summary>
    [DoesNotReturn]
    public static void Broken(string sentence) => throw new InvariantException(sentence);
}

/// <summary>A sentence with values that is only put together when it is needed.</summary>
[InterpolatedStringHandler]
public ref struct InvariantSentence
{
    private DefaultInterpolatedStringHandler text;

    /// <summary>Called by the compiler: begins the sentence, unless the condition holds.</summary>
    public InvariantSentence(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        if (isNeeded) text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    /// <summary>Called by the compiler: words.</summary>
    public void AppendLiteral(string words) => text.AppendLiteral(words);

    /// <summary>Called by the compiler: a value.</summary>
    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    internal string ToStringAndClear() => text.ToStringAndClear();
}

/// <summary>A bug of ours: the shard that meets it stops, with its state as the journal has it.</summary>
public sealed class InvariantException(string sentence) : Exception($"This must not be: {sentence}");
