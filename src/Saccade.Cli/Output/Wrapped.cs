namespace Saccade.Cli.Output;

/// <summary>Lines of a text that fit a width; words stay whole.</summary>
internal static class Wrapped
{
    /// <summary>A width without limit, of files and pipes: one line stays one line, so that programs can read it.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>Cuts a line at blanks. A word that is longer than a line stands alone on one that is too long.</summary>
    /// <param name="line">The line; blanks at its beginning are kept.</param>
    /// <param name="width">Characters of a line at most.</param>
    /// <param name="indent">Blanks before each line but the first.</param>
    public static IEnumerable<string> Lines(string line, int width, int indent = 0)
    {
        int start = 0, end = 0;
        while (end < line.Length)
        {
            int hang = start == 0 ? 0 : indent;
            int blank = line.IndexOf(' ', NextWord(line, end));
            int next = blank < 0 ? line.Length : blank;
            bool isFirstWord = line.AsSpan(start, end - start).IsWhiteSpace();
            if (hang + next - start > width && !isFirstWord)
            {
                yield return new string(' ', hang) + line[start..end].TrimEnd();
                start = end = NextWord(line, end);
                continue;
            }

            end = next;
        }

        yield return new string(' ', start == 0 ? 0 : indent) + line[start..].TrimEnd();
    }

    /// <summary>The longest word.</summary>
    public static int LongestWord(string text) => text.Split(' ').Max(word => word.Length);

    private static int NextWord(string line, int from)
    {
        while (from < line.Length && line[from] == ' ')
            from++;
        return from;
    }
}
