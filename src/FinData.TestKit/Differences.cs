using System.Globalization;
using System.Reflection;

namespace FinData.TestKit;

/// <summary>Tells structs apart field by field, for the messages of failing scenarios.</summary>
internal static class Differences
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Which fields differ and how; empty when none does.</summary>
    public static string Between<T>(T expected, T actual) where T : struct =>
        string.Join(", ", typeof(T).GetFields(Fields)
            .Where(f => !Equals(f.GetValue(expected), f.GetValue(actual)))
            .Select(f => $"{f.Name} is {Text(f.GetValue(actual))} and should be {Text(f.GetValue(expected))}"));

    /// <summary>The fields that are not zero.</summary>
    public static string Describe<T>(T value) where T : struct
    {
        T zero = default;
        return string.Join(", ", typeof(T).GetFields(Fields)
            .Where(f => !Equals(f.GetValue(value), f.GetValue(zero)))
            .Select(f => $"{f.Name} = {Text(f.GetValue(value))}"));
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
