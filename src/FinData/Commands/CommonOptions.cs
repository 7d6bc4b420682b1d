using System.CommandLine;
using FinData.Node;
using FinData.Web;

namespace FinData.Commands;

/// <summary>Options that most commands share.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> data = new("--data") { Description = "The data folder (default: ./data)." };
    private readonly Option<int?> shards = new("--shards")
    {
        Description = "Shards of a new data folder (default: 8). An existing one keeps its own.",
    };
    private readonly Option<string?> config = new("--config")
    {
        Description = "A HOCON file; FINDATA__ variables and --set override it.",
    };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "A single setting, such as --set accounts.card.credit-line=100.00.",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<bool> json = new("--json") { Description = "JSON on standard output and nothing else." };

    public static CommonOptions AddTo(Command command, bool withShards = false, bool withData = true)
    {
        var options = new CommonOptions();
        if (withData) command.Add(options.data);
        if (withShards) command.Add(options.shards);
        command.Add(options.config);
        command.Add(options.set);
        command.Add(options.json);
        return options;
    }

    /// <summary>A misspelt option must not be taken for one more file.</summary>
    public static void RefuseUnknownOptions(Argument<string[]> files) => files.Validators.Add(result =>
    {
        foreach (var name in result.Tokens.Select(t => t.Value).Where(v => v.StartsWith('-')))
            result.AddError($"There is no option '{name}'. A file of that name is written as './{name}'.");
    });

    public Values Read(ParseResult parsed)
    {
        var settings = (parsed.GetValue(set) ?? [])
            .Select(s => s.StartsWith("findata.", StringComparison.Ordinal) ? s : "findata." + s).ToList();
        if (parsed.GetValue(data) is { } folder) settings.Add($"findata.data={folder}");
        var (node, web) = SettingsReader.Read(parsed.GetValue(config), settings, parsed.GetValue(shards));
        if (File.Exists(node.Data))
            throw new NodeException($"'{node.Data}' is a file, and a data folder is asked for: name one with --data.");
        return new Values(node, web, parsed.GetValue(json));
    }

    /// <param name="Settings">What the node is started with.</param>
    /// <param name="Web">How it is reached.</param>
    /// <param name="IsQuiet">Nothing but JSON on standard output.</param>
    public sealed record Values(NodeSettings Settings, WebSettings Web, bool IsQuiet);
}
