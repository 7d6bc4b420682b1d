using FinData.Engine.Configuration;
using FinData.Engine.Diagnostics;

namespace FinData.Tests.Configuration;

/// <summary>Reading typed values and the errors for those of another type.</summary>
public sealed class ConfigValueTests
{
    private static Config Text(string text) => Config.Parse(text, "test.conf");

    public static TheoryData<string> Seconds =>
    [
        "1s", "1 s", "1seconds", "1 seconds", "\"   1s    \"", "\"   1    s   \"", "1second", "1000", "1000ms",
        "1000 ms",
        "1000   milliseconds", "1000millisecond", "1000 milli", "1000 millis", "1000000us", "1000000 micro",
        "1000000 micros", "1000000 microseconds", "1000000microsecond", "1000000000ns", "1000000000 nano",
        "1000000000 nanos", "1000000000  nanoseconds", "1000000000nanosecond", "0.01666666666666666666666m",
        "0.01666666666666666666666 minutes", "0.01666666666666666666666 minute", "0.00027777777777777777777h",
        "0.00027777777777777777777 hours", "0.00027777777777777777777hour", "1.1574074074074073e-05d",
        "1.1574074074074073e-05  days", "1.1574074074074073e-05day", "\"\\u20031\\u00a0s\"",
    ];

    [Theory, MemberData(nameof(Seconds))]
    public void One_second_in_every_unit(string duration) =>
        Assert.Equal(TimeSpan.FromSeconds(1), Text($"d = {duration}").Duration("d"));

