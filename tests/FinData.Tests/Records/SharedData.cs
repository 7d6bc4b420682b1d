namespace FinData.Tests.Records;

/// <summary>The data sets beside the working copy; no part of it, so a test has to do without them too.</summary>
public static class SharedData
{
    /// <summary>The folder of a data set, or null where it is missing.</summary>
    public static string? Folder(string dataSet)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, "FinData.sln"))) continue;
            var folder = Path.Combine(at.FullName, "..", "shared", "data", dataSet);
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
        return null;
    }
}
