using System.ComponentModel;
using System.Diagnostics;

namespace FinData.Tests.Tidy;

/// <summary>The files of the project as git tracks them; without git, all but what builds leave behind.</summary>
internal static class SourceTree
{
    private static readonly string[] leftByBuilds =
        [".git", ".idea", ".vs", "TestResults", "artifacts", "bin", "data", "node_modules", "obj"];

    private static readonly Lazy<IReadOnlyList<string>> files = new(() => [.. List().Order(StringComparer.Ordinal)]);

    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files, as paths from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files => files.Value;

    /// <summary>The C# files below some folders of the root; of the whole project without one.</summary>
    public static IEnumerable<string> CSharp(params string[] folders) => Files.Where(f =>
        f.EndsWith(".cs", StringComparison.Ordinal)
        && (folders.Length == 0 || folders.Any(folder => f.StartsWith(folder + "/", StringComparison.Ordinal))));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>Fails with one line for each breach, so that all of them are seen at once.</summary>
    public static void ShowNone(IEnumerable<string> breaches, string rule)
    {
        var all = breaches.ToList();
        Assert.True(all.Count == 0, $"{rule} Found {all.Count}:\n{string.Join('\n', all)}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FinData.sln"))) return folder.FullName;
        throw new FileNotFoundException("FinData.sln is in no folder above the tests.");
    }

    private static IEnumerable<string> List() =>
        (Tracked() ?? Walk(new DirectoryInfo(Root))).Where(f => File.Exists(Path.Combine(Root, f)));

    private static string[]? Tracked()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z"])
            {
                WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var listed = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            // A copy that lies in some other repository has no files there.
            return git.ExitCode == 0 && listed.Length > 0
                ? listed.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                : null;
        }
        catch (Win32Exception)
        {
            return null;    // There is no git here.
        }
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder) => folder.EnumerateFiles().Select(f => f.FullName)
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
        .Concat(folder.EnumerateDirectories().Where(d => !leftByBuilds.Contains(d.Name)).SelectMany(Walk));
}