    [Theory]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("2h", 72_000_000_000)]
    [InlineData("0", 0)]
    [InlineData("50ns", 0)]
    [InlineData("60ns", 1)]
    [InlineData("1us", 10)]
    [InlineData("1.5ms", 15_000)]
    [InlineData("infinite", -10_000)]
    public void A_duration_is_kept_to_100_ns(string duration, long ticks) =>
        Assert.Equal(ticks, Text($"d = {duration}").Duration("d").Ticks);

    [Theory]
    [InlineData("100 dollars")]
    [InlineData("1 00 seconds")]
    [InlineData("1S")]
    [InlineData("1 w")]
    [InlineData("s")]
    [InlineData("\"\"")]
    [InlineData("-1s")]
    [InlineData("100000000d")]
    [InlineData("1e30s")]
    [InlineData("1s2")]
    [InlineData("Infinite")]
    [InlineData("infinite s")]
    public void What_is_no_duration_is_refused(string duration) =>
        Assert.Throws<ConfigException>(() => Text($"d = {duration}").Duration("d"));

    public static TheoryData<string, long> Sizes
    {
        get
        {
            var sizes = new TheoryData<string, long>();
            var mebi = "1048576|1048576b|1048576bytes|1048576byte|1048576  b|1048576B|1024k|1024K|1024Ki|1024KiB|"
                + "1024 kibibytes|1024 kibibyte|1m|1M|1 M|1Mi|1MiB|1 mebibytes|1 mebibyte|0.0009765625g|"
                + "0.0009765625G|0.0009765625Gi|0.0009765625GiB|0.0009765625 gibibytes";
            var mega = "1000kB|1000 kilobytes|1000 kilobyte|1MB|1 megabytes|1 megabyte|.001GB|.001 gigabyte";
            foreach (var size in mebi.Split('|')) sizes.Add(size, 1 << 20);
            foreach (var size in mega.Split('|')) sizes.Add(size, 1_000_000);
            foreach (var (power, name) in new[] { (40, "tebi"), (50, "pebi"), (60, "exbi") })
            {
                var letter = char.ToUpperInvariant(name[0]);
                foreach (var unit in new[] { $"{letter}", $"{name[0]}", $"{letter}i", $"{letter}iB",
                    $"{name}byte", $"{name}bytes" })
                    sizes.Add($"1{unit}", 1L << power);
            }
            foreach (var (bytes, name) in new[] { (1_000_000_000_000, "tera"), (1_000_000_000_000_000, "peta") })
            {
                foreach (var unit in new[] { $"{char.ToUpperInvariant(name[0])}B", $"{name}byte", $"{name}bytes" })
                    sizes.Add($"1{unit}", bytes);
            }
            sizes.Add("9223372036854775807 bytes", long.MaxValue);
            sizes.Add("1.5", 1);
            return sizes;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void A_size_is_read_in_every_unit(string size, long bytes) =>
        Assert.Equal(bytes, Text($"s = {size}").Bytes("s"));

    [Theory]
    [InlineData("100 dollars")]
    [InlineData("1 00 bytes")]
    [InlineData("-1")]
    [InlineData("-1Y")]
    [InlineData("9223372036854775808 bytes")]
    [InlineData("1000 exabytes")]
    [InlineData("10000000 petabytes")]
    [InlineData("1Z")]
    [InlineData("1.1YB")]
    [InlineData("1 zebibyte")]
    [InlineData("1 yottabytes")]
    [InlineData("1KB")]
    [InlineData("1kib")]
    public void What_is_no_size_is_refused(string size) =>
        Assert.Throws<ConfigException>(() => Text($"s = {size}").Bytes("s"));

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("\"on\"", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    public void Six_words_are_read_as_on_or_off(string word, bool value) =>
        Assert.Equal(value, Text($"b = {word}").Bool("b"));

    [Theory]
    [InlineData("True")]
    [InlineData("1")]
    [InlineData("enabled")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("[true]")]
    [InlineData("{}")]
    public void No_other_word_is_on_or_off(string word) =>
        Assert.Throws<ConfigException>(() => Text($"b = {word}").Bool("b"));

    [Theory]
    [InlineData("42", 42)]
    [InlineData("\"42\"", 42)]
    [InlineData("-7", -7)]
    [InlineData("1e3", 1000)]
    [InlineData("4096.0", 4096)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void A_whole_number_is_read_however_json_writes_it(string number, int value)
    {
        Assert.Equal(value, Text($"n = {number}").Int("n"));
        Assert.Equal(value, Text($"n = {number}").Long("n"));
    }

    [Theory]
    [InlineData("3.14")]
    [InlineData("2147483648")]
    [InlineData("007")]
    [InlineData("\"+5\"")]
    [InlineData("ten")]
    [InlineData("10x")]
    [InlineData("\"\"")]
    [InlineData("\" 1\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{ a = 1 }")]
    public void What_is_no_whole_number_of_32_bits_is_refused(string number) =>
        Assert.Throws<ConfigException>(() => Text($"n = {number}").Int("n"));

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void A_whole_number_of_64_bits_is_read_exactly(string number, long value) =>
        Assert.Equal(value, Text($"n = {number}").Long("n"));

    [Fact]
    public void A_whole_number_beyond_64_bits_is_refused() =>
        Assert.Throws<ConfigException>(() => Text("n = 9223372036854775808").Long("n"));

    [Theory]
    [InlineData("3.14", 3.14)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("\"10e+3\"", 10000)]
    public void A_number_is_read_with_its_fraction(string number, double value) =>
        Assert.Equal(value, Text($"n = {number}").Double("n"));

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData(".5")]
    public void What_json_cannot_write_is_no_number(string number) =>
        Assert.Throws<ConfigException>(() => Text($"n = {number}").Double("n"));

    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData("true", "true")]
    [InlineData("\"\"", "")]
    [InlineData("1e5", "1e5")]
    public void A_string_is_the_text_as_written(string written, string value) =>
        Assert.Equal(value, Text($"s = {written}").String("s"));

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[a, 1, true]", "a|1|true")]
    [InlineData("{ 0 = a, 1 = b }", "a|b")]
    [InlineData("{ 10 = c, 2 = b, 0 = a, k = ignored, -1 = ignored }", "a|b|c")]
    public void A_list_of_strings_is_a_list_or_a_section_with_numbers_for_keys(string written, string values) =>
        Assert.Equal(values, string.Join('|', Text($"l = {written}").Strings("l")));

    [Theory]
    [InlineData("a")]
    [InlineData("{}")]
    [InlineData("{ a = 1 }")]
    [InlineData("null")]
    [InlineData("[a, null]")]
    [InlineData("[[a]]")]
    [InlineData("[{}]")]
    public void What_is_no_list_of_strings_is_refused(string written) =>
        Assert.Throws<ConfigException>(() => Text($"l = {written}").Strings("l"));

    [Theory]
    [InlineData("s", "'s' is not set, where a string is needed.")]
    [InlineData("o", "'o' is null, where a string is needed.")]
    [InlineData("n.x", "'n.x' is not set")]
    [InlineData("sec", "'sec' is a section, where a string is needed.")]
    [InlineData("l", "'l' is a list, where a string is needed.")]
    public void A_missing_or_different_value_is_named_with_its_place(string path, string message)
    {
        var error = Assert.Throws<ConfigException>(() => Text("o = null, n = 1\nsec {}, l = []").String(path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<FinDataException>(error);
    }

    [Fact]
    public void A_section_names_its_values_by_their_whole_path()
    {
        var node = Text("findata {\n  node { port = none }\n}").At("findata").At("node");
        var error = Assert.Throws<ConfigException>(() => node.Int("port"));
        Assert.Equal("test.conf:2:17: 'findata.node.port' is 'none', where a whole number of 32 bits is needed. "
            + "Write one such as 4096.", error.Message);
        Assert.Equal("test.conf:2:17: 'findata.node.port' is 'none': Use a number.",
            node.Invalid("port", "Use a number.").Message);
    }

    [Fact]
    public void A_section_has_keys_and_values_with_paths_of_its_own()
    {
        var config = Text("a { b { c = 1, \"d.e\" = 2 }, n = null }, f = ${a.b.c}");
        Assert.Equal(["a", "f"], config.Keys());
        Assert.Equal(["c", "d.e"], config.Keys("a.b"));
        Assert.Equal(2, config.At("a.b").Int("\"d.e\""));
        Assert.Equal(1, config.Int("f"));
        Assert.True(config.Has("a.b") && config.Has("a.b.c") && config.At("a").Has("b.c"));
        Assert.False(config.Has("a.n") || config.Has("a.x") || config.Has("a.b.c.d") || config.Has("d.e"));
        Assert.Equal(7, config.At("a.b").WithFallback(Text("g = 7")).Int("g"));
        Assert.Throws<ConfigException>(() => config.At("a.b.c"));
        Assert.Throws<ConfigException>(() => config.At("x"));
        Assert.Empty(Config.Empty.Keys());
    }

    [Fact]
    public void A_configuration_that_is_a_list_is_refused() => Assert.Throws<ConfigException>(() => Text("[1]"));
}
