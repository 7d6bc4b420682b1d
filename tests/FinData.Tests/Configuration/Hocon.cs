using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>Parses, resolves and writes a document in a short form: <c>{a:1,b:[x,y],c:NULL}</c>.</summary>
internal static class Hocon
{
    public static string Resolve(string text, params (string Name, string Value)[] environment) =>
        Show(ConfigResolver.Resolve(new ConfigFiles().Parse(text, "test.conf"), Lookup(environment)));

    public static Func<string, string?> Lookup(params (string Name, string Value)[] environment) =>
        environment.ToDictionary(v => v.Name, v => v.Value).GetValueOrDefault;

    public static string Show(Config config) => Show(config.Root);

    private static string Show(ConfigNode node) => node switch
    {
        ConfigNode.Scalar { Kind: ConfigNode.ScalarKind.Null } => "NULL",
        ConfigNode.Scalar scalar => scalar.Text,
        ConfigNode.Sequence list => $"[{string.Join(',', list.Items.Select(Show))}]",
        ConfigNode.Section section => $"{{{string.Join(',', section.Slots.Select(s => $"{s.Key}:{Show(s.Value)}"))}}}",
        ConfigNode.Slot slot => Show(Assert.Single(slot.Layers)),
        _ => throw new InvalidOperationException($"A resolved tree holds a {node.GetType().Name}."),
    };
}
