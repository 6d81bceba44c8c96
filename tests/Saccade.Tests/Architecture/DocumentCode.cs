using System.Text.RegularExpressions;

namespace Saccade.Tests.Architecture;

/// <summary>What documents set as code: fenced and indented blocks line by line, and spans between backticks.</summary>
internal static partial class DocumentCode
{
    /// <summary>The pieces of code of a text in Markdown, without a shell's prompt, and whether each is a line of a block.</summary>
    public static IEnumerable<(string Code, bool IsLine)> Pieces(string markdown)
    {
        bool fenced = false;
        foreach (string line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (fenced || line.StartsWith("    ", StringComparison.Ordinal))
                yield return (Prompt().Replace(line, ""), true);
            else
            {
                foreach (Match span in Span().Matches(line))
                    yield return (span.Groups["code"].Value, false);
            }
        }
    }

    /// <summary>The words of a call of the command in a piece of code; null for anything else. A pipe, a redirection or a comment ends it.</summary>
    public static string[]? Command(string piece)
    {
        var call = Call().Match(piece);
        return call.Success ? [.. Word().Matches(call.Groups["words"].Value).Select(m => m.Value.Trim('"', '\''))] : null;
    }

    /// <summary>Whether the words describe calls instead of being one: brackets, alternatives, dots, or capitals that stand for a value.</summary>
    public static bool IsPattern(IEnumerable<string> words) => words.Any(w => w.Contains("...", StringComparison.Ordinal) || Placeholder().IsMatch(w));

    /// <summary>What looks like the path of a file or folder of the repository in a piece of code.</summary>
    public static IEnumerable<string> Paths(string piece)
        => RepositoryPath().Matches(piece).Select(m => m.Value.TrimEnd('.', '/')).Where(p => !p.Contains('*') && !p.Contains('<') && !p.Contains("NAME", StringComparison.Ordinal));

    [GeneratedRegex(@"\A\s*(?:\$ |# )?")]
    private static partial Regex Prompt();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\A(?:\./)?saccade (?<words>(?:""[^""]*""|'[^']*'|\[[^\]]*\]|[^|>#&""'\[])*)")]
    private static partial Regex Call();

    [GeneratedRegex("""(?:"[^"]*"|'[^']*'|[^\s\[\]])+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Z][A-Z_-]*\d*$|=[A-Z]+$|\[|\]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<![\w./<-])(?:src|docs|tests|samples|bench|recipes|\.ci)/[\w.*<][\w./*<>-]+")]
    private static partial Regex RepositoryPath();
}
