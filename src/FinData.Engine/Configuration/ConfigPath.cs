using System.Text;

namespace FinData.Engine.Configuration;

/// <summary>Path expressions such as <c>findata.node."a.b"</c>, in keys, in references and in calls.</summary>
internal static class ConfigPath
{
    /// <summary>Reads the path that a caller wrote in code.</summary>
    public static List<string> Parse(string path)
    {
        var reader = new ConfigReader(path, $"path '{path}'");
        var elements = Read(reader);
        return reader.AtEnd
            ? elements
            : throw reader.Error($"A path cannot hold {reader.Found}.", "Quote that element.");
    }

    /// <summary>Reads a path up to the first character that cannot belong to one; the caller checks that one.</summary>
    public static List<string> Read(ConfigReader reader)
    {
        var elements = new List<string>();
        var element = new StringBuilder();
        var quoted = false;
        reader.TakeSpace();
        for (var space = ""; reader.Current == '"' || reader.AtUnquoted; space = reader.TakeSpace())
        {
            element.Append(space);
            if (reader.Current == '"')
            {
                element.Append(reader.TakeQuoted());
                quoted = true;
                continue;
            }
            foreach (var c in reader.TakeUnquoted())
            {
                if (c == '.') Close();
                else element.Append(c);
            }
        }
        Close();
        return elements;

        void Close()
        {
            if (element.Length == 0 && !quoted)
            {
                throw elements.Count == 0
                    ? reader.Error($"There should be a key here, not {reader.Found}.", "Write a key, or remove it.")
                    : reader.Error("A path has an empty element.", "Remove a dot, or write \"\" for an empty one.");
            }
            elements.Add(element.ToString());
            element.Clear();
            quoted = false;
        }
    }

    /// <summary>The path as it would be written, quotes where they are needed.</summary>
    public static string Format(IEnumerable<string> path) => string.Join('.', path.Select(
        e => e.Length > 0 && e.All(c => char.IsLetterOrDigit(c) || c is '-' or '_') ? e : $"\"{e}\""));
}
