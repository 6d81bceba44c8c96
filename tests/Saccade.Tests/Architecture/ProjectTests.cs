using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Which project may know which, and which packages each may use.</summary>
public sealed partial class ProjectTests
{
    private static readonly Dictionary<string, string[]> _allowedReferences = new()
    {
        ["Files"] = [],
        ["Schema"] = ["Files"],
        ["Kernels"] = [],
        ["Tensors"] = ["Kernels"],
        ["Events"] = ["Files", "Kernels"], // only Saccade.Kernels.Random: see SourcePolicy
        ["Networks"] = ["Files", "Schema", "Kernels", "Tensors"],
        ["Recognition"] = ["Files", "Kernels", "Tensors", "Events", "Networks"],
        ["Training"] = ["Files", "Schema", "Kernels", "Tensors", "Events", "Networks", "Recognition", "Streaming"],
        ["Streaming"] = ["Files", "Kernels", "Tensors", "Events", "Networks", "Recognition"],
        ["Server"] = ["Files", "Events", "Networks", "Recognition", "Streaming"],
        ["Studio"] = ["Training"],
        ["StreamProgram"] = ["Files", "Events", "Networks", "Recognition", "Streaming"],
        ["Cli"] = ["Files", "Schema", "Kernels", "Tensors", "Events", "Networks", "Recognition", "Training", "Streaming", "Server", "Studio"],
    };

    private static readonly Dictionary<string, string[]> _allowedPackages = new()
    {
        ["Files"] = [],
        ["Schema"] = [],
        ["Kernels"] = [],
        ["Tensors"] = [],
        ["Events"] = ["JpegLibrary", "K4os.Compression.LZ4", "System.IO.Hashing", "ZstdSharp.Port"],
        ["Networks"] = ["Google.Protobuf", "System.IO.Hashing"],
        ["Recognition"] = ["Microsoft.Extensions.DependencyInjection.Abstractions"],
        ["Training"] = ["Google.Protobuf", "YamlDotNet"],
        ["Streaming"] = [],
        ["Server"] = ["Microsoft.AspNetCore.OpenApi", "OpenTelemetry.Exporter.Prometheus.AspNetCore", "OpenTelemetry.Extensions.Hosting", "Scalar.AspNetCore"],
        ["Studio"] = [],
        ["StreamProgram"] = [],
        ["Cli"] = ["System.CommandLine"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects("src")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_FollowTheLayers(string project)
    {
        var references = Values(Repository.Project(project), "ProjectReference").Select(p => ShortName(Path.GetFileNameWithoutExtension(p)));

        Violations.AssertNone(references.Except(_allowedReferences[ShortName(project)]), $"{project} references only what docs/layout.md allows");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_AreTheDecidedOnes(string project)
        => Violations.AssertNone(
            Values(Repository.Project(project), "PackageReference").Except(_allowedPackages[ShortName(project)]),
            $"{project} uses only the packages of docs/decisions/0004-dependencies.md");

    [Theory]
    [MemberData(nameof(Projects))]
    public void UnsafeBlocks_OnlyInKernels(string project)
        => Assert.Equal(project == "Saccade.Kernels", Repository.Project(project).Descendants("AllowUnsafeBlocks").Any(e => e.Value == "true"));

    [Fact]
    public void Libraries_DeclareTheirSurface()
        => Violations.AssertNone(
            Repository.Libraries.SelectMany(p => new[] { $"src/{p}/PublicAPI.Shipped.txt", $"src/{p}/PublicAPI.Unshipped.txt" })
                .Where(f => !File.Exists(Path.Combine(Repository.Root, f))),
            "a library declares its public surface; begin both files with '#nullable enable' and run './test approve'");

    [Fact]
    public void LayoutPage_TableOfArrows_IsTheOneTested()
    {
        var rows = Repository.Read("docs/layout.md").Split('\n').Select(Cells).Where(c => c.Length > 2).ToList();
        string[] columns = rows.First(r => r[0].StartsWith("from", StringComparison.Ordinal));
        var documented = rows.Where(r => r.Length == columns.Length && _allowedReferences.ContainsKey(r[0]))
            .ToDictionary(r => r[0], r => columns.Zip(r).Skip(1).Where(c => c.Second.StartsWith("yes", StringComparison.Ordinal)).Select(c => c.First).ToArray());

        Assert.Equal(_allowedReferences.Keys.Order(), documented.Keys.Order());
        Assert.All(_allowedReferences, a => Assert.Equal(a.Value, documented[a.Key]));
    }

    [Fact]
    public void LayoutPage_NamesEveryProject()
    {
        string page = Repository.Read("docs/layout.md");
        string[] folders = ["src", "packaging", "tests", "bench", "samples"];

        Assert.All(
            folders.Where(f => Directory.Exists(Path.Combine(Repository.Root, f))).SelectMany(Repository.Projects),
            p => Assert.Contains($"**{p}**", page));
    }

    [Fact]
    public void DependenciesPage_NamesEveryPackageWithItsVersion()
    {
        string page = Repository.Read("docs/decisions/0004-dependencies.md");
        var packages = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion");

        Assert.All(packages, p => Assert.Contains($"| {p.Attribute("Include")!.Value} | {p.Attribute("Version")!.Value} |", page));
    }

    [Fact]
    public void Changelog_TopEntry_IsThePresentVersion()
    {
        string version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        var top = ChangelogEntry().Match(Repository.Read("CHANGELOG.md"));

        Assert.Equal(version, top.Groups["version"].Value);
    }

    private static string ShortName(string? project) => project!["Saccade.".Length..];

    private static IEnumerable<string> Values(XDocument project, string element)
        => project.Descendants(element).Select(e => e.Attribute("Include")!.Value);

    private static string[] Cells(string line)
        => line.StartsWith('|') ? [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())] : [];

    [GeneratedRegex(@"^## (?<version>\d+\.\d+\.\d+)", RegexOptions.Multiline)]
    private static partial Regex ChangelogEntry();
}
