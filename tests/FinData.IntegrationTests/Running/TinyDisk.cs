namespace FinData.IntegrationTests.Running;

/// <summary>A disk of a few megabytes that fills up, and gets room when it is asked.</summary>
/// <remarks>
/// A small file system in memory where it may be mounted; elsewhere the system refuses the process's files beyond that
/// size, which the program meets as a failing write too.
/// </remarks>
internal sealed class TinyDisk : IDisposable
{
    private const string Megabytes = "8", Kilobytes = "8192";

    private readonly TestFolder folder = new();
    private readonly bool isMounted;
    private RunningProgram? limited;

    private TinyDisk(bool isMounted) => this.isMounted = isMounted;

    /// <summary>A data folder on it.</summary>
    public string Data => folder.Of("tiny/data");

    public static async Task<TinyDisk> Make()
    {
        var folder = new TestFolder();
        var mounted = await Try("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", folder.Path);
        if (mounted) await Try("umount", folder.Path);
        folder.Dispose();
        var disk = new TinyDisk(mounted);
        Directory.CreateDirectory(disk.folder.Of("tiny"));
        if (mounted) Assert.True(
            await Try("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", disk.folder.Of("tiny")));
        return disk;
    }

    /// <summary>Starts findata on it.</summary>
    public RunningProgram Start(params string[] arguments)
    {
        if (isMounted) return RunningProgram.Start(arguments);
        // An ignored signal stays ignored after exec: the write fails, and the process lives on.
        return limited = RunningProgram.StartOther("bash", ["-c",
            $"trap '' XFSZ; ulimit -S -f {Kilobytes}; exec \"$0\" \"$@\"",
            Solution.Program, .. arguments]);
    }

    public async Task MakeRoom()
    {
        if (isMounted) Assert.True(await Try("mount", "-o", "remount,size=512m", folder.Of("tiny")));
        else if (limited is { HasEnded: false }) Assert.True(
            await Try("prlimit", $"--pid={limited.Id}", "--fsize=unlimited:"));
    }

    public void Dispose()
    {
        if (isMounted) Try("umount", "-l", folder.Of("tiny")).GetAwaiter().GetResult();
        folder.Dispose();
    }

    private static async Task<bool> Try(string file, params string[] arguments)
    {
        try
        {
            using var program = RunningProgram.StartOther(file, arguments);
            return (await program.End()).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;   // There is no such program.
        }
    }
}
