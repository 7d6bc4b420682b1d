using System.Globalization;
using FinData.Engine.Configuration;

namespace FinData.Node;

/// <summary>Settings that have to be in a range: else the node would hang, or do what nobody meant.</summary>
internal static class SettingRanges
{
    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="ConfigException">It is outside.</exception>
    public static int Int(this Config config, string path, int least, int most = int.MaxValue) =>
        config.Int(path) is var value && value >= least && value <= most ? value : throw Outside(config, path, least,
            most == int.MaxValue ? null : most);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <inheritdoc cref="Int"/>
    public static double Double(this Config config, string path, double least, double most = double.MaxValue) =>
        config.Double(path) is var value && value >= least && value <= most ? value
            : throw Outside(config, path, least, most == double.MaxValue ? null : most);

    /// <summary>A size in bytes from 1 to 1 GiB: what is made of it fits into 32 bits, too.</summary>
    /// <inheritdoc cref="Int"/>
    public static int Size(this Config config, string path) =>
        config.Bytes(path) is var value and > 0 and <= 1 << 30 ? (int)value
            : throw config.Invalid(path, "Write a size from 1 B to 1 GiB, such as 64KiB.");

    /// <summary>A duration that ends.</summary>
    /// <inheritdoc cref="Int"/>
    public static TimeSpan Finite(this Config config, string path) =>
        config.Duration(path) is var value && value >= TimeSpan.Zero ? value
            : throw config.Invalid(path, "It has to end: write a duration such as 3650d.");

    private static ConfigException Outside(Config config, string path, double least, double? most)
    {
        var upTo = most is { } end ? string.Create(CultureInfo.InvariantCulture, $" to {end}") : " on";
        return config.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"Write a number from {least}{upTo}."));
    }
}
