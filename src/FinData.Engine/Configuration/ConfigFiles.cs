using System.Text;

namespace FinData.Engine.Configuration;

/// <summary>Reads one configuration with all the files it includes, and holds them to common limits.</summary>
internal sealed class ConfigFiles
{
    /// <summary>The most bytes that a configuration may have, over all of its files.</summary>
    public const int BytesMax = 1 << 20;

    /// <summary>How many files may include one another in a chain.</summary>
    public const int ChainMax = 16;

    /// <summary>How many files may be read, so that doubling includes end early.</summary>
    public const int FilesMax = 256;

    private static readonly UTF8Encoding utf8 = new(false, throwOnInvalidBytes: true);
    private readonly List<string> chain = [];
    private int bytesRead;
    private int filesRead;

    public ConfigNode Parse(string text, string origin)
    {
        Count(Encoding.UTF8.GetByteCount(text), new ConfigPosition(origin));
        return new ConfigParser(new ConfigReader(text, origin), this, directory: null).ParseDocument();
    }

    public ConfigNode Load(string path)
    {
        var start = new ConfigPosition(path);
        if (!File.Exists(path))
            throw new ConfigException(start, "There is no such file.", "Check the path, or create it.");
        chain.Add(Path.GetFullPath(path));
        return new ConfigParser(new ConfigReader(Read(path, start), path), this, DirectoryOf(path)).ParseDocument();
    }

    /// <summary>Puts the fields of an included file over those of a section; a missing file adds none.</summary>
    public void Include(
        string name, string? directory, ConfigPosition at, bool required,
        ConfigNode.Section into, ConfigParser includer)
    {
        if (name.Contains("://", StringComparison.Ordinal) || name.StartsWith("file:", StringComparison.Ordinal))
        {
            throw new ConfigException(
                at, $"'{name}' is a URL, and only files can be included.", "Copy it to a file beside this one.");
        }
        // Text that came from no file has no directory; the working directory must not stand in for it.
        var path = directory is null ? name : Path.Combine(directory, name);
        var found = directory is null && !Path.IsPathRooted(name)
            ? []
            : File.Exists(path) ? [path] : new[] { path + ".json", path + ".conf" }.Where(File.Exists).ToArray();
        if (required && found.Length == 0)
            throw new ConfigException(at, $"The required file '{path}' does not exist.", "Create or rename it.");
        foreach (var file in found) into.Absorb(Include(file, at, includer));
    }

    private ConfigNode.Section Include(string file, ConfigPosition at, ConfigParser includer)
    {
        var full = Path.GetFullPath(file);
        if (chain.Contains(full))
        {
            throw new ConfigException(
                at, $"A file includes itself: {string.Join(" > ", chain)} > {full}.", "Remove one of the includes.");
        }
        if (chain.Count == ChainMax)
            throw new ConfigException(at, $"Includes nest deeper than {ChainMax} files.", "Include fewer files.");
        chain.Add(full);
        var reader = new ConfigReader(Read(file, at), file);
        var root = new ConfigParser(reader, DirectoryOf(file), includer).ParseDocument();
        chain.RemoveAt(chain.Count - 1);
        return root as ConfigNode.Section
            ?? throw new ConfigException(root.Position, "An included file is a list.", "Write keys and values in it.");
    }

    private string Read(string path, ConfigPosition at)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var buffer = new byte[BytesMax + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            Count(length, at);
            return utf8.GetString(buffer, 0, length);
        }
        catch (DecoderFallbackException e)
        {
            throw new ConfigException(
                new ConfigPosition(path), $"Byte {e.Index} is not valid UTF-8.", "Save the file as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException(at, $"'{path}' cannot be read: {e.Message}", "Check its permissions.", e);
        }
    }

    private void Count(int bytes, ConfigPosition at)
    {
        bytesRead += Math.Min(bytes, BytesMax + 1);   // So that the sum over all files cannot overflow.
        if (bytesRead > BytesMax)
            throw new ConfigException(at, $"The configuration is larger than {BytesMax} bytes.", "Make it smaller.");
        if (++filesRead > FilesMax)
            throw new ConfigException(at, $"More than {FilesMax} files are included.", "Include fewer files.");
    }

    private static string? DirectoryOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path));
}
