using System.Text.RegularExpressions;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Folders of a project have no cycles, and the order of docs/layout.md is one in which they can be read.</summary>
public sealed partial class FolderTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects("src")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_HaveNoCycles(string project)
        => Violations.AssertNone(new FolderGraph(project).Cycles.Select(Describe), $"no cycles between the folders of {project}");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_UseOnlyFoldersBeforeThem_InTheOrderOfTheLayoutPage(string project)
    {
        var order = ReadingOrder(project);
        FolderGraph graph = new(project);

        Assert.Equal(order.Order(StringComparer.Ordinal), graph.Folders);
        Violations.AssertNone(
            graph.Arrows.Where(a => order.IndexOf(a.To) > order.IndexOf(a.From)).Select(Describe),
            $"in docs/layout.md, the folders of {project} stand after those that they use");
    }

    [Fact]
    public void Cycles_OfFoldersThatUseEachOther_AreFound()
    {
        var graph = Graph(("A", "FolderTests"), ("B", "FolderGraph"), ("C", "Violations"));
        var cyclic = Graph(("A", "SizeTests"), ("A", "Repository"), ("B", "Violations"), ("B", "SourcePolicyTests"), ("C", "CodeText"));

        Assert.Empty(graph.Cycles);
        Assert.Equal([("A", "B"), ("A", "C")], graph.Arrows.Select(a => (a.From, a.To)).Order());
        Assert.Equal([("A", "B"), ("B", "A")], cyclic.Cycles.Select(a => (a.From, a.To)).Order());
    }

    /// <summary>These types, as if they lay in these folders.</summary>
    private static FolderGraph Graph(params (string Folder, string Type)[] types)
        => new(types.Select(t => (t.Folder, $"namespace {typeof(FolderTests).Namespace};\ninternal sealed class {t.Type}")), typeof(FolderTests).Assembly);

    private static List<string> ReadingOrder(string project)
    {
        string row = Repository.Read("docs/layout.md").Split('\n').Single(l => l.StartsWith($"| **{project}** |", StringComparison.Ordinal));
        return [.. Folder().Matches(row.Trim().Trim('|').Split('|')[^1]).Select(m => m.Groups["name"].Value)];
    }

    private static string Describe((string From, string To, string Example) arrow) => $"{arrow.From} -> {arrow.To}: {arrow.Example}";

    [GeneratedRegex(@"`(?<name>\w+)[^`]*`")]
    private static partial Regex Folder();
}
