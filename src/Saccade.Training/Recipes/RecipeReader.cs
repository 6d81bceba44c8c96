using Saccade.Schema;
using Saccade.Training.Recipes.Schema;
using Saccade.Training.Recipes.Text;

namespace Saccade.Training.Recipes;

/// <summary>
/// Reads recipes from YAML (JSON is YAML too). Strict: unknown and repeated keys, wrong types, values out of range and impossible combinations are errors, and all of
/// them are reported at once, each with its place.
/// </summary>
public static class RecipeReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A YAML file in UTF-8.</param>
    /// <param name="overrides">Values that replace those of the file, in their order; later ones win.</param>
    /// <exception cref="RecipeException">The recipe has problems.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Recipe ReadFile(string path, params IEnumerable<RecipeOverride> overrides) => ReadFile(path, overrides, RecipeKinds.Standard);

    /// <summary>Reads a file that may name what another assembly has added.</summary>
    /// <param name="path">A YAML file in UTF-8.</param>
    /// <param name="overrides">Values that replace those of the file, in their order; later ones win.</param>
    /// <param name="kinds">What names mean.</param>
    /// <exception cref="RecipeException">The recipe has problems.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Recipe ReadFile(string path, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(RecipeText.ReadFile(path), path, overrides, kinds);
    }

    /// <summary>Reads a file, and tells which key is meant by an override that gives only the end of its path.</summary>
    /// <param name="path">A YAML file in UTF-8.</param>
    /// <param name="overrides">Values that replace those of the file, in their order; later ones win.</param>
    /// <param name="kinds">What names mean.</param>
    /// <param name="completed">Told such an override and the whole path.</param>
    /// <exception cref="RecipeException">The recipe has problems.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Recipe ReadFile(string path, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds, Action<RecipeOverride, string> completed)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(completed);
        return Read(RecipeText.ReadFile(path), path, overrides, kinds, completed);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <param name="overrides">Values that replace those of the text, in their order; later ones win.</param>
    /// <exception cref="RecipeException">The recipe has problems.</exception>
    public static Recipe Read(string text, string name, params IEnumerable<RecipeOverride> overrides) => Read(text, name, overrides, RecipeKinds.Standard);

    /// <summary>Reads a text that may name what another assembly has added.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <param name="overrides">Values that replace those of the text, in their order; later ones win.</param>
    /// <param name="kinds">What names mean.</param>
    /// <exception cref="RecipeException">The recipe has problems.</exception>
    public static Recipe Read(string text, string name, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds) => Read(text, name, overrides, kinds, completed: null);

    private static Recipe Read(string text, string name, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds, Action<RecipeOverride, string>? completed)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(overrides);
        var problems = new ProblemList();
        var recipe = ReadInto(text, name, overrides, kinds, problems, completed: completed);
        var found = problems.InOrder();
        return found.Count == 0 ? recipe! : throw new RecipeException(found);
    }

    /// <summary>What a recipe says of the data alone, also one of an earlier version whose other keys mean nothing today; null if that cannot be read.</summary>
    /// <param name="text">YAML.</param>
    public static DataRecipe? ReadData(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new ProblemList();
        if (YamlTree.ParseFile(text, "recipe", problems) is not MapNode map || problems.InOrder().Count > 0)
            return null;
        var binding = new Binding(problems);
        binding.Note("", map.Source);
        if (map.Find("data") is not { } node)
            return new DataRecipe();
        RecipeSchema.Data(RecipeKinds.Standard).TryRead(node, "data", binding, out var data);
        return problems.InOrder().Count == 0 ? data : null;
    }

    /// <summary>What is wrong with a recipe that was made in code, by the same rules; empty if nothing is.</summary>
    public static IReadOnlyList<Problem> Validate(Recipe recipe) => Validate(recipe, teachers: null);

    /// <summary>The same, with what is known of the teachers once their model files are read.</summary>
    internal static IReadOnlyList<Problem> Validate(Recipe recipe, ModelOf? teachers)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var problems = new ProblemList();
        ReadInto(RecipeWriter.ToYaml(recipe), "recipe", [], recipe.Kinds, problems, teachers);
        return problems.InOrder();
    }

    /// <summary>Reads a text; problems go to a list that may hold others.</summary>
    internal static Recipe? ReadInto(string text, string name, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds, ProblemList problems, ModelOf? teachers = null, Action<RecipeOverride, string>? completed = null)
    {
        var root = YamlTree.ParseFile(text, name, problems);
        if (root is not MapNode map)
        {
            if (root is not null)
                problems.Add(root.Source, "", root.Describe(), "a recipe: a map with keys such as name, data and phases");
            return null;
        }

        Overrides.Apply(map, overrides, kinds, problems, completed);
        var binding = new Binding(problems);
        binding.Note("", root.Source);
        kinds.Schema.TryRead(map, "", binding, out var recipe);
        recipe = recipe with { Kinds = kinds };
        RecipeRules.Check(recipe, binding, teachers);
        return recipe;
    }
}
