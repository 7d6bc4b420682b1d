using System.Text;
using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>No text takes the node down: every limit ends in an error that names it.</summary>
public sealed class ConfigLimitTests
{
    public static TheoryData<string, string> Excesses => new()
    {
        { "nest deeper than 64", new string('[', 100_000) },
        { "nest deeper than 64", $"a = {new string('[', 65)}{new string(']', 65)}" },
        { "nest deeper than 64", string.Concat(Enumerable.Repeat("a{", 100_000)) },
        { "nest deeper than 64", $"{string.Join('.', Enumerable.Repeat("a", 65))} = 1" },
        { "larger than 1048576 bytes", new string(' ', ConfigFiles.BytesMax + 1) },
        { "larger than 1048576 bytes", new string('é', ConfigFiles.BytesMax / 2 + 1) },
        { "more than 500 times", Lines(2000, i => $"a{i} = ${{a{i + 1}}}") + "a2000 = 1" },
        { "more than 500 times", Lines(2000, i => "a += x") },
        { "more than 500 times", Lines(2000, i => "a = ${?a}x") },
        { "more than 500 times", Lines(600, i => $"a{i + 1} {{ b = ${{a{i}}} }}") + "a0 = 1" },
        { "multiply the configuration", "a0 = xxxxxxxxxx\n" + Lines(40, i => $"a{i + 1} = ${{a{i}}}${{a{i}}}") },
        { "multiply the configuration", "a0 = [x]\n" + Lines(40, i => $"a{i + 1} = ${{a{i}}}${{a{i}}}") },
        { "multiply the configuration", "a0 = [x]\n" + Lines(40, i => $"a{i + 1} = [${{a{i}}}, ${{a{i}}}]") },
        { "multiply the configuration", "a0 { x = 1 }\n"
            + Lines(40, i => $"a{i + 1} {{ l = ${{a{i}}}, r = ${{a{i}}} }}") },
        { "multiply the configuration", "a0 { x = ${?z} }\n" + Lines(40, i => $"a{i + 1} = ${{a{i}}} ${{a{i}}}") },
        { "multiply the configuration", Lines(9000, i => "a = ${?b}") + Lines(9000, i => $"b{i} = ${{?a}}") },
    };

    [Theory, MemberData(nameof(Excesses))]
    public void A_text_beyond_a_limit_is_refused(string limit, string text)
    {
        var error = Assert.Throws<ConfigException>(() => Hocon.Resolve(text));
        Assert.Contains(limit, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_deepest_text_needs_less_stack_than_a_thread_has()
    {
        string[] texts =
        [
            Lines(499, i => "a = ${?a}x"), Lines(499, i => $"a{i + 1} {{ b = ${{a{i}}} }}") + "a0 = 1",
            Lines(499, i => $"a{i} = ${{?x}} ${{a{i + 1}}} ${{?y}}") + "a499 = 1",
            string.Concat(Enumerable.Repeat("[{a=", 31)) + "1" + string.Concat(Enumerable.Repeat("}]", 31)),
        ];
        foreach (var text in texts)
        {
            var finished = false;
            var thread = new Thread(
                () => finished = Record.Exception(() => Hocon.Resolve(text)) is null or ConfigException,
                maxStackSize: 1 << 20);
            thread.Start();
            thread.Join();
            Assert.True(finished);
        }
    }

    [Fact]
    public void A_text_at_the_limits_is_read()
    {
        Hocon.Resolve($"a = {new string('[', 63)}{new string(']', 63)}");
        Hocon.Resolve($"{string.Join('.', Enumerable.Repeat("a", 64))} = 1");
        Hocon.Resolve(new string(' ', ConfigFiles.BytesMax));
        Hocon.Resolve(Lines(240, i => "a += x"));
        Hocon.Resolve(Lines(490, i => $"a{i} = ${{a{i + 1}}}") + "a490 = 1");
        Hocon.Resolve(Lines(50_000, i => $"section{i}.key = v"));
        Hocon.Resolve(Lines(50_000, i => $"s.key{i} = ${{v}}") + "v = 1");
        Hocon.Resolve($"a = [{string.Join(',', Enumerable.Repeat("x", 500_000))}]");
    }

    [Fact]
    public void Whatever_is_cut_or_changed_in_a_text_it_is_read_or_refused_and_never_anything_else()
    {
        const string Text = "# c\na { b = [1, ${?x}\n2] [3], \"c\" : \"q\\u0041\" } { d += 1e+3 }\n"
            + "e.f = ${a.b} [z] // c\ng = \"\"\"raw\"\"\" tail\ninclude \"none\"\n"
            + "a = ${a} { h : null }\ni = ${e.f} [${?a.c}]\n";
        var random = new Random(20260101);
        var read = 0;
        for (var round = 0; round < 5000; round++)
        {
            var text = new StringBuilder(Text);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, random.Next(1, Math.Min(6, text.Length - at) + 1));
                else text.Insert(at, "{}[]:=,+\"$?#/.\n\\ x0"[random.Next(19)]);
            }
            var failure = Record.Exception(() => Hocon.Resolve(text.ToString()));
            if (failure is null) read++;
            else Assert.True(failure is ConfigException, $"Round {round}: {failure}\n{text}");
        }
        Assert.InRange(read, 100, 4900);
    }

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));
}
