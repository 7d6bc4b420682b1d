using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>Command line over environment over file over reference, and the names that are allowed in them.</summary>
public sealed class ConfigLayerTests : IDisposable
{
    private static readonly Config known = Config.Parse(
        "findata { node { host = h, port = 1 }, batch.records-max = 2, seeds = [], free {}, Camel_Case = 3 }",
        "known.conf");

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("FINDATA__NODE__PORT", "9000", "{findata:{node:{port:9000}}}")]
    [InlineData("findata__node__port", "9000", "{findata:{node:{port:9000}}}")]
    [InlineData("FINDATA__BATCH__RECORDS_MAX", "7", "{findata:{batch:{records-max:7}}}")]
    [InlineData("FINDATA__CAMEL_CASE", "7", "{findata:{Camel_Case:7}}")]
    [InlineData("FINDATA__SEEDS__0", "a", "{findata:{seeds:{0:a}}}")]
    [InlineData("FINDATA__FREE__ANY_KEY", "a", "{findata:{free:{any-key:a}}}")]
    [InlineData("FINDATA__NODE__PROT", "1", "{findata:{node:{prot:1}}}")]
    [InlineData("FINDATA__NODE__HOST", "${x} [1]", "{findata:{node:{host:${x} [1]}}}")]
    [InlineData("FINDATA__NODE__HOST", "", "{findata:{node:{host:}}}")]
    [InlineData("FINDATA", "1", "{}")]
    [InlineData("FINDATA_NODE_PORT", "1", "{}")]
    [InlineData("OTHER__NODE__PORT", "1", "{}")]
    [InlineData("__FINDATA__NODE", "1", "{}")]
    public void A_variable_names_a_path(string name, string value, string meaning) =>
        Assert.Equal(meaning, Hocon.Show(Config.FromEnvironment([new(name, value)], known)));

    [Fact]
    public void A_variable_with_an_empty_part_is_refused()
    {
        var error = Assert.Throws<ConfigException>(() => Config.FromEnvironment([new("FINDATA__", "1")], known));
        Assert.Equal("environment variable FINDATA__", error.File);
        Assert.Equal((0, 0), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("findata.node.port=9000", "{findata:{node:{port:9000}}}")]
    [InlineData("findata.node.host=a=b:c", "{findata:{node:{host:a=b:c}}}")]
    [InlineData("findata.node.host=", "{findata:{node:{host:}}}")]
    [InlineData("a.\"b.c\"=1", "{a:{b.c:1}}")]
    public void A_setting_is_a_path_and_a_text(string setting, string meaning) =>
        Assert.Equal(meaning, Hocon.Show(Config.FromSettings([setting])));

    [Theory]
    [InlineData("findata.node.port")]
    [InlineData("=1")]
    [InlineData("")]
    [InlineData("a..b=1")]
    public void A_setting_without_path_or_value_is_refused(string setting) =>
        Assert.Throws<ConfigException>(() => Config.FromSettings([setting]));

    [Fact]
    public void The_command_line_wins_over_the_environment_over_the_file_over_the_reference()
    {
        File.WriteAllText(file, "findata { data = ${HOME}/data, shards = 2, node { host = file, port = 2 } }");
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = "/root", ["FINDATA__NODE__HOST"] = "environment", ["FINDATA__NODE__PORT"] = "3",
        };
        var config = Config.Layered(file, environment, ["findata.node.port=4", "findata.node.port=5"]);
        Assert.Equal(5, config.Int("findata.node.port"));
        Assert.Equal("environment", config.String("findata.node.host"));
        Assert.Equal(2, config.Int("findata.shards"));
        Assert.Equal("/root/data", config.String("findata.data"));
        Assert.Equal(4096, config.Int("findata.batch.records-max"));
    }

    [Fact]
    public void Without_file_environment_and_command_line_the_reference_remains()
    {
        var config = Config.Layered(null, new Dictionary<string, string>(), []);
        Assert.Equal(Hocon.Show(Config.Reference), Hocon.Show(config));
    }

    [Theory]
    [InlineData("findata.node.prot = 1", "findata.node.prot", "findata.node.port")]
    [InlineData("findata { nod { port = 1 } }", "findata.nod", "findata.node")]
    [InlineData("fidnata.node.port = 1", "fidnata", "findata")]
    [InlineData("findata.batch.record-max = 1", "findata.batch.record-max", "findata.batch.records-max")]
    [InlineData("findata.node.\"ho.st\" = 1", "findata.node.\"ho.st\"", "findata.node.host")]
    public void An_unknown_key_is_refused_and_the_nearest_is_named(string text, string unknown, string nearest)
    {
        var error = Assert.Throws<ConfigException>(
            () => Config.Parse($"# one\n {text}", "node.conf").RequireKnown(known));
        Assert.Contains($"There is no setting '{unknown}'. The nearest known one is '{nearest}'.", error.Message,
            StringComparison.Ordinal);
        Assert.Equal(("node.conf", 2), (error.File, error.Line));
        Assert.True(error.Column >= 2, error.Message);
    }

    [Theory]
    [InlineData("findata.node = 1", "'findata.node' is a section, not one value.")]
    [InlineData("findata.node = [1]", "'findata.node' is a section, not one value.")]
    [InlineData("findata.node.port { x = 1 }", "'findata.node.port' is one value, not a section.")]
    [InlineData("findata.seeds { x = 1 }", "'findata.seeds' is one value, not a section.")]
    public void A_section_in_place_of_a_value_or_the_reverse_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigException>(
            () => Config.Parse(text, "node.conf").RequireKnown(known)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("findata.node.port = 2")]
    [InlineData("findata.node = null")]
    [InlineData("findata.seeds { 0 = a }")]
    [InlineData("findata.free { any { thing = 1 } }")]
    [InlineData("findata { batch = ${findata.free}, batch.records-max = 1, free {} }")]
    public void Known_keys_pass(string text)
    {
        var config = Config.Parse(text, "node.conf");
        Assert.Same(config, config.RequireKnown(known));
    }

    [Fact]
    public void An_unknown_variable_is_refused_by_its_name()
    {
        var environment = new Dictionary<string, string> { ["FINDATA__NODE__PROT"] = "1" };
        var error = Assert.Throws<ConfigException>(() => Config.Layered(null, environment, []));
        Assert.Equal("environment variable FINDATA__NODE__PROT: There is no setting 'findata.node.prot'. "
            + "The nearest known one is 'findata.node.port'.", error.Message);
    }

    [Fact]
    public void A_section_is_compared_with_the_same_section_of_the_reference()
    {
        var node = Config.Parse("findata.node.prot = 1", "node.conf").At("findata.node");
        var error = Assert.Throws<ConfigException>(() => node.RequireKnown(known.At("findata.node")));
        Assert.Contains("'findata.node.prot'. The nearest known one is 'findata.node.port'", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("port", "port", 0)]
    [InlineData("prot", "port", 1)]
    [InlineData("por", "port", 1)]
    [InlineData("ports", "port", 1)]
    [InlineData("part", "port", 1)]
    [InlineData("", "port", 4)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_letters_to_change(string from, string to, int distance) =>
        Assert.Equal(distance, ConfigKeys.Distance(from, to));
}
