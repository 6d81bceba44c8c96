using System.Text;

namespace Saccade.Training.Recipes;

/// <summary>The reference of all keys of a recipe, made from the description that recipes are read with.</summary>
public static class RecipeReference
{
    /// <summary>A table in Markdown: key, what it may be, default, meaning. <c>NAME</c> stands for the name of a phase and <c>N</c> for a position in a list.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var (path, expected, value, about) in RecipeKinds.Standard.Schema.Describe(""))
        {
            string shown = value.StartsWith('{') || value.StartsWith("[{", StringComparison.Ordinal) ? "" : value;
            text.Append($"| `{path}` | {Cell(expected)} | {(shown.Length == 0 ? "" : $"`{shown}`")} | {Cell(about)} |\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
