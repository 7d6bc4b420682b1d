using System.Text;
using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>Files, and the files they include.</summary>
public sealed class ConfigIncludeTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("findata-config-");

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData("include \"a.conf\"", "x = 1", "{x:1}")]
    [InlineData("include \"a\"", "x = 1", "{x:1}")]
    [InlineData("include file(\"a.conf\")", "x = 1", "{x:1}")]
    [InlineData("include required(\"a.conf\")", "x = 1", "{x:1}")]
    [InlineData("include required( file( \"a.conf\" ) )", "x = 1", "{x:1}")]
    [InlineData("include \"a.conf\", y = 2", "x = 1", "{x:1,y:2}")]
    [InlineData("include \"missing.conf\"\ny = 2", "x = 1", "{y:2}")]
    [InlineData("x = 0\ninclude \"a.conf\"", "x = 1", "{x:1}")]
    [InlineData("include \"a.conf\"\nx = 2", "x = 1", "{x:2}")]
    [InlineData("s { p = 1 }\ninclude \"a.conf\"", "s { q = 2 }", "{s:{p:1,q:2}}")]
    [InlineData("in { include \"a.conf\" }", "x = 10, y = ${x}", "{in:{x:10,y:10}}")]
    [InlineData("in { include \"a.conf\" }, in { x = 42 }", "x = 10, y = ${x}", "{in:{x:42,y:42}}")]
    [InlineData("in { include \"a.conf\" }, x = 5", "x = 10, y = ${x}", "{in:{x:10,y:10},x:5}")]
    [InlineData("in { include \"a.conf\" }, z = 5", "y = ${z}", "{in:{y:5},z:5}")]
    [InlineData("in { include \"a.conf\" }", "y = ${HOME}", "{in:{y:/root}}")]
    [InlineData("in { deep { include \"a.conf\" } }", "l += 1, l += 2", "{in:{deep:{l:[1,2]}}}")]
    [InlineData("in.deep { l = [0], include \"a.conf\" }", "l = ${?l} [1]", "{in:{deep:{l:[0,1]}}}")]
    [InlineData("l = [ { include \"a.conf\" } ]", "x = 1", "{l:[{x:1}]}")]
    [InlineData("include \"a.conf\"", "", "{}")]
    [InlineData("include \"a.conf\"", "{ \"x\" : 1 }", "{x:1}")]
    [InlineData("include \"a.conf\"", "include \"missing\"\nx = 1", "{x:1}")]
    public void The_fields_of_an_included_file_stand_where_the_include_stood(
        string text, string included, string meaning)
    {
        Write("a.conf", included);
        var config = Config.Load(Write("main.conf", text)).Resolve(Hocon.Lookup(("HOME", "/root")));
        Assert.Equal(meaning, Hocon.Show(config));
    }

    [Theory]
    [InlineData("include required(\"missing.conf\")", "x = 1", "missing.conf' does not exist")]
    [InlineData("include url(\"http://host/a.conf\")", "x = 1", "Only files can be included, not a URL")]
    [InlineData("include required(url(\"http://host/a.conf\"))", "x = 1", "Only files can be included, not a URL")]
    [InlineData("include classpath(\"a.conf\")", "x = 1", "Only files can be included")]
    [InlineData("include \"https://host/a.conf\"", "x = 1", "is a URL")]
    [InlineData("include \"a.conf\"", "[1]", "An included file is a list")]
    [InlineData("include \"a.conf\"", "include \"main.conf\"", "includes itself")]
    [InlineData("include \"a.conf\"", "include \"a.conf\"", "includes itself")]
    [InlineData("include \"a.conf\"", "x = ", "a.conf:1:5: There should be a value")]
    [InlineData("l = [ { include \"a.conf\" } ]", "x = ${y}", "cannot hold references")]
    [InlineData("l = [ { include \"a.conf\" } ]", "x += 1", "'+=' inside a list")]
    public void An_include_that_cannot_be_followed_is_refused_with_its_reason(
        string text, string included, string reason)
    {
        Write("a.conf", included);
        var main = Write("main.conf", text);
        var error = Assert.Throws<ConfigException>(() => Config.Load(main));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_extension_reads_json_first_and_then_hocon()
    {
        Write("both.json", "{ \"x\" : \"json\", \"y\" : \"json\" }");
        Write("both.conf", "y = hocon");
        Assert.Equal("{x:json,y:hocon}", Hocon.Show(Config.Load(Write("main.conf", "include \"both\""))));
    }

    [Fact]
    public void Includes_are_relative_to_the_file_that_includes_them()
    {
        directory.CreateSubdirectory("letters").CreateSubdirectory("numbers");
        Write("letters/numbers/one.conf", "one = 1, again = ${one}");
        Write("letters/a.conf", "numbers { include \"numbers/one.conf\" }\na = ok");
        var main = Write("main.conf", "letters { include \"letters/a.conf\" }");
        Assert.Equal("{letters:{numbers:{one:1,again:1},a:ok}}", Hocon.Show(Config.Load(main)));
    }

    [Fact]
    public void Text_without_a_file_includes_nothing_by_a_relative_name_and_anything_by_an_absolute_one()
    {
        var absolute = Write("a.conf", "x = 1");
        Assert.Equal("{x:1}", Hocon.Show(Config.Parse($"include \"{absolute}\"\ninclude \"a.conf\"", "test")));
        Assert.Throws<ConfigException>(() => Config.Parse("include required(\"a.conf\")", "test"));
    }

    [Fact]
    public void The_same_file_may_be_included_twice_side_by_side()
    {
        Write("a.conf", "x = 1, y = ${x}");
        var main = Write("main.conf", "p { include \"a.conf\" }, q { include \"a.conf\", x = 2 }");
        Assert.Equal("{p:{x:1,y:1},q:{x:2,y:2}}", Hocon.Show(Config.Load(main)));
    }

    [Fact]
    public void Includes_end_at_a_depth_and_at_a_number_of_files()
    {
        for (var i = 0; i <= 17; i++) Write($"chain{i}.conf", $"include \"chain{i + 1}.conf\"\nx{i} = 1");
        var chain = Assert.Throws<ConfigException>(() => Config.Load(Path.Combine(directory.FullName, "chain0.conf")));
        Assert.Contains("nest deeper than 16 files", chain.Message, StringComparison.Ordinal);
        Assert.Equal(16, Config.Load(Path.Combine(directory.FullName, "chain2.conf")).Keys().Count);

        for (var i = 0; i < 10; i++)
            Write($"double{i}.conf", $"include \"double{i + 1}.conf\"\ninclude \"double{i + 1}.conf\"");
        Write("double10.conf", "x = 1");
        var doubled = Assert.Throws<ConfigException>(
            () => Config.Load(Path.Combine(directory.FullName, "double0.conf")));
        Assert.Contains("More than 256 files", doubled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_files_together_are_held_to_one_size()
    {
        Write("half.conf", new string('#', ConfigFiles.BytesMax / 2));
        Assert.Equal("{}", Hocon.Show(Config.Load(Write("main.conf", "include \"half.conf\""))));
        var main = Write("main.conf", "include \"half.conf\"\ninclude \"half.conf\"");
        Assert.Contains("larger than 1048576 bytes",
            Assert.Throws<ConfigException>(() => Config.Load(main)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_not_utf8_is_named()
    {
        var missing = Assert.Throws<ConfigException>(() => Config.Load(Path.Combine(directory.FullName, "no.conf")));
        Assert.EndsWith("no.conf", missing.File, StringComparison.Ordinal);

        var latin = Path.Combine(directory.FullName, "latin.conf");
        File.WriteAllBytes(latin, [.. "a = "u8, 0xE9, (byte)'\n']);
        Assert.Contains("Byte 4 is not valid UTF-8",
            Assert.Throws<ConfigException>(() => Config.Load(latin)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_a_blank()
    {
        var path = Path.Combine(directory.FullName, "bom.conf");
        File.WriteAllText(path, "foo = bar", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal("bar", Config.Load(path).String("foo"));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
