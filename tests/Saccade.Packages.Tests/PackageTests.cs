using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>What the packages hold, and what they must not hold.</summary>
public sealed class PackageTests(PackageFeed feed)
{
    private static readonly string[] _libraries =
        ["Saccade.Events", "Saccade.Files", "Saccade.Kernels", "Saccade.Networks", "Saccade.Recognition", "Saccade.Schema", "Saccade.Streaming", "Saccade.Tensors"];

    private static readonly string[] _extras = ["LICENSE", "README.md", "icon.png"];

    public static TheoryData<string> Packages => ["Saccade", "Saccade.Training", "Saccade.Tool"];

    [Theory]
    [InlineData("Saccade")]
    [InlineData("Saccade.Training")]
    public void Library_HoldsItsAssembliesWithTheirPages_AndNothingElse(string id)
    {
        string[] assemblies = id == "Saccade" ? _libraries : ["Saccade.Training"];
        using var package = feed.Open(id);

        Assert.Equal(
            Sorted([.. _extras, $"{id}.nuspec", .. assemblies.SelectMany(a => new[] { $"lib/net10.0/{a}.dll", $"lib/net10.0/{a}.xml" })]),
            Sorted(Files(package)));
        Assert.All(assemblies, a => Assert.True(package.GetEntry($"lib/net10.0/{a}.xml")!.Length > 200, $"{a} has reference pages"));
    }

    [Fact]
    public void Tool_HoldsWhatItNeeds_AndNamesTheLibrariesOfOthers()
    {
        using var package = feed.Open("Saccade.Tool");
        string[] files = [.. Files(package)];
        string[] assemblies = [.. files.Where(f => f.EndsWith(".dll", StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f))];
        string[] others = [.. assemblies.Where(a => !a.StartsWith("Saccade", StringComparison.OrdinalIgnoreCase))];

        string[] needed = [.. _extras, "third-party.txt", "Saccade.Tool.nuspec", "tools/net10.0/any/DotnetToolSettings.xml"];
        Assert.Equal(Sorted(needed), Sorted(needed.Intersect(files)));
        Assert.Equal(Sorted([.. _libraries, "Saccade.Training", "saccade"]), Sorted(assemblies.Except(others)));
        string notice = Text(package, "third-party.txt");
        Assert.All(others, o => Assert.Contains($"\n{o} ", notice, StringComparison.Ordinal));
    }

    [Fact]
    public void Dependencies_AreThoseOfTheProjects_AndTheTrainingNeedsItsOwnVersion()
    {
        Assert.Equal(PackagesOf(_libraries), Dependencies("Saccade").Select(d => d.Id));
        var training = Dependencies("Saccade.Training").ToList();
        Assert.Equal(Sorted(["Saccade", .. PackagesOf(["Saccade.Training"])]), training.Select(d => d.Id));
        Assert.Equal($"[{feed.Version}]", training.Single(d => d.Id == "Saccade").Version);
        Assert.Empty(Dependencies("Saccade.Tool"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Description_SaysWhatAndWhoseItIs(string id)
    {
        using var package = feed.Open(id);
        var said = Nuspec(package, id).Descendants().Where(e => !e.HasElements).GroupBy(e => e.Name.LocalName).ToDictionary(g => g.Key, g => g.First());

        Assert.Equal(id, said["id"].Value);
        Assert.Equal(feed.Version, said["version"].Value);
        Assert.Equal("Apache-2.0", said["license"].Value);
        Assert.Equal("README.md", said["readme"].Value);
        Assert.Equal("icon.png", said["icon"].Value);
        Assert.Contains("event-camera", said["tags"].Value, StringComparison.Ordinal);
        Assert.True(said["description"].Value.Length > 100);
        Assert.Equal(PackageFeed.RepositoryUrl, said["projectUrl"].Value);
        Assert.Equal(PackageFeed.RepositoryUrl, said["repository"].Attribute("url")!.Value);
        Assert.Contains("```csharp", Text(package, "README.md"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void NoFile_NamesAFolderOfThisMachine(string id)
    {
        string[] folders = [SharedData.RepositoryRoot(), feed.Root];
        byte[][] patterns = [.. folders.SelectMany(f => new[] { Encoding.UTF8.GetBytes(f), Encoding.Unicode.GetBytes(f) })];
        foreach (string extension in id == "Saccade.Tool" ? [".nupkg"] : new[] { ".nupkg", ".snupkg" })
        {
            using var package = feed.Open(id, extension);
            var telling = package.Entries.Where(e => patterns.Any(p => Bytes(e).AsSpan().IndexOf(p) >= 0)).Select(e => e.FullName);
            Assert.Empty(telling);
        }
    }

    private static string[] PackagesOf(IEnumerable<string> projects)
        => Sorted(projects.SelectMany(p => XDocument.Load(Path.Combine(SharedData.RepositoryRoot(), "src", p, p + ".csproj")).Descendants("PackageReference"))
            .Where(r => r.Attribute("PrivateAssets") is null).Select(r => r.Attribute("Include")!.Value).Distinct());

    private IEnumerable<(string Id, string Version)> Dependencies(string id)
    {
        using var package = feed.Open(id);
        return [.. Nuspec(package, id).Descendants().Where(e => e.Name.LocalName == "dependency")
            .Select(e => (e.Attribute("id")!.Value, e.Attribute("version")!.Value)).OrderBy(d => d.Item1, StringComparer.Ordinal)];
    }

    private static XDocument Nuspec(ZipArchive package, string id) => XDocument.Parse(Text(package, id + ".nuspec"));

    /// <summary>The files of a package without those that only its container needs.</summary>
    private static IEnumerable<string> Files(ZipArchive package)
        => package.Entries.Select(e => e.FullName)
            .Where(f => f != "[Content_Types].xml" && !f.StartsWith("_rels/", StringComparison.Ordinal) && !f.StartsWith("package/", StringComparison.Ordinal));

    private static string Text(ZipArchive package, string name) => Encoding.UTF8.GetString(Bytes(package.GetEntry(name)!)).TrimStart('\uFEFF');

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        byte[] bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
