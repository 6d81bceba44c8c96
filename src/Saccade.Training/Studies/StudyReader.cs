using Saccade.Schema;
using Saccade.Training.Recipes;
using Saccade.Training.Recipes.Text;

namespace Saccade.Training.Studies;

/// <summary>Reads studies from YAML and checks them as a whole, with every recipe that they make: all problems at once, each with its place.</summary>
public static class StudyReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A YAML file in UTF-8.</param>
    /// <param name="overrides">Values of recipe keys that replace those of every setting.</param>
    /// <param name="seeds">Seeds in place of the study's; null for those.</param>
    /// <param name="kinds">What the names in recipes mean; null for the library's.</param>
    /// <exception cref="StudyException">The study, or a recipe of it, has problems.</exception>
    /// <exception cref="RecipeException">The file is no text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StudyPlan ReadFile(string path, IEnumerable<RecipeOverride>? overrides = null, IEnumerable<ulong>? seeds = null, RecipeKinds? kinds = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var problems = new ProblemList();
        string text = RecipeText.ReadFile(path);
        var plan = YamlTree.ParseFile(text, path, problems) switch
        {
            MapNode map => Read(map, Path.GetDirectoryName(path) ?? "", overrides ?? [], seeds, kinds ?? RecipeKinds.Standard, problems),
            { } other => Refuse(other, problems),
            null => null,
        };
        return plan is not null && problems.InOrder().Count == 0 ? plan : throw new StudyException([.. problems.InOrder().Distinct()]);
    }

    /// <summary>Makes the study of a recipe and keys with several values, as <c>train --set key=1,2,3</c> asks for it; values of <c>seed</c> are its seeds.</summary>
    /// <param name="recipe">A recipe file.</param>
    /// <param name="overrides">Values that replace the recipe's, those with several values among them.</param>
    /// <param name="split">The part to report on.</param>
    /// <param name="kinds">What the names in recipes mean; null for the library's.</param>
    /// <returns>The study; null if no override has several values.</returns>
    /// <exception cref="StudyException">A recipe has problems.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StudyPlan? OfSweep(string recipe, IReadOnlyList<RecipeOverride> overrides, StudySplit split, RecipeKinds? kinds = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(recipe);
        ArgumentNullException.ThrowIfNull(overrides);
        kinds ??= RecipeKinds.Standard;
        if (overrides.All(given => SweepValues.Split(given.Value).Count < 2))
            return null;
        string text = RecipeText.ReadFile(recipe);
        bool IsSweep(RecipeOverride given) => SweepValues.Split(given.Value).Count > 1 && !IsValue(text, recipe, given, kinds);
        if (!overrides.Any(IsSweep))
            return null;
        var problems = new ProblemList();
        var seeds = overrides.LastOrDefault(given => given.Path == SweepValues.SeedKey) is { } given ? SweepValues.Seeds(given, problems) : null;
        RecipeOverride[] values = [.. overrides.Where(o => o.Path != SweepValues.SeedKey)], several = [.. values.Where(IsSweep)];
        var study = new Study
        {
            Name = $"{Path.GetFileNameWithoutExtension(recipe)}-sweep",
            Recipe = Path.GetFileName(recipe),
            Set = [.. values.Except(several)],
            Axes = [.. several.Select(s => new StudyAxis(s.Path, [.. SweepValues.Split(s.Value).Select(value => s with { Value = value })]))],
            Report = new StudyReport { Split = split },
        };
        var plan = new StudyExpansion(study with { Seeds = [.. seeds ?? [RecipeSeed(text, recipe, study.Set, kinds)]] }, Path.GetDirectoryName(recipe) ?? "", [], kinds, problems, _ => default).Plan();
        return problems.InOrder().Count == 0 ? plan : throw new StudyException([.. problems.InOrder().Distinct()]);
    }

    private static StudyPlan? Read(MapNode map, string folder, IEnumerable<RecipeOverride> overrides, IEnumerable<ulong>? seeds, RecipeKinds kinds, ProblemList problems)
    {
        var binding = new Binding(problems);
        binding.Note("", map.Source);
        StudySchema.Keys.TryRead(map, "", binding, out var study);
        if (problems.InOrder().Count > 0)
            return null;
        return new StudyExpansion(seeds is null ? study : study with { Seeds = [.. seeds] }, folder, [.. overrides], kinds, problems, binding.Locate).Plan();
    }

    private static StudyPlan? Refuse(Node root, ProblemList problems)
    {
        problems.Add(root.Source, "", root.Describe(), "a study: a map with keys such as name, recipe and axes");
        return null;
    }

    /// <summary>Whether a key takes a value with commas as it stands, for example a path.</summary>
    private static bool IsValue(string text, string recipe, RecipeOverride given, RecipeKinds kinds)
    {
        var (without, with) = (new ProblemList(), new ProblemList());
        RecipeReader.ReadInto(text, recipe, [], kinds, without);
        RecipeReader.ReadInto(text, recipe, [given], kinds, with);
        return with.InOrder().Count <= without.InOrder().Count;
    }

    private static ulong RecipeSeed(string text, string recipe, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds)
        => RecipeReader.ReadInto(text, recipe, overrides, kinds, new ProblemList())?.Seed ?? new Recipe().Seed;
}
