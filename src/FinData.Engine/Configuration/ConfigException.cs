using FinData.Engine.Diagnostics;

namespace FinData.Engine.Configuration;

/// <summary>A configuration that cannot be used, and the place to correct it.</summary>
/// <remarks>The message begins with <c>file:line:column</c>, which editors and terminals turn into a link.</remarks>
public sealed class ConfigException : FinDataException
{
    internal ConfigException(
        ConfigPosition position, string problem, string remedy, Exception? innerException = null)
        : base($"{position}: {problem} {remedy}", innerException)
    {
        File = position.File;
        Line = position.Line;
        Column = position.Column;
    }

    /// <summary>The file, or the name of what else held the text, such as an environment variable.</summary>
    public string File { get; }

    /// <summary>The line, from 1; 0 when the text has no lines, such as an environment variable.</summary>
    public int Line { get; }

    /// <summary>The column in UTF-16 units, from 1; 0 when the text has no lines.</summary>
    public int Column { get; }

    /// <summary>False: somebody has to edit the configuration first.</summary>
    public override bool IsTransient => false;
}
