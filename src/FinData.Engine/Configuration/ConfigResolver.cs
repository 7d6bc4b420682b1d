using System.Text;

namespace FinData.Engine.Configuration;

/// <summary>Replaces references by what they refer to and leaves a tree of plain values.</summary>
/// <remarks>
/// A reference sees the final value of its path. Where that leads back to the value being worked out, it sees the
/// layers set before that value instead. Only the outermost shape of a value is worked out to follow a path, so a
/// field may refer to its neighbours. Every reference is worked out once, in the order of the document.
/// </remarks>
internal sealed class ConfigResolver(ConfigNode.Section root, Func<string, string?> environment)
{
    /// <summary>How many references may lead from one to the next, so that no text can exhaust the stack.</summary>
    public const int DepthMax = 500;

    /// <summary>How many values and characters may be produced: four for each byte of the largest text.</summary>
    public const int WorkMax = 4 * ConfigFiles.BytesMax;

    private readonly Dictionary<ConfigNode, ConfigNode?> shapes = [];
    private readonly HashSet<ConfigNode> open = [];
    private readonly HashSet<ConfigNode> building = [];
    private readonly HashSet<ConfigNode> vanishing = [];
    private readonly Dictionary<ConfigNode, (ConfigNode Value, int Work, int Height)> values = [];
    private int depth;
    private int deepest;   // Of the containers built; unlike depth it does not count the way of references.
    private int work;
    private int lookBacks;
    private int vanished;

    public static ConfigNode.Section Resolve(ConfigNode.Section root, Func<string, string?> environment) =>
        (ConfigNode.Section)new ConfigResolver(root, environment).BuildContents(root);

    /// <summary>Resolves a document whose root may be a list.</summary>
    public static ConfigNode Resolve(ConfigNode document, Func<string, string?> environment) =>
        document is ConfigNode.Section section
            ? Resolve(section, environment)
            : new ConfigResolver(new ConfigNode.Section(document.Position), environment).BuildContents(document);

    private ConfigNode? Build(ConfigNode node)
    {
        if (node is ConfigNode.Scalar or ConfigNode.Slot { Layers: [ConfigNode.Scalar] })
            return node is ConfigNode.Slot single ? single.Layers[0] : node;

        List<ConfigNode> layers = node is ConfigNode.Slot slot ? slot.Layers : [node];
        while (true)
        {
            var shape = ShapeOf(layers, out var lowest);
            if (shape is null or ConfigNode.Scalar) return shape;

            var links = layers.Skip(lowest).Where(l => shapes.GetValueOrDefault(l) is not null).ToList();
            if (links.Find(building.Contains) is { } again)
            {
                if (again is not ConfigNode.Reference { Optional: true }) throw Cycle(again);
                vanishing.Add(again);
                vanished++;
                return null;
            }
            building.UnionWith(links);
            var built = BuildOnce(shape);
            building.ExceptWith(links);

            var lost = links.FindAll(vanishing.Remove);
            if (lost.Count == 0) return built;
            foreach (var link in lost) shapes[link] = null;   // An optional reference into itself is a missing one.
        }
    }

    // What is referred to many times is built once, and still counted each time, since readers walk it each time.
    private ConfigNode BuildOnce(ConfigNode shape)
    {
        if (values.TryGetValue(shape, out var known))
        {
            Spend(known.Work, shape);
            Enter(shape, known.Height);
            deepest = Math.Max(deepest, depth);
            depth -= known.Height;
            return known.Value;
        }
        var (workBefore, vanishedBefore, deepestBefore) = (work, vanished, deepest);
        deepest = depth;
        var built = BuildContents(shape);
        if (vanished == vanishedBefore) values[shape] = (built, work - workBefore, deepest - depth);
        deepest = Math.Max(deepest, deepestBefore);
        return built;
    }

    private ConfigNode BuildContents(ConfigNode shape)
    {
        Enter(shape);
        deepest = Math.Max(deepest, depth);
        ConfigNode built;
        if (shape is ConfigNode.Section section)
        {
            var copy = new ConfigNode.Section(section.Position);
            foreach (var (key, slot) in section.Slots)
            {
                Spend(1, slot);
                if (Build(slot) is { } value) copy.At(key, slot.Position).Push(value);
            }
            built = copy;
        }
        else
        {
            var items = new List<ConfigNode>();
            foreach (var item in ((ConfigNode.Sequence)shape).Items)
            {
                Spend(1, item);
                if (Build(item) is { } value) items.Add(value);
            }
            built = new ConfigNode.Sequence(shape.Position, items);
        }
        depth--;
        return built;
    }

    private ConfigNode? ShapeOf(List<ConfigNode> layers, out int lowest)
    {
        Spend(layers.Count, layers[0]);
        var top = layers.FindIndex(open.Contains);
        if (top >= 0) lookBacks++;
        else top = layers.Count;

        var sections = new List<ConfigNode.Section>();
        for (lowest = top - 1; lowest >= 0; lowest--)
        {
            var shape = ShapeOf(layers[lowest]);
            if (shape is ConfigNode.Section section)
            {
                sections.Add(section);
            }
            else if (shape is not null)
            {
                if (sections.Count == 0) return shape;
                break;
            }
        }
        lowest++;
        sections.Reverse();
        return sections.Count == 0 ? null : sections.Aggregate(Merge);
    }

