namespace FinData.Engine.Configuration;

/// <summary>Compares the keys of a configuration with those that are known.</summary>
internal sealed class ConfigKeys(ConfigNode.Section known, string prefix)
{
    public void Require(ConfigNode.Section given) => Require(given, known, []);

    private void Require(ConfigNode.Section given, ConfigNode.Section expected, List<string> path)
    {
        if (expected.Slots.Count == 0) return;   // An empty section takes any key.
        foreach (var (key, slot) in given.Slots)
        {
            path.Add(key);
            if (!expected.Slots.TryGetValue(key, out var expectedSlot)) throw Unknown(slot.Position, path);
            var (value, wanted) = (slot.Layers[^1], expectedSlot.Layers[^1]);
            switch (value, wanted)
            {
                case (ConfigNode.Section section, ConfigNode.Section wantedSection):
                    Require(section, wantedSection, path);
                    break;
                case (ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Null }, _):
                case (ConfigNode.Section list, ConfigNode.Sequence) when list.ToSequence() is not null:
                    break;
                case (ConfigNode.Section, _):
                    throw Wrong(slot.Position, path, "one value, not a section", "Write the value without { }.");
                case (_, ConfigNode.Section):
                    throw Wrong(slot.Position, path, "a section, not one value", "Write { } around its keys.");
            }
            path.RemoveAt(path.Count - 1);
        }
    }

    private ConfigException Unknown(ConfigPosition position, List<string> path)
    {
        var name = Name(path);
        var nearest = Paths(known, []).Select(Name).MinBy(k => Distance(name, k));
        return new ConfigException(
            position, $"There is no setting '{name}'.", $"The nearest known one is '{nearest}'.");
    }

    private ConfigException Wrong(ConfigPosition position, List<string> path, string wanted, string remedy) =>
        new(position, $"'{Name(path)}' is {wanted}.", remedy);

    private string Name(IEnumerable<string> path) =>
        prefix.Length == 0 ? ConfigPath.Format(path) : $"{prefix}.{ConfigPath.Format(path)}";

    private static IEnumerable<string[]> Paths(ConfigNode.Section section, string[] path)
    {
        foreach (var (key, slot) in section.Slots)
        {
            string[] below = [.. path, key];
            yield return below;
            if (slot.Layers[^1] is not ConfigNode.Section inner) continue;
            foreach (var deeper in Paths(inner, below)) yield return deeper;
        }
    }

    /// <summary>How many letters to insert, remove, replace or swap to turn one into the other.</summary>
    internal static int Distance(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                var replace = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[from.Length, to.Length];
    }
}
