namespace Saccade.Tests.Architecture;

/// <summary>C# source with comments, literals and preprocessor lines blanked, so that a search sees only code.</summary>
internal static class CodeText
{
    /// <summary>
    /// A text of the same length and the same lines in which what is not code is spaces. Interpolated strings are
    /// blanked with what they interpolate.
    /// </summary>
    public static string Blank(string source)
    {
        char[] text = source.ToCharArray();
        for (int i = 0; i < text.Length;)
        {
            int end = EndOfNonCode(source, i);
            for (int k = i; k < end; k++)
            {
                if (text[k] != '\n')
                    text[k] = ' ';
            }

            i = Math.Max(end, i + 1);
        }

        return new string(text);
    }

    /// <summary>The end of the comment, literal or directive that starts at <paramref name="i"/>; <paramref name="i"/> where none does.</summary>
    private static int EndOfNonCode(string s, int i)
    {
        if (At(s, i, "//") || (s[i] == '#' && IsFirstOnLine(s, i)))
            return EndOf(s, "\n", i, 0);
        if (At(s, i, "/*"))
            return EndOf(s, "*/", i + 2, 2);
        if (s[i] == '\'')
            return EndOfQuoted(s, i + 1, '\'', escapes: true, holes: 0);
        if (s[i] is not ('"' or '$' or '@'))
            return i;

        int quote = i, dollars = 0;
        bool verbatim = false;
        for (; quote < s.Length && s[quote] is '$' or '@'; quote++)
        {
            dollars += s[quote] == '$' ? 1 : 0;
            verbatim |= s[quote] == '@';
        }

        if (quote >= s.Length || s[quote] != '"')
            return i; // an @identifier

        int quotes = 1;
        while (!verbatim && quote + quotes < s.Length && s[quote + quotes] == '"')
            quotes++;
        return quotes >= 3
            ? EndOf(s, new string('"', quotes), quote + quotes, quotes)
            : EndOfQuoted(s, quote + 1, '"', !verbatim, dollars);
    }

    private static int EndOfQuoted(string s, int i, char quote, bool escapes, int holes)
    {
        int depth = 0;
        for (; i < s.Length; i++)
        {
            if (holes > 0 && depth == 0 && (At(s, i, "{{") || At(s, i, "}}")))
                i++;
            else if (holes > 0 && s[i] is '{' or '}')
                depth += s[i] == '{' ? 1 : -1;
            else if (depth > 0 && EndOfNonCode(s, i) > i)
                i = EndOfNonCode(s, i) - 1; // a string inside a hole
            else if (depth == 0 && escapes && s[i] == '\\')
                i++;
            else if (depth == 0 && !escapes && At(s, i, "\"\""))
                i++;
            else if (depth == 0 && s[i] == quote)
                return i + 1;
        }

        return s.Length;
    }

    private static int EndOf(string s, string mark, int from, int length)
    {
        int found = s.IndexOf(mark, Math.Min(from, s.Length), StringComparison.Ordinal);
        return found < 0 ? s.Length : found + length;
    }

    private static bool At(string s, int i, string mark) => string.CompareOrdinal(s, i, mark, 0, mark.Length) == 0;

    private static bool IsFirstOnLine(string s, int i)
    {
        while (--i >= 0 && s[i] != '\n')
        {
            if (!char.IsWhiteSpace(s[i]))
                return false;
        }

        return true;
    }
}
