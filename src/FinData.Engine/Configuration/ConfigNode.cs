using System.Globalization;

namespace FinData.Engine.Configuration;

/// <summary>Where something was written; line 0 stands for a text without lines, such as a variable.</summary>
internal readonly record struct ConfigPosition(string File, int Line = 0, int Column = 0)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>What the parser leaves and the resolver works on; compared by identity, unchanged once published.</summary>
/// <remarks>A resolved tree holds scalars, sequences and sections alone, and one layer in each slot.</remarks>
internal abstract class ConfigNode
{
    private ConfigNode(ConfigPosition position) => Position = position;   // Closed: the kinds below are all.

    public ConfigPosition Position { get; }

    public enum ScalarKind { Text, Null, Space }

    /// <summary>One value as written; a number keeps its digits. Space is what stood between joined values.</summary>
    public sealed class Scalar(ConfigPosition position, string text, ScalarKind kind = ScalarKind.Text)
        : ConfigNode(position)
    {
        public string Text { get; } = text;
        public ScalarKind Kind { get; } = kind;
    }

    /// <summary>The elements between square brackets.</summary>
    public sealed class Sequence(ConfigPosition position, IReadOnlyList<ConfigNode> items) : ConfigNode(position)
    {
        public IReadOnlyList<ConfigNode> Items { get; } = items;
    }

    /// <summary><c>${path}</c>. In an included file <c>Relocated</c> is where that file's root now stands.</summary>
    public sealed class Reference(
        ConfigPosition position, IReadOnlyList<string> path, IReadOnlyList<string>? relocated, bool optional)
        : ConfigNode(position)
    {
        public IReadOnlyList<string> Path { get; } = path;
        public IReadOnlyList<string>? Relocated { get; } = relocated;
        public bool Optional { get; } = optional;

        public override string ToString() => $"${{{(Optional ? "?" : "")}{ConfigPath.Format(Path)}}}";
    }

    /// <summary>Values side by side on one line: one string, sequence or section, once they are known.</summary>
    public sealed class Join(ConfigPosition position, IReadOnlyList<ConfigNode> pieces) : ConfigNode(position)
    {
        public IReadOnlyList<ConfigNode> Pieces { get; } = pieces;
    }

    /// <summary>Everything a key was set to, oldest first; a later layer overrides or merges with earlier.</summary>
    public sealed class Slot(ConfigPosition position) : ConfigNode(position)
    {
        public List<ConfigNode> Layers { get; } = [];

        public void Push(ConfigNode node)
        {
            if (node is Scalar or Sequence) Layers.Clear();   // Nothing below can show through these two.
            if (node is Section section && Layers.LastOrDefault() is Section top) top.Absorb(section);
            else Layers.Add(node);
        }
    }

    /// <summary>The fields between braces, in the order in which their keys were first seen.</summary>
    public sealed class Section(ConfigPosition position) : ConfigNode(position)
    {
        public OrderedDictionary<string, Slot> Slots { get; } = new(StringComparer.Ordinal);

        /// <summary>Sets the value at a path; sections on the way are made or merged.</summary>
        public void Put(IReadOnlyList<string> path, ConfigNode value, ConfigPosition position)
        {
            for (var i = path.Count - 1; i > 0; i--)
            {
                var parent = new Section(position);
                parent.At(path[i], position).Push(value);
                value = parent;
            }
            At(path[0], position).Push(value);
        }

        /// <summary>Puts the fields of another section over these. The other section is not to be used again.</summary>
        public void Absorb(Section other)
        {
            foreach (var (key, slot) in other.Slots)
            {
                if (Slots.TryAdd(key, slot)) continue;
                foreach (var layer in slot.Layers) Slots[key].Push(layer);
            }
        }

        /// <summary>A copy that may absorb others: sections and slots are new, all else is shared.</summary>
        public Section Copy()
        {
            var copy = new Section(Position);
            foreach (var (key, slot) in Slots)
            {
                var layers = copy.At(key, slot.Position).Layers;
                foreach (var layer in slot.Layers) layers.Add(layer is Section section ? section.Copy() : layer);
            }
            return copy;
        }

        /// <summary>The values of the keys 0, 1, 2 and so on, gaps closed; null without such a key.</summary>
        public Sequence? ToSequence()
        {
            var items = new List<(int Index, Slot Slot)>();
            foreach (var (key, slot) in Slots)
            {
                if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    items.Add((index, slot));
            }
            return items.Count == 0
                ? null
                : new Sequence(Position, [.. items.OrderBy(i => i.Index).Select(i => i.Slot)]);
        }

        public Slot At(string key, ConfigPosition position)
        {
            if (!Slots.TryGetValue(key, out var slot)) Slots.Add(key, slot = new Slot(position));
            return slot;
        }
    }
}
