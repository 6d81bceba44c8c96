namespace Saccade.Schema;

/// <summary>Finds what someone probably meant to type.</summary>
public static class Nearest
{
    private const int LongestName = 64; // nothing longer was meant to be one of these

    /// <summary>A list of what is possible, with a guess if one is near: <c>one of a, b or c (did you mean 'a'?)</c>.</summary>
    public static string OneOf(string got, IReadOnlyList<string> candidates)
    {
        string list = candidates.Count switch
        {
            0 => "nothing here",
            1 => $"'{candidates[0]}'",
            _ => $"one of {string.Join(", ", candidates.Take(candidates.Count - 1))} or {candidates[^1]}",
        };
        return candidates.Count > 1 && Find(got, candidates) is { } guess ? $"{list} (did you mean '{guess}'?)" : list;
    }

    /// <summary>The nearest candidate, or null if none is near.</summary>
    public static string? Find(string got, IReadOnlyList<string> candidates)
    {
        if (got.Length > LongestName)
            return null;
        int limit = Math.Max(2, got.Length / 3);
        return candidates.Select(candidate => (candidate, Distance: Distance(got, candidate))).Where(c => c.Distance <= limit && c.Distance < got.Length)
            .OrderBy(c => c.Distance).Select(c => c.candidate).FirstOrDefault();
    }

    /// <summary>Number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other.</summary>
    internal static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                int replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
