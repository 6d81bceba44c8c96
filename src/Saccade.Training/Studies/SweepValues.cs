using System.Globalization;
using Saccade.Schema;
using Saccade.Training.Recipes;

namespace Saccade.Training.Studies;

/// <summary>Several values of a key on one line: <c>1e-3,1e-2</c>, or of lists <c>[32, 64],[64, 64]</c>.</summary>
internal static class SweepValues
{
    /// <summary>The key whose values are the seeds of a sweep.</summary>
    public const string SeedKey = "seed";

    /// <summary>The values between the commas that are in no bracket, brace or quotation.</summary>
    public static IReadOnlyList<string> Split(string value)
    {
        var values = new List<string>();
        int depth = 0, start = 0;
        char quote = '\0';
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' && value[start..i].AsSpan().IsWhiteSpace() && depth == 0)
                quote = c;
            else if (c is '[' or '{')
                depth++;
            else if (c is ']' or '}')
                depth--;
            else if (c == ',' && depth == 0)
            {
                values.Add(value[start..i].Trim());
                start = i + 1;
            }
        }

        values.Add(value[start..].Trim());
        return values;
    }

    /// <summary>The seeds that an override names.</summary>
    public static IReadOnlyList<ulong> Seeds(RecipeOverride given, ProblemList problems)
    {
        var seeds = new List<ulong>();
        foreach (string text in Split(given.Value))
        {
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
                seeds.Add(seed);
            else
                problems.Add(NodeSource.Outside(given.ToString(), 0), SeedKey, $"'{text}'", new SeedKind().Expected);
        }

        return seeds.Count > 0 ? seeds : [1];
    }
}
