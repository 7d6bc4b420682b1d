using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FinData.Engine.Shards;

namespace FinData.Tests.Tidy;

/// <summary>What the pages tell the reader to type is there.</summary>
public partial class DocsTests
{
    private static readonly ConcurrentDictionary<string, string> answers = new();

    [Fact]
    public void Commands_in_the_pages_exist_with_their_options() => SourceTree.ShowNone(
        from page in SourceTree.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))
        from line in ShellLines(page)
        let problem = ProblemWith(line)
        where problem is not null
        select $"{page}: {line}: {problem}",
        "A command that a page shows can be copied and run.");

    [Fact]
    public void The_entity_in_the_README_is_the_one_that_is_tested()
    {
        var lines = SourceTree.Lines("tests/FinData.Tests/Docs/CounterExample.cs");
        var begin = Array.FindIndex(lines, l => l.Trim() == "// README begins.");
        var end = Array.FindIndex(lines, l => l.Trim() == "// README ends.");
        var marked = lines[(begin + 1)..end].Select(l => l.Length > 8 ? l[8..] : "");
        Assert.Contains(string.Join('\n', marked), SourceTree.Read("README.md").ReplaceLineEndings("\n"));
    }

    [Theory, InlineData(typeof(BatchHeader)), InlineData(typeof(EventHeader))]
    public void The_journals_format_is_told_as_it_is(Type header)
    {
        var page = SourceTree.Read("ARCHITECTURE.md");
        Assert.Contains($"`{header.Name}`, {Marshal.SizeOf(header)} bytes", page);
        SourceTree.ShowNone(
            from field in header.GetFields(BindingFlags.Instance | BindingFlags.Public)
            let type = field.FieldType.IsEnum ? field.FieldType.GetEnumUnderlyingType() : field.FieldType
            let row = $"| {Marshal.OffsetOf(header, field.Name)} | {Marshal.SizeOf(type)} | {field.Name} |"
            where !page.Contains(row)
            select row,
            "A reader of journals in another language has only the tables of ARCHITECTURE.md.");
    }

    [Fact]
    public void Files_that_pages_link_to_exist() => SourceTree.ShowNone(
        from page in SourceTree.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))
        from link in Link().Matches(SourceTree.Read(page))
        let target = link.Groups["to"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://") && !IsPicture(target)
        let path = Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, target)
        where !File.Exists(path) && !Directory.Exists(path)
        select $"{page}: {target}",
        "A link leads somewhere.");

    // Pictures of the page are made by the test that opens it in a browser.
    private static bool IsPicture(string target) => target.EndsWith(".png", StringComparison.Ordinal);

    private static string? ProblemWith(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] != "./findata")
        {
            return words[0] is "./test.sh" or "cd" or "curl" or "dotnet" or "export" or "git" or "npm" ? null
                : $"'{words[0]}' is no command of ours";
        }
        var path = new List<string>();
        foreach (var word in words[1..])
        {
            var known = Subcommands(path);
            if (known.Count == 0 || word.StartsWith('-')) break;
            if (char.IsAsciiDigit(word[0])) continue;   // A time stands before what is asked about it.
            if (!known.Contains(word)) return $"'{word}' is none of {string.Join(", ", known)}";
            path.Add(word);
        }
        var help = Findata([.. path, "--help"]);
        var option = words.FirstOrDefault(w => w.StartsWith("--", StringComparison.Ordinal)
            && !Regex.IsMatch(help, $@"{Regex.Escape(w.Split('=')[0])}\b"));
        return option is null ? null : $"'{option}' is no option of it";
    }

    private static List<string> Subcommands(List<string> path) =>
        [.. Findata([.. path, "--help"]).Split("\nCommands:\n").Skip(1)
            .SelectMany(list => Subcommand().Matches(list)).Select(m => m.Groups[1].Value)];

    private static string Findata(params string[] words) => answers.GetOrAdd(string.Join(' ', words), _ =>
    {
        var program = Path.Combine(AppContext.BaseDirectory, "findata.dll");
        using var run = Process.Start(new ProcessStartInfo("dotnet", [program, .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var said = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return said.ReplaceLineEndings("\n");
    });

    // The lines of fences marked sh, without comments; a line that ends with a backslash goes on.
    private static IEnumerable<string> ShellLines(string page) =>
        from fence in Fence().Matches(SourceTree.Read(page).ReplaceLineEndings("\n"))
        from line in fence.Groups["text"].Value.Replace("\\\n", " ").Split('\n')
        let bare = line.Split(" #")[0].Trim()
        where bare.Length > 0 && bare[0] != '#'
        select bare;

    // Longer texts go on further to the right.
    [GeneratedRegex("^  ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Subcommand();

    [GeneratedRegex(@"^```sh\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<!`)\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();
}
