namespace FinData.Engine.Configuration;

/// <summary>Turns one text into sections, slots and references; nothing is looked up yet.</summary>
/// <remarks>
/// The grammar is https://github.com/lightbend/config/blob/main/HOCON.md, in short:
/// <code>
/// document := '{' fields '}' | '[' values ']' | fields
/// field    := path (':' | '=' | '+=') value | path section | 'include' name
/// value    := piece+ on one line          piece := section | list | string | ${path} | unquoted
/// </code>
/// Fields and elements are parted by one comma, by newlines, or by both.
/// </remarks>
internal sealed class ConfigParser
{
    /// <summary>How deep sections, dotted keys and lists may nest, so that no text can exhaust the stack.</summary>
    public const int NestingMax = 64;

    private readonly ConfigReader reader;
    private readonly ConfigFiles files;
    private readonly string? directory;
    private readonly List<string> path;
    private readonly int rootLength;        // How much of the path leads to the root of an included file.
    private readonly bool includedInList;   // Such a file's root has no path, so its references lead nowhere.
    private int listDepth;

    /// <summary>Begins a text whose includes are looked for in <paramref name="directory"/>, if it has one.</summary>
    public ConfigParser(ConfigReader reader, ConfigFiles files, string? directory)
    {
        (this.reader, this.files, this.directory, path) = (reader, files, directory, []);
    }

    /// <summary>Begins a text that stands where <paramref name="includer"/> has its cursor.</summary>
    public ConfigParser(ConfigReader reader, string? directory, ConfigParser includer)
        : this(reader, includer.files, directory)
    {
        path = [.. includer.path];
        rootLength = path.Count;
        listDepth = includer.listDepth;
        includedInList = listDepth > 0;
    }

    public ConfigNode ParseDocument()
    {
        reader.SkipBlank();
        ConfigNode root = reader.Current switch
        {
            '{' => ParseSection(),
            '[' => ParseList(),
            _ => ParseFields(new ConfigNode.Section(reader.Position), end: '\0'),
        };
        reader.SkipBlank();
        return reader.AtEnd
            ? root
            : throw reader.Error($"There is {reader.Found} after the end of the text.", "Balance the brackets.");
    }

    private ConfigNode.Section ParseSection()
    {
        var section = new ConfigNode.Section(reader.Position);
        reader.Advance();
        ParseFields(section, '}');
        reader.Advance();
        return section;
    }

    private ConfigNode.Section ParseFields(ConfigNode.Section section, char end)
    {
        reader.SkipBlank();
        while (!AtClose(section.Position, end))
        {
            if (reader.TryTakeWord("include")) ParseInclude(section);
            else ParseField(section);
            SkipSeparator(end);
        }
        return section;
    }

    private ConfigNode.Sequence ParseList()
    {
        var position = reader.Position;
        var items = new List<ConfigNode>();
        reader.Advance();
        listDepth++;
        RequireNesting();
        reader.SkipBlank();
        while (!AtClose(position, ']'))
        {
            items.Add(ParseValue());
            SkipSeparator(']');
        }
        reader.Advance();
        listDepth--;
        return new ConfigNode.Sequence(position, items);
    }

    private void ParseField(ConfigNode.Section section)
    {
        var position = reader.Position;
        var key = ConfigPath.Read(reader);
        path.AddRange(key);
        RequireNesting();
        reader.SkipBlank();
        ConfigNode value;
        if (reader.TryTake("+="))
        {
            value = ParseAppended(position);
        }
        else
        {
            if (reader.Current is ':' or '=') reader.Advance();
            else if (reader.Current != '{') throw NoSeparator(key);
            reader.SkipBlank();
            value = ParseValue();
        }
        path.RemoveRange(path.Count - key.Count, key.Count);
        section.Put(key, value, position);
    }

    private ConfigException NoSeparator(List<string> key) => reader.Error(
        $"The key '{ConfigPath.Format(key)}' is followed by {reader.Found}.", "Write '=' and a value after a key.");

    // a += b is a = ${?a} [b].
    private ConfigNode.Join ParseAppended(ConfigPosition position)
    {
        if (listDepth > 0)
            throw reader.Error("'+=' inside a list has no path to refer to.", "Write the inner list in one piece.");
        reader.SkipBlank();
        listDepth++;
        var item = new ConfigNode.Sequence(reader.Position, [ParseValue()]);
        listDepth--;
        var before = new ConfigNode.Reference(position, [.. path], null, optional: true);
        return new ConfigNode.Join(position, [before, item]);
    }

