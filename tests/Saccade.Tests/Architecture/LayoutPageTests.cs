using System.Text.RegularExpressions;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>docs/layout.md names each folder and project that exists, and none that does not. <see cref="FolderTests"/> holds the folders inside projects.</summary>
public sealed partial class LayoutPageTests
{
    private static string Page => Repository.Read("docs/layout.md");

    [Fact]
    public void LayoutPage_NamesEveryProjectAndNoOther()
        => Assert.Equal(Repository.Projects("").Order(StringComparer.Ordinal), Project().Matches(Page).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void LayoutPage_NamesEveryFolderOfTheRootAndOfDocs()
    {
        var files = Repository.TextFiles().Where(f => f.Contains('/')).Select(f => f.Split('/')).ToList();
        var folders = files.Select(f => f[0]).Concat(files.Where(f => f[0] == "docs" && f.Length > 2).Select(f => $"docs/{f[1]}")).Distinct();

        Violations.AssertNone(folders.Where(f => !Named().Matches(Page).Any(m => m.Groups["path"].Value == f)), "docs/layout.md names each folder of the root and of docs/");
    }

    [GeneratedRegex(@"\*\*(?<name>[A-Z][\w.]*)\*\*")]
    private static partial Regex Project();

    [GeneratedRegex(@"`(?<path>[\w./-]+?)/?`")]
    private static partial Regex Named();
}
