using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace FinData.IntegrationTests.Running;

/// <summary>What can be known of a data folder from outside.</summary>
internal static class DataFolder
{
    /// <summary>How many batches are durable, while another process writes; none while the journal is made.</summary>
    public static long Batches(string data)
    {
        var file = Path.Combine(data, "journal.db");
        if (!File.Exists(file)) return 0;
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM batch";
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    /// <summary>An export's text.</summary>
    public static async Task<string> Export(string data, string name) =>
        (await RunningProgram.Run("export", name, "--data", data)).Done();

    /// <inheritdoc cref="Export(string, string)"/>
    public static async Task<string> Export(IReadOnlyDictionary<string, string> environment, string data, string name)
        => (await RunningProgram.Run(environment, "export", name, "--data", data)).Done();

    /// <summary>A replay's last line without what is this run's own.</summary>
    public static string Figures(string line)
    {
        var figures = JsonNode.Parse(line)!.AsObject();
        Assert.True(figures.Remove("seconds"));
        Assert.True(figures.Remove("cpuSeconds"));
        return figures.ToJsonString();
    }

    public static long Figure(string line, string name) =>
        JsonDocument.Parse(line).RootElement.GetProperty(name).GetInt64();
}
