namespace FinData.IntegrationTests.Servers;

/// <summary>A test that needs servers; where they cannot be had it is skipped, and says what is missing.</summary>
public sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute(params string[] servers) => Skip = MissingServers.Of(servers);
}

/// <inheritdoc cref="ServerFactAttribute"/>
public sealed class ServerTheoryAttribute : TheoryAttribute
{
    public ServerTheoryAttribute(params string[] servers) => Skip = MissingServers.Of(servers);
}

/// <summary>Which servers cannot be had on this machine, and why.</summary>
internal static class MissingServers
{
    /// <summary>Null when all are there.</summary>
    public static string? Of(params IEnumerable<string> servers) =>
        servers.Select(Of).FirstOrDefault(s => s is not null);

    private static string? Of(string server) => server switch
    {
        "postgresql" => PostgreSqlServer.Programs is null ? "Debian's package postgresql is not installed." : null,
        _ => Directory.Exists(ScriptedServer.FolderOf(server)) ? null
            : $"There is no {ScriptedServer.FolderOf(server)} with a start.sh of {server}.",
    };
}
