using System.Buffers;

namespace FinData.Engine.Actors;

/// <summary>Where an actor is in the tree, as in <c>/user/alerts/slack</c>.</summary>
/// <param name="Value">The whole path.</param>
/// <remarks>A path may be used again once its actor has stopped; a reference is never.</remarks>
public readonly record struct ActorPath(string Value)
{
    private const int NameLengthMax = 128;
    private static readonly SearchValues<char> nameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:$");

    /// <summary>The last part: the name that the actor was spawned with.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The path of a child of this actor.</summary>
    /// <param name="name">Up to 128 of the letters and digits of ASCII and <c>- _ . : $</c>.</param>
    /// <exception cref="ArgumentException">The name has another length or other characters.</exception>
    public ActorPath Child(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > NameLengthMax || name.AsSpan().ContainsAnyExcept(nameCharacters))
            throw new ArgumentException($"'{name}' can't name an actor: letters, digits and -_.:$, at most 128.");
        return new ActorPath($"{Value}/{name}");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
