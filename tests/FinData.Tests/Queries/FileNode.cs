using System.IO.Compression;
using FinData.Node;
using FinData.Queries;
using FinData.Sources;

namespace FinData.Tests.Queries;

/// <summary>A node on a folder of its own that has read some files to their end.</summary>
internal sealed class FileNode : IDisposable
{
    private readonly TestFolder folder = new();

    /// <summary>Reads files; the threads run on, or the folder is opened again at rest.</summary>
    public FileNode(IEnumerable<string> files, bool isRunning = false,
        FinData.Engine.Shards.ShardOptions? limits = null)
    {
        Settings = new NodeSettings { Data = folder.File("data"), Shards = 3, Limits = limits ?? new() };
        Node = FinDataNode.Open(Settings, "test");
        var sources = files.Select(f => new FileSource(Node.Shards, f, Settings, Pace.Full)).ToList();
        using (var all = new SequentialSource(sources))
        {
            Node.Start();
            Node.Dispatcher!.Read(all);
            Assert.True(Node.Dispatcher.WaitForRest([all], CancellationToken.None));
            if (!isRunning)
            {
                Node.Dispose();
                Node = FinDataNode.Open(Settings, "test");
            }
        }
        Queries = LocalQueries.Of(Node);
    }

    public NodeSettings Settings { get; }

    public FinDataNode Node { get; }

    public LocalQueries Queries { get; }

    /// <summary>An export without its header, line by line.</summary>
    public async Task<string[]> ExportAsync(string name, string header, ExportOptions? options = null)
    {
        var text = new StringWriter();
        await Queries.ExportAsync(name, options ?? new ExportOptions(), text);
        var lines = text.ToString().Split('\n');
        Assert.Equal((header, ""), (lines[0], lines[^1]));
        return lines[1..^1];
    }

    /// <summary>The lines of a file without its header.</summary>
    public static IEnumerable<string> Rows(string path)
    {
        using var file = File.OpenRead(path);
        using var lines = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress) : file);
        lines.ReadLine();
        while (lines.ReadLine() is { } line) yield return line;
    }

    public void Dispose()
    {
        Node.Dispose();
        folder.Dispose();
    }
}
