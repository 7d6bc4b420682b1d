namespace FinData.Engine.Entities;

/// <summary>What an event of the journal came of.</summary>
public enum EventOrigin
{
    /// <summary>The event does not tell what was asked: it cannot be decided again.</summary>
    Unknown,

    /// <summary>A command, which was made again.</summary>
    Command,

    /// <summary>The command of the event before it: one of several events.</summary>
    Further,
}

/// <summary>A command that is made again out of its first event, see <see cref="IEntity{TState, TActive, TCommand,
/// TEvent}.Remake"/>.</summary>
/// <remarks>It begins with the event's own texts: a kind says only what its command had otherwise.</remarks>
public ref struct Remade<TCommand> where TCommand : unmanaged
{
    /// <summary>What was asked.</summary>
    public TCommand Body;

    /// <summary>The other side that the command named: kind, 0 without one, and name.</summary>
    public byte OtherKind;

    /// <inheritdoc cref="OtherKind"/>
    public ReadOnlySpan<byte> Other;

    /// <summary>The command's free text.</summary>
    public ReadOnlySpan<byte> Note;

    /// <summary>True when the note named an earlier command, whose event was looked up before deciding.</summary>
    public bool NeedsOriginal;

    /// <summary>The key of the id that the note names; of no id without a note.</summary>
    public EntityKey NoteKey { get; init; }

    /// <summary>False when the entity had no event before.</summary>
    public bool Exists { get; init; }
}
