using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FinData.Engine.Configuration;

/// <content>Reading typed values.</content>
[SuppressMessage("Naming", "CA1720", Justification = "The type that a setting is read as is all these names say.")]
public sealed partial class Config
{
    /// <summary>The text of a value; a number reads as it was written.</summary>
    public string String(string path) => Scalar(path, "a string").Text;

    /// <summary>A whole number of 32 bits.</summary>
    public int Int(string path)
    {
        var scalar = Scalar(path, "a whole number");
        return TryWhole(scalar.Text, out var value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Wrong(path, scalar, "a whole number of 32 bits", "Write one such as 4096.");
    }

    /// <summary>A whole number of 64 bits.</summary>
    public long Long(string path)
    {
        var scalar = Scalar(path, "a whole number");
        return TryWhole(scalar.Text, out var value)
            ? value
            : throw Wrong(path, scalar, "a whole number of 64 bits", "Write one such as 4096.");
    }

    /// <summary>A number; for measures and factors, never for money.</summary>
    public double Double(string path)
    {
        var scalar = Scalar(path, "a number");
        return ConfigReader.IsNumber(scalar.Text)
            && double.Parse(scalar.Text, CultureInfo.InvariantCulture) is var value && double.IsFinite(value)
            ? value
            : throw Wrong(path, scalar, "a number", "Write one such as 0.5.");
    }

    /// <summary>True for <c>on</c>, <c>yes</c>, <c>true</c>; false for <c>off</c>, <c>no</c>, <c>false</c>.</summary>
    public bool Bool(string path)
    {
        var scalar = Scalar(path, "on or off");
        return scalar.Text switch
        {
            "on" or "yes" or "true" => true,
            "off" or "no" or "false" => false,
            _ => throw Wrong(path, scalar, "on or off", "Write on or off."),
        };
    }

    /// <summary>A duration such as <c>250ms</c>, to 100 ns; a bare number counts milliseconds.</summary>
    /// <remarks><c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>. Any other negative duration fails.</remarks>
    public TimeSpan Duration(string path)
    {
        var scalar = Scalar(path, "a duration");
        return ConfigUnits.TryParseDuration(scalar.Text, out var value)
            ? value
            : throw Wrong(path, scalar, "a duration",
                "Write a number and one of ns, us, ms, s, m, h and d, such as 250ms, or infinite.");
    }

    /// <summary>A size in bytes such as <c>64KiB</c>, rounded down; a bare number counts bytes.</summary>
    public long Bytes(string path)
    {
        var scalar = Scalar(path, "a size");
        return ConfigUnits.TryParseBytes(scalar.Text, out var value)
            ? value
            : throw Wrong(path, scalar, "a size of up to 8 EiB",
                "Write a number and one of B, kB, KiB, MB, MiB, GB and GiB, such as 64KiB.");
    }

    /// <summary>The elements of a list as text. A section with the keys 0, 1, 2 and so on reads as a list.</summary>
    public IReadOnlyList<string> Strings(string path)
    {
        var found = Find(path);
        var list = found as ConfigNode.Sequence ?? (found as ConfigNode.Section)?.ToSequence()
            ?? throw Wrong(path, found, "a list", "Write [ ] around its elements.");
        return [.. list.Items.Select((item, i) =>
            Unwrap(item) is ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Text } s
            ? s.Text
            : throw Wrong($"{path}.{i}", Unwrap(item), "a string", "Write a string, a number, on or off."))];
    }

    /// <summary>The keys of this section, in the order in which they were first set.</summary>
    public IReadOnlyList<string> Keys() => [.. Root.Slots.Keys];

    /// <summary>The keys of the section at a path, in the order in which they were first set.</summary>
    public IReadOnlyList<string> Keys(string path) => At(path).Keys();

    /// <summary>True when there is a value at the path and it is not null.</summary>
    public bool Has(string path) => Find(path) is not (null or ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Null });

    /// <summary>The error for a value that is of the right type and still wrong, such as port 0.</summary>
    /// <remarks>Reads as <c>'findata.node.port' is 0: </c> and then the given sentence.</remarks>
    public ConfigException Invalid(string path, string sentence)
    {
        var found = Find(path);
        return new ConfigException(PositionOf(found), $"'{Name(path)}' is {Describe(found)}:", sentence);
    }

    private static bool TryWhole(string text, out long value)
    {
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = 0;
        return ConfigReader.IsNumber(text) && long.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
    }

    private static ConfigNode Unwrap(ConfigNode node) => node is ConfigNode.Slot slot ? slot.Layers[^1] : node;

    private static string Describe(ConfigNode? node) => node switch
    {
        null => "not set",
        ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Null } => "null",
        ConfigNode.Scalar scalar => $"'{scalar.Text}'",
        ConfigNode.Sequence => "a list",
        _ => "a section",
    };

    private ConfigNode.Scalar Scalar(string path, string wanted) => Find(path) switch
    {
        ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Text } scalar => scalar,
        var other => throw Wrong(path, other, wanted, "Set it."),
    };

    private ConfigNode? Find(string path)
    {
        ConfigNode node = Root;
        foreach (var key in ConfigPath.Parse(path))
        {
            if (node is not ConfigNode.Section section || !section.Slots.TryGetValue(key, out var slot)) return null;
            node = Unwrap(slot);
        }
        return node;
    }

    private string Name(string path) => prefix.Length == 0 ? path : $"{prefix}.{path}";

    private ConfigPosition PositionOf(ConfigNode? node) => (node ?? Root).Position;

    private ConfigException Wrong(string path, ConfigNode? found, string wanted, string remedy) =>
        new(PositionOf(found), $"'{Name(path)}' is {Describe(found)}, where {wanted} is needed.", remedy);
}
