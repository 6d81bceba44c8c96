namespace Saccade.Cli.Data;

/// <summary>Names of data sets as people write them: what to say of one that is not known.</summary>
internal static class DataSetNames
{
    /// <summary>More letters than this are no slip of the hand.</summary>
    private const int MostSlips = 2;

    /// <summary>What is expected instead of a name, the nearest known name first where there is one.</summary>
    /// <param name="name">What was given.</param>
    /// <param name="known">The names that would do.</param>
    public static string Expected(string name, IReadOnlyList<string> known) =>
        (Nearest(name, known) is { } near ? $"did you mean {near}? " : "") + $"expected one of {string.Join(", ", known)}";

    /// <summary>The known name that is the same but for separators and case, or nearly so; null where there is none.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        string plain = Plain(name);
        var (best, slips) = known.Select(k => (Name: k, Slips: Slips(plain, Plain(k)))).MinBy(k => k.Slips);
        return slips <= MostSlips && slips < plain.Length / 2 ? best : null;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>Letters to add, leave out or replace to make one word of another (Levenshtein), no more than matter.</summary>
    private static int Slips(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > MostSlips)
            return int.MaxValue;
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
        }

        return row[^1];
    }
}
