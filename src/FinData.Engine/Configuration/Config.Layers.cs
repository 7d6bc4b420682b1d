namespace FinData.Engine.Configuration;

/// <content>What lies over the file: the environment and the command line.</content>
public sealed partial class Config
{
    /// <summary>What a node runs with: command line over environment over file over <see cref="Reference"/>.</summary>
    /// <remarks>Everything is resolved and every key is known; <paramref name="file"/> may be null.</remarks>
    public static Config Layered(
        string? file, IReadOnlyDictionary<string, string> environment, IEnumerable<string> settings) =>
        FromSettings(settings)
            .WithFallback(FromEnvironment(environment, Reference))
            .WithFallback(file is null ? Empty : Load(file))
            .WithFallback(Reference)
            .Resolve(environment.GetValueOrDefault)
            .RequireKnown(Reference);

    /// <summary>Takes variables such as <c>FINDATA__NODE__PORT</c>, whose first part is a reference key.</summary>
    /// <remarks>
    /// Two underscores part keys and one stands for a hyphen; case does not matter where the reference has the key.
    /// Values are text. A part that the reference does not have stays, in lower case, for <see cref="RequireKnown"/>.
    /// </remarks>
    public static Config FromEnvironment(IEnumerable<KeyValuePair<string, string>> environment, Config reference)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(reference);
        var root = new ConfigNode.Section(new ConfigPosition("environment"));
        foreach (var (name, value) in environment.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var parts = name.Split("__");
            if (parts.Length < 2 || KeyOf(reference.Root, parts[0]) is null) continue;
            var position = new ConfigPosition($"environment variable {name}");
            if (Array.Exists(parts, p => p.Length == 0))
                throw new ConfigException(position, "Its name has an empty part.", "Part keys by two underscores.");

            ConfigNode? known = reference.Root;
            var path = new List<string>();
            foreach (var part in parts)
            {
                path.Add(KeyOf(known, part) ?? Hyphenate(part));
                known = known is ConfigNode.Section section && section.Slots.TryGetValue(path[^1], out var slot)
                    ? Unwrap(slot)
                    : null;
            }
            root.Put(path, new ConfigNode.Scalar(position, value), position);
        }
        return new Config(root);
    }

    /// <summary>Takes settings such as <c>findata.node.port=9000</c> from the command line; a later one wins.</summary>
    /// <remarks>What follows the first equals sign is text, taken as it is.</remarks>
    public static Config FromSettings(IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var root = new ConfigNode.Section(new ConfigPosition("command line"));
        foreach (var setting in settings)
        {
            var position = new ConfigPosition($"command line setting '{setting}'");
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new ConfigException(position, "It has no key and value.", "Write path=value.");
            root.Put(
                ConfigPath.Parse(setting[..equals]),
                new ConfigNode.Scalar(position, setting[(equals + 1)..]), position);
        }
        return new Config(root);
    }

    private static string? KeyOf(ConfigNode? known, string part) => (known as ConfigNode.Section)?.Slots.Keys
        .FirstOrDefault(k => string.Equals(Hyphenate(k), Hyphenate(part), StringComparison.OrdinalIgnoreCase));

#pragma warning disable CA1308 // Keys are in lower case; nothing is compared by it.
    private static string Hyphenate(string part) => part.Replace('_', '-').ToLowerInvariant();
#pragma warning restore CA1308
}
