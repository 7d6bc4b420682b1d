using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FinData.Tests.Tidy;

/// <summary>What refers to what, and what may lie in the repository at all.</summary>
public partial class ProjectTests
{
    private const int ReadmeLinesMax = 40;

    private static readonly Dictionary<string, string[]> mayReferTo = new()
    {
        ["FinData.Engine"] = [],
        ["FinData.Domain"] = ["FinData.Engine"],
        ["FinData.Connectors"] = ["FinData.Engine"],
        ["FinData.TestKit"] = ["FinData.Engine"],
        ["FinData"] = ["FinData.Engine", "FinData.Domain", "FinData.Connectors"],
    };

    private static readonly string[] mayHavePackages = ["FinData.Connectors", "FinData"];

    [Fact]
    public void References_point_down_only() => SourceTree.ShowNone(
        from project in Projects("src/")
        let name = Path.GetFileNameWithoutExtension(project)
        from reference in Items(project, "ProjectReference")
        let target = Path.GetFileNameWithoutExtension(reference.Include)
        where !mayReferTo.TryGetValue(name, out var allowed) || !allowed.Contains(target)
        select $"{name} refers to {target}",
        "The engine knows no money, the domain no outside system; ARCHITECTURE.md draws who knows whom.");

    [Fact]
    public void Packages_are_where_the_outside_is() => SourceTree.ShowNone(
        from file in Projects("src/").Append("Directory.Build.props")
        where !mayHavePackages.Contains(Path.GetFileNameWithoutExtension(file))
        from package in Items(file, "PackageReference")
        where !package.IsForBuilding
        select $"{file}: {package.Include}",
        "Engine, Domain and TestKit need nothing but .NET.");

    [Fact]
    public void Versions_of_packages_are_in_one_place() => SourceTree.ShowNone(
        from file in Projects("").Append("Directory.Build.props")
        from package in XDocument.Parse(SourceTree.Read(file)).Descendants("PackageReference")
        where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
        select $"{file}: {package.Attribute("Include")?.Value}",
        "They are in Directory.Packages.props.");

    [Fact]
    public void Every_project_tells_in_40_lines_what_it_is() => SourceTree.ShowNone(
        from project in Projects("src/")
        let readme = Path.GetDirectoryName(project) + "/README.md"
        let lines = SourceTree.Files.Contains(readme) ? SourceTree.Lines(readme).Length : 0
        where lines is 0 or > ReadmeLinesMax
        select $"{readme}: {lines} lines",
        "A README says what the project is, its folders, an example.");

    [Fact]
    public void Nothing_generated_or_vendored_is_kept() => SourceTree.ShowNone(
        SourceTree.Files.Where(f => Generated().IsMatch(f)), "What a build makes or a registry has is not kept here.");

    [Fact]
    public void No_machine_is_named() => SourceTree.ShowNone(
        FormTests.Lines(SourceTree.Files.Where(FormTests.IsText))
            .Where(l => MachinePath().IsMatch(l.Text) || RegistryHost().IsMatch(l.Text))
            .Select(l => $"{l.Where}: {l.Text}"),
        "Paths of one machine and addresses of registries belong to its settings.");

    private static IEnumerable<string> Projects(string below) => SourceTree.Files.Where(f =>
        f.StartsWith(below, StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal));

    private static IEnumerable<(string Include, bool IsForBuilding)> Items(string file, string name) =>
        XDocument.Parse(SourceTree.Read(file)).Descendants(name)
            .Select(i => ((string?)i.Attribute("Include") ?? "", (string?)i.Attribute("PrivateAssets") == "all"));

    [GeneratedRegex(@"(^|/)(node_modules|bin|obj|TestResults|lib)/|\.min\.(js|css)$|\.(g|Designer)\.cs$|" +
        @"\.(dll|exe|so|pdb|nupkg|jar|zip|gz|tgz|db|map|trx)$")]
    private static partial Regex Generated();

    // The tests of configuration use a folder of a made-up machine: /root/data.
    [GeneratedRegex(@"(?<![\w.~}])/(home|Users|mnt|work|root(?!/(data|x)\b))/\w|\b[A-Z]:\\\\?[A-Za-z]")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://[^\s""'<>/]*(npmjs|nuget|registry|artifactory|jfrog|nexus|pypi|maven|proxy\.)")]
    private static partial Regex RegistryHost();
}
