using System.Text.RegularExpressions;
using FinData.Engine.Journals;

namespace FinData.Connectors;

/// <summary>Where the journal of a server is: the server by a URI, the journal there by its name.</summary>
/// <remarks>The URI is a secret. What is shown of it, in messages too, is <see cref="ToString"/>.</remarks>
public sealed partial class JournalAddress
{
    private readonly Match uri;

    private JournalAddress(Match uri, string name) => (this.uri, Name) = (uri, name);

    /// <summary>The URI as it was given, password included.</summary>
    public string Uri => uri.Value;

    /// <summary>The journal's own name, so that many share a server: a schema or a database.</summary>
    public string Name { get; }

    internal string Hosts => uri.Groups["hosts"].Value;

    internal string? User => Part("user");

    internal string? Password => Part("password");

    internal string? Database => Part("database");

    internal string? Options => Part("options");

    /// <summary>Takes a URI such as <c>postgresql://user:password@host:5432/database</c> apart.</summary>
    /// <param name="uri">The server.</param>
    /// <param name="name">The journal's name: small letters, digits and underscores.</param>
    /// <param name="schemes">How the URI begins.</param>
    /// <exception cref="JournalException">The URI or the name cannot be one.</exception>
    public static JournalAddress Parse(string uri, string name, params ReadOnlySpan<string> schemes)
    {
        var match = Form().Match(uri);
        if (!match.Success || !schemes.Contains(match.Groups["scheme"].Value))
            throw new JournalException($"The journal's address is no URI of the form '{schemes[0]}://user:password" +
                "@host:port/database'; characters such as @ and / in a password are written as %40 and %2F. " +
                "Set it with FINDATA_JOURNAL_URI.");
        if (!NameForm().IsMatch(name))
            throw new JournalException($"'{name}' is no name for a journal: it begins with a small letter and has " +
                "up to 40 small letters, digits and underscores.");
        return new JournalAddress(match, name);
    }

    /// <summary>The address without password and options.</summary>
    public override string ToString() => $"{uri.Groups["scheme"].Value}://" +
        $"{(User is null ? "" : $"{User}@")}{Hosts}{(Database is null ? "" : $"/{Database}")}";

    private string? Part(string group) => uri.Groups[group] is { Success: true, Length: > 0 } part
        ? group == "options" ? part.Value : System.Uri.UnescapeDataString(part.Value) : null;

    [GeneratedRegex(@"^(?<scheme>[a-z+]+)://((?<user>[^:@/?]*)(:(?<password>[^@/?]*))?@)?(?<hosts>[^@/?]+)" +
        @"(/(?<database>[^?/]*))?(\?(?<options>.*))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex NameForm();
}
