using System.Text.RegularExpressions;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Links between the project's documents lead somewhere.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Links_ToLocalFiles_Resolve()
    {
        var broken = Repository.TextFiles().Where(f => f.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(f => Links(Repository.Read(f)).Where(l => !Resolves(f, l)).Select(l => $"{f}: {l}"));

        Violations.AssertNone(broken, "links to files and headings resolve");
    }

    [Fact]
    public void Links_OfAText_AreFoundOutsideCode()
        => Assert.Equal(["a.md#b", "../c"], Links("[x](a.md#b) `[y](no)` ![z](../c)\n```\n[n](no)\n```\n[w](https://example.org)"));

    [Fact]
    public void Anchors_OfAText_AreItsHeadings()
        => Assert.Equal(["two-words-the-end", "b"], Anchors("# Two `words`, the end\ntext\n### B\n"));

    private static IEnumerable<string> Links(string markdown)
        => Link().Matches(Code().Replace(markdown, "")).Select(m => m.Groups["target"].Value)
            .Where(l => !l.Contains("://") && !l.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Resolves(string from, string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(from)!.Replace('\\', '/');
        string target = parts[0].Length == 0 ? from : Path.Combine(folder, parts[0]);
        if (!Path.Exists(Path.Combine(Repository.Root, target)))
            return false;
        return parts.Length == 1 || Anchors(Repository.Read(target)).Contains(parts[1]);
    }

    private static IEnumerable<string> Anchors(string markdown)
        => Heading().Matches(markdown)
            .Select(m => NotInAnchor().Replace(m.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