    private ConfigNode? ShapeOf(ConfigNode node)
    {
        if (node is ConfigNode.Slot slot) return ShapeOf(slot.Layers, out _);
        if (node is not (ConfigNode.Reference or ConfigNode.Join)) return node;
        if (shapes.TryGetValue(node, out var known)) return known;

        Enter(node);
        open.Add(node);
        var shape = node is ConfigNode.Reference reference ? Follow(reference) : Combine((ConfigNode.Join)node);
        open.Remove(node);
        depth--;
        return shapes[node] = shape;
    }

    private ConfigNode? Follow(ConfigNode.Reference reference)
    {
        var before = lookBacks;
        var found = reference.Relocated is null ? null : Lookup(reference.Relocated);
        found ??= Lookup(reference.Path);
        if (found is not null) return found;

        var name = string.Join('.', reference.Path);
        if (environment(name) is { } value)
            return new ConfigNode.Scalar(new ConfigPosition($"environment variable {name}"), value);
        if (reference.Optional) return null;
        throw lookBacks > before
            ? Cycle(reference)
            : new ConfigException(
                reference.Position, $"{reference} is set neither in the configuration nor in the environment.",
                $"Set it, or write ${{?{ConfigPath.Format(reference.Path)}}} if it may be missing.");
    }

    private ConfigNode? Lookup(IReadOnlyList<string> path)
    {
        ConfigNode? shape = root;
        foreach (var key in path)
        {
            if (shape is not ConfigNode.Section section || !section.Slots.TryGetValue(key, out var slot)) return null;
            shape = ShapeOf(slot);
        }
        return shape;
    }

    private ConfigNode? Combine(ConfigNode.Join join)
    {
        var shapes = join.Pieces.Select(ShapeOf).OfType<ConfigNode>().ToList();
        if (shapes.Count == 0) return null;
        if (!shapes.Exists(s => s is ConfigNode.Section or ConfigNode.Sequence))
        {
            var text = new StringBuilder();
            foreach (var scalar in shapes.Cast<ConfigNode.Scalar>())
            {
                Spend(scalar.Text.Length, join);
                text.Append(scalar.Text);
            }
            return new ConfigNode.Scalar(join.Position, text.ToString());
        }
        return shapes.Where(s => s is not ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Space })
            .Aggregate((left, right) => (left, right) switch
            {
                (ConfigNode.Section l, ConfigNode.Section r) => Merge(l, r),
                (ConfigNode.Sequence l, ConfigNode.Sequence r) => Append(l, r),
                (ConfigNode.Section l, ConfigNode.Sequence r) when l.ToSequence() is { } list => Append(list, r),
                (ConfigNode.Sequence l, ConfigNode.Section r) when r.ToSequence() is { } list => Append(l, list),
                _ => throw new ConfigException(
                    join.Position, $"{Name(left)} and {Name(right)} stand side by side and cannot be joined.",
                    "Join strings with strings, lists with lists, sections with sections, or part them by a comma."),
            });
    }

    private ConfigNode.Sequence Append(ConfigNode.Sequence left, ConfigNode.Sequence right)
    {
        Spend(left.Items.Count + right.Items.Count, right);
        return new ConfigNode.Sequence(left.Position, [.. left.Items, .. right.Items]);
    }

    private ConfigNode.Section Merge(ConfigNode.Section lower, ConfigNode.Section upper)
    {
        var merged = new ConfigNode.Section(upper.Position);
        foreach (var (key, slot) in lower.Slots.Concat(upper.Slots))
        {
            Spend(slot.Layers.Count, slot);
            merged.At(key, slot.Position).Layers.AddRange(slot.Layers);
        }
        return merged;
    }

    private void Enter(ConfigNode node, int levels = 1)
    {
        depth += levels;
        if (depth > DepthMax)
        {
            throw new ConfigException(
                node.Position, $"References lead from one to the next more than {DepthMax} times.",
                "Refer to the value itself, or write a long list in one piece.");
        }
    }

    private void Spend(int amount, ConfigNode node)
    {
        work = amount > WorkMax ? WorkMax + 1 : work + amount;
        if (work > WorkMax)
        {
            throw new ConfigException(node.Position, $"References multiply the configuration beyond {WorkMax} values.",
                "Refer to fewer things at once.");
        }
    }

    private static ConfigException Cycle(ConfigNode node) => new(
        node.Position,
        $"{(node is ConfigNode.Reference ? node : "This value")} refers to itself, so it has no value (a cycle).",
        "Set one of the values on the way.");

    private static string Name(ConfigNode node) => node switch
    {
        ConfigNode.Scalar scalar => $"\"{scalar.Text}\"",
        ConfigNode.Sequence => "a list",
        _ => "a section",
    };
}
