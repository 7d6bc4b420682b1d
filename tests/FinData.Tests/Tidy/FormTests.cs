using System.Text.RegularExpressions;

namespace FinData.Tests.Tidy;

/// <summary>What a file looks like, so that nobody has to talk about it.</summary>
public partial class FormTests
{
    private const int LinesMax = 400, ColumnsMax = 120;

    [Fact]
    public void A_file_has_at_most_400_lines() => SourceTree.ShowNone(
        SourceTree.CSharp().Select(f => (File: f, Lines: SourceTree.Lines(f).Length)).Where(f => f.Lines > LinesMax)
            .Select(f => $"{f.File}: {f.Lines} lines"),
        "A longer type is split by verb (Shard.Decide.cs).");

    [Fact]
    public void A_line_has_at_most_120_columns() => SourceTree.ShowNone(
        Lines(SourceTree.CSharp("src", "tests", "benchmarks")).Where(l => l.Text.Length > ColumnsMax)
            .Select(l => $"{l.Where}: {l.Text.Length} columns"),
        "Longer lines are broken.");

    [Fact]
    public void The_namespace_is_file_scoped_and_equal_to_the_folder() => SourceTree.ShowNone(
        from file in SourceTree.CSharp("src", "tests", "benchmarks")
        let found = NamespaceLine().Match(SourceTree.Read(file))
        where found.Success
        let folder = string.Join('.', file.Split('/')[1..^1])
        where found.Groups["name"].Value != folder || found.Groups["end"].Value != ";"
        select $"{file}: '{found.Value.Trim()}' instead of 'namespace {folder};'",
        "A file is where its namespace says.");

    [Fact]
    public void There_are_no_regions() => SourceTree.ShowNone(
        Lines(SourceTree.CSharp()).Where(l => l.Text.TrimStart().StartsWith('#') && l.Text.Contains("region"))
            .Select(l => l.Where),
        "What needs folding is too long.");

    [Fact]
    public void Nothing_is_left_to_be_done() => SourceTree.ShowNone(
        Lines(SourceTree.Files.Where(IsText)).Where(l => Unfinished().IsMatch(l.Text)).Select(l => l.Where),
        "What is unfinished is an issue, not a comment.");

    [Fact]
    public void Types_are_named_for_what_they_are() => SourceTree.ShowNone(
        from file in SourceTree.CSharp("src", "tests", "benchmarks")
        from type in TypeName().Matches(SourceTree.Read(file))
        where Vague().IsMatch(type.Groups["name"].Value)
        select $"{file}: {type.Groups["name"].Value}",
        "A name such as this could be any type's.");

    [Fact]
    public void Private_fields_are_camelCase_without_an_underscore() => SourceTree.ShowNone(
        from line in Lines(SourceTree.CSharp("src", "tests", "benchmarks"))
        let field = PrivateField().Match(line.Text)
        where field.Success && !line.Text.Contains(" const ") && !char.IsAsciiLetterLower(field.Groups["name"].Value[0])
        select $"{line.Where}: {field.Groups["name"].Value}",
        "Fields are 'field', and 'this.field' where a parameter has the name.");

    internal static bool IsText(string file) => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets"
        or ".conf" or ".json" or ".js" or ".css" or ".html" or ".svg" or ".md" or ".sh" or ".yml" or ".txt" or ".config"
        or "" or ".editorconfig" or ".npmrc" or ".gitignore" or ".sln";

    internal static IEnumerable<(string Where, string Text)> Lines(IEnumerable<string> files) =>
        files.SelectMany(f => SourceTree.Lines(f).Select((text, i) => ($"{f}:{i + 1}", text)));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)\s*(?<end>;?)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // Taken apart, so that this file is not found.
    [GeneratedRegex(@"\b(TO" + "DO|TB" + "D|FIX" + "ME|HA" + @"CK)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?!struct\b|class\b)(?<name>[A-Z]\w*)")]
    private static partial Regex TypeName();

    [GeneratedRegex("Utils?|Utility|Helper|Manager")]
    private static partial Regex Vague();

    [GeneratedRegex(@"^\s+(?:private )(?:static |readonly |volatile |const )*" +
        @"(?!static|readonly|partial|sealed|record|struct|class|enum|delegate|event|unsafe|extern|async|protected)" +
        @"(?:\([^()]*\)|[\w.])+(?:<.*>)?[?\[\],*]* (?<name>\w+)\s*(?:;|,|=(?!>))")]
    private static partial Regex PrivateField();
}
