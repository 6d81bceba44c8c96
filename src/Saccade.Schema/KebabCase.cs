using System.Text;

namespace Saccade.Schema;

/// <summary>Names of code as names of recipes: <c>AtOrAbove</c> is <c>at-or-above</c>.</summary>
public static class KebabCase
{
    /// <summary>Small letters, with a hyphen before each capital but the first.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
