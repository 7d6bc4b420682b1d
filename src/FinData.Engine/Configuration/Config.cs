using System.Reflection;

namespace FinData.Engine.Configuration;

// Why our own: no HOCON package restores in our build, and the parser inside Akka.NET is a subset (no ${?x}, no +=,
// no environment). What we need of the specification, with a place for every error, fits into this folder.

/// <summary>A configuration: named values in nested sections, read from HOCON text.</summary>
/// <remarks>
/// Immutable and safe for any number of threads. References are worked out at the first read or by
/// <see cref="Resolve"/>, over the whole of what was layered, so that a file may refer to what lies below it.
/// Every failure is a <see cref="ConfigException"/> with file, line and column.
/// Of the specification these are left out: URL and class path includes, <c>.properties</c> files, periods, and
/// <c>+=</c> inside a list. Limits: 1 MiB over all files, 64 levels as written and 500 as resolved, 16 includes deep,
/// 256 files, 500 references in a row (a list grown by <c>+=</c> takes two for each), 4 Mi values and characters.
/// </remarks>
public sealed partial class Config
{
    private static readonly Lazy<Config> defaults = new(LoadReference);
    private readonly ConfigNode.Section written;
    private readonly Func<string, string?> environment;
    private readonly Lazy<ConfigNode.Section> resolved;
    private readonly string prefix;

    private Config(ConfigNode.Section written, Func<string, string?>? environment = null, string prefix = "")
    {
        this.written = written;
        this.environment = environment ?? (_ => null);
        this.prefix = prefix;
        resolved = new Lazy<ConfigNode.Section>(() => ConfigResolver.Resolve(written, this.environment));
    }

    /// <summary>A configuration without any key.</summary>
    public static Config Empty { get; } = new(new ConfigNode.Section(new ConfigPosition("empty configuration")));

    /// <summary>Every key of the engine with its default, as documented in <c>reference.conf</c>.</summary>
    public static Config Reference => defaults.Value;

    internal ConfigNode.Section Root => resolved.Value;

    /// <summary>Reads HOCON text; <paramref name="origin"/> names it in errors.</summary>
    /// <remarks>The text is in no folder: a relative include counts as a missing file.</remarks>
    public static Config Parse(string text, string origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(origin);
        return FromDocument(new ConfigFiles().Parse(text, origin));
    }

    /// <summary>Reads a HOCON file in UTF-8 and what it includes, relative to the file that includes it.</summary>
    public static Config Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromDocument(new ConfigFiles().Load(path));
    }

    /// <summary>Lays this configuration over another: sections merge, any other value of this one wins.</summary>
    /// <remarks>Null in this one hides what the other has under the key. The environment is that of this one.</remarks>
    public Config WithFallback(Config fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var merged = fallback.written.Copy();
        merged.Absorb(written.Copy());
        return new Config(merged, environment, prefix);
    }

    /// <summary>Works out all references now; <paramref name="environment"/> answers for what is not set.</summary>
    /// <remarks>An answer is always a string, and null when there is no such variable.</remarks>
    public Config Resolve(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var config = new Config(written, environment, prefix);
        _ = config.Root;
        return config;
    }

    /// <summary>The section at a path, as a configuration whose paths begin there.</summary>
    public Config At(string path) => Find(path) switch
    {
        ConfigNode.Section section => new Config(section, environment, Name(path)),
        var other => throw Wrong(path, other, "a section", "Write { } around its keys."),
    };

    /// <summary>Fails at the first key that <paramref name="reference"/> lacks, and names the nearest.</summary>
    /// <remarks>
    /// A section that is empty in the reference may hold any key. A section in place of a value, or the reverse, fails
    /// too; null is always allowed. Returns this configuration.
    /// </remarks>
    public Config RequireKnown(Config reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        new ConfigKeys(reference.Root, prefix).Require(Root);
        return this;
    }

    private static Config FromDocument(ConfigNode document) => document is ConfigNode.Section section
        ? new Config(section)
        : throw new ConfigException(document.Position, "The configuration is a list.", "Write keys and values in it.");

    private static Config LoadReference()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("reference.conf")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), "reference.conf");
    }
}
