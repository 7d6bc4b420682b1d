namespace FinData.IntegrationTests.Running;

/// <summary>Where things are: the built program of this configuration, and what lies beside the solution.</summary>
internal static class Solution
{
    public static string Folder { get; } = FolderOf(AppContext.BaseDirectory);

    /// <summary>The program that was built with these tests: the same configuration, the same framework.</summary>
    public static string Program { get; } = Path.Combine([Folder, "src", "FinData", .. Built, "findata"]);

    /// <summary>The official client of SignalR, as npm has installed it for the page.</summary>
    public static string SignalR { get; } =
        Path.Combine(Folder, "src/FinData/Dashboard/node_modules/@microsoft/signalr/dist/cjs/index.js");

    private static string[] Built => AppContext.BaseDirectory.TrimEnd('/').Split('/')[^3..];

    private static string FolderOf(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "FinData.sln"))) return at.FullName;
        throw new InvalidOperationException($"There is no FinData.sln above '{folder}'.");
    }
}
