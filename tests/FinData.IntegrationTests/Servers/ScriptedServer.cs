using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Servers;

/// <summary>A server of the folder <c>../shared/servers</c> beside the project, with its own start and stop.</summary>
public abstract class ScriptedServer(string name) : Server
{
    /// <summary>Where the scripts of a server are.</summary>
    public static string FolderOf(string name) =>
        Path.GetFullPath(Path.Combine(Solution.Folder, "../shared/servers", name));

    /// <summary>More options of the start.</summary>
    protected virtual IReadOnlyList<string> Options => [];

    protected override void Launch() => Run("bash",
        [Path.Combine(FolderOf(name), "start.sh"), "--dir", Folder, "--port", $"{Port}", .. Options]);

    protected override void Stop()
    {
        var stop = Path.Combine(FolderOf(name), "stop.sh");
        if (File.Exists(stop)) Run("bash", stop, "--dir", Folder);
        else Kill();
    }

    protected override IReadOnlyList<int> Processes() =>
        [.. Directory.GetFiles(Folder, "*.pid").Select(f => int.Parse(File.ReadAllText(f)))];
}
