using System.Text.RegularExpressions;
using Saccade.Tests.Architecture;
using Xunit;

namespace Saccade.Tests.Programs;

/// <summary>What a page shows as C# stands in a source that is built and run.</summary>
public sealed partial class SnippetTests
{
    [Fact]
    public void SnippetsOfThePage_AreTakenFromSources()
    {
        string page = Repository.Read("docs/in-csharp.md").ReplaceLineEndings("\n");

        var snippets = Snippet().Matches(page);

        Assert.Equal(CodeBlock().Count(page), snippets.Count); // none without its source
        Assert.True(snippets.Count > 5);
        Assert.All(snippets, s => Assert.Contains(Flat(s.Groups["code"].Value), Flat(Repository.Read(s.Groups["source"].Value)), StringComparison.Ordinal));
    }

    /// <summary>Lines without what they are set in by, and without empty ones.</summary>
    private static string Flat(string code)
        => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"^<!-- (?<source>\S+\.cs) -->\n```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^```csharp$", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
