using System.Text;
using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>Writes the reference of recipes as a page.</summary>
internal static class RecipePage
{
    private const string Start = """
        # All keys of a recipe

        A recipe is a YAML file that says how a network is trained. This page is generated from the description that recipes are read with;
        `saccade recipe keys [KEY]` prints the same, and `saccade recipe schema` prints it as a JSON schema, with which editors complete and check recipes
        ([training](training.md) tells what the parts do together).

        `NAME` stands for a name that the recipe chooses, such as that of a phase, and `N` for a position in a list. Where a key such as `kind` decides which
        other keys there are, those stand in a table of their own. A key without a default must be given where it says *required*, and otherwise follows from other keys, as its meaning says.

        """;

    public static string Of(IReadOnlyList<RecipeKeyGroup> groups)
    {
        var text = new StringBuilder(Start.ReplaceLineEndings("\n"));
        var repeated = new List<string>();
        foreach (var group in groups.Where(g => !repeated.Exists(r => g.Path.StartsWith(r + ".", StringComparison.Ordinal))))
        {
            Head(text, group);
            if (group.SameAs is { } same)
            {
                text.Append($"\nThe keys of {Link(same)}.\n");
                repeated.Add(group.Path);
                continue;
            }

            foreach (var cases in group.Keys.GroupBy(group.CaseOf))
                Table(text, group, cases.Key, cases);
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, RecipeKeyGroup group)
    {
        text.Append(group.Path.Length == 0 ? "\n## The recipe\n" : $"\n{(group.Path.Contains('.', StringComparison.Ordinal) ? "###" : "##")} `{group.Path}`\n");
        if (group.Cases.Count > 0)
            text.Append($"\nOnly with {string.Join(" and ", group.Cases.Select(c => $"`{c.Path[..^c.Path.Split('.')[^1].Length]}{c}`"))}.");
        if (group.About.Length > 0)
            text.Append($"\n{group.About}\n");
    }

    private static void Table(StringBuilder text, RecipeKeyGroup group, string cases, IEnumerable<KeyDescription> keys)
    {
        text.Append(cases.Length == 0 ? "\n" : $"\nWith `{cases}`:\n\n").Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var key in keys)
            text.Append($"| `{group.NameOf(key)}` | {Cell(key.Expected)} | {Default(key)} | {Cell(key.About)} |\n");
        foreach (var key in keys.Where(key => key.Alternatives.Count > 0))
            text.Append($"\nThe values of `{group.NameOf(key)}`:\n\n").AppendJoin("", key.Alternatives.Where(one => one.About.Length > 0).Select(one => $"- `{one.Name}`: {one.About}\n"));
    }

    // A map's default is that of its keys.
    private static string Default(KeyDescription key) => key.IsRequired ? "*required*" : key.Default.Length == 0 || key.Default.StartsWith('{') ? "" : $"`{key.Default}`";

    private static string Link(string path) => $"[`{path}`](#{path.ToLowerInvariant().Replace(".", "", StringComparison.Ordinal)})";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