    private ConfigNode ParseValue()
    {
        var position = reader.Position;
        var pieces = new List<ConfigNode>();
        while (true)
        {
            var space = new ConfigNode.Scalar(reader.Position, reader.TakeSpace(), ConfigNode.ScalarKind.Space);
            if (reader.AtEnd || reader.AtComment || reader.Current is '\n' or ',' or '}' or ']') break;
            if (pieces.Count > 0 && space.Text.Length > 0) pieces.Add(space);
            pieces.Add(ParsePiece());
        }
        return pieces switch
        {
            [] => throw reader.Error($"There should be a value here, not {reader.Found}.", "Write one, or null."),
            [var only] => only,
            _ when pieces.TrueForAll(p => p is ConfigNode.Scalar) => new ConfigNode.Scalar(
                position, string.Concat(pieces.Select(p => ((ConfigNode.Scalar)p).Text))),
            _ => new ConfigNode.Join(position, pieces),
        };
    }

    private ConfigNode ParsePiece()
    {
        var position = reader.Position;
        switch (reader.Current)
        {
            case '{': return ParseSection();
            case '[': return ParseList();
            case '"': return new ConfigNode.Scalar(position, reader.TakeQuoted());
            case '$': return ParseReference();
        }
        if (!reader.AtUnquoted)
            throw reader.Error($"{reader.Found} cannot stand in an unquoted value.", "Put quotes around the value.");
        var text = reader.TakeUnquoted();
        return new ConfigNode.Scalar(
            position, text, text == "null" ? ConfigNode.ScalarKind.Null : ConfigNode.ScalarKind.Text);
    }

    private ConfigNode.Reference ParseReference()
    {
        var position = reader.Position;
        if (!reader.TryTake("${"))
            throw reader.Error("'$' cannot stand in an unquoted value.", "Write ${path}, or put quotes around it.");
        if (includedInList)
        {
            throw reader.Error("A file that is included inside a list cannot hold references.",
                "Move the include out of the list, or write the value.");
        }
        var optional = reader.TryTake("?");
        var target = ConfigPath.Read(reader);
        if (!reader.TryTake("}"))
            throw reader.Error($"A reference holds {reader.Found}.", "Write ${path} with nothing but a path inside.");
        var relocated = rootLength == 0 ? null : path.Take(rootLength).Concat(target).ToList();
        return new ConfigNode.Reference(position, target, relocated, optional);
    }

    private void ParseInclude(ConfigNode.Section section)
    {
        reader.SkipBlank();
        var position = reader.Position;
        var required = TakeOpening("required(");
        var file = TakeOpening("file(");
        if (!file && (reader.TryTake("url(") || reader.TryTake("classpath(")))
        {
            throw reader.Error(
                "Only files can be included, not a URL or a class path.", "Copy it to a file beside this one.");
        }
        if (reader.Current != '"')
        {
            throw reader.Error($"'include' is followed by {reader.Found}.",
                "Write include \"name\", or quote the key \"include\" if you mean a key.");
        }
        var name = reader.TakeQuoted();
        for (var open = (required ? 1 : 0) + (file ? 1 : 0); open > 0; open--)
        {
            reader.SkipBlank();
            if (!reader.TryTake(")"))
                throw reader.Error($"The name of an include is followed by {reader.Found}.", "Write ')' here.");
        }
        files.Include(name, directory, position, required, section, this);
    }

    private bool TakeOpening(string opening)
    {
        if (!reader.TryTake(opening)) return false;
        reader.SkipBlank();
        return true;
    }

    private bool AtClose(ConfigPosition opened, char end)
    {
        if (!reader.AtEnd) return end != '\0' && reader.Current == end;
        return end == '\0' ? true : throw new ConfigException(opened, "This bracket is never closed.", $"Add '{end}'.");
    }

    private void SkipSeparator(char end)
    {
        var parted = reader.SkipBlank();
        if (reader.Current == ',')
        {
            parted = true;
            reader.Advance();
            reader.SkipBlank();
            if (reader.Current == ',') throw reader.Error("There are two commas in a row.", "Remove one.");
        }
        if (!parted && !reader.AtEnd && (end == '\0' || reader.Current != end))
            throw reader.Error($"There is {reader.Found} after a value.", "Part values by a comma or a new line.");
    }

    private void RequireNesting()
    {
        if (path.Count + listDepth > NestingMax)
            throw reader.Error($"Sections and lists nest deeper than {NestingMax}.", "Make the configuration flatter.");
    }
}
