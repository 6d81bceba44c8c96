using System.Globalization;
using Saccade.Files;
using Saccade.Schema;
using Saccade.Training.Recipes;
using Saccade.Training.Recipes.Text;

namespace Saccade.Training.Studies;

/// <summary>Makes settings and their recipes of a study, and notes what is wrong with any of them.</summary>
/// <param name="study">The study.</param>
/// <param name="folder">The folder that paths of recipes start from.</param>
/// <param name="overrides">Values that go before all others.</param>
/// <param name="kinds">What names in recipes mean.</param>
/// <param name="problems">Receives what is wrong.</param>
/// <param name="locate">The place of a key of the study.</param>
internal sealed class StudyExpansion(Study study, string folder, IReadOnlyList<RecipeOverride> overrides, RecipeKinds kinds, ProblemList problems, Func<string, NodeSource> locate)
{
    private const int MostRuns = 10_000;

    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);

    /// <summary>The plan; null if there is nothing to plan.</summary>
    public StudyPlan? Plan()
    {
        CheckWords();
        StudyRow[] rows = study.Rows.Count > 0 ? [.. study.Rows] : [new StudyRow()];
        double runs = rows.Sum(row => Size([.. study.Axes, .. row.Axes]) * (row.Choose.Count == 0 ? 1 : 1 + study.Choose.Folds * Size(row.Choose))) * study.Seeds.Count;
        if (runs > MostRuns)
        {
            problems.Add(locate(""), "", $"about {runs:0} runs", $"{MostRuns} at most");
            return null;
        }

        Array.ForEach(rows, CheckChoice);
        StudySetting[] settings = [.. rows.SelectMany(SettingsOf)];
        CheckSettings(settings);
        return settings.Length == 0 ? null : new StudyPlan(study, settings);
    }

    private static double Size(IEnumerable<StudyAxis> axes) => axes.Aggregate(1.0, (size, axis) => size * axis.Values.Count);

    private void CheckWords()
    {
        foreach (var (path, key) in Keys().Where(k => k.Key == SweepValues.SeedKey))
            problems.Add(locate(path), path, "the key seed", "seeds in the study's list 'seeds'");
        foreach (var given in overrides.Where(given => given.Path == SweepValues.SeedKey))
            problems.Add(NodeSource.Outside(given.ToString(), 0), SweepValues.SeedKey, "the key seed", "the seeds of the study, replaced by --seeds");
        foreach (var (path, seeds) in new[] { ("seeds", study.Seeds), ("choose.seeds", study.Choose.Seeds) }.Where(s => s.Item2.Distinct().Count() < s.Item2.Count))
            problems.Add(locate(path), path, $"a seed twice in {seeds}", "each once");
        foreach (var row in study.Rows.Where(row => row.Published.Count > 0 && (row.Source ?? study.Report.Source) is null))
            problems.Add(locate($"rows.{row.Name}.published"), $"rows.{row.Name}.published", "a published figure without a source", "report.source, or a source of the row");
    }

    /// <summary>A choice that is taken over must be another row's own, and of one setting.</summary>
    private void CheckChoice(StudyRow row)
    {
        string where = $"rows.{row.Name}.choose-as";
        if (row.ChooseAs is not { } name)
            return;
        if (row.Choose.Count > 0)
            problems.Add(locate(where), where, "a choice of its own beside another row's", "choose or choose-as");
        else if (Chooser(row) is not { Choose.Count: > 0 } other)
            problems.Add(locate(where), where, $"'{name}'", "a row of this study with choose");
        else if (study.Axes.Count + other.Axes.Count > 0)
            problems.Add(locate(where), where, $"'{name}', which makes several settings", "a row without axes, in a study without them");
    }

    /// <summary>The row whose trials choose for a row.</summary>
    private StudyRow? Chooser(StudyRow row) => row.ChooseAs is null ? row : study.Rows.FirstOrDefault(other => other.Name == row.ChooseAs);

    private IEnumerable<(string Path, string Key)> Keys() =>
    [
        .. study.Set.Select(s => ($"set.{s.Path}", s.Path)), .. study.Axes.Select(a => ($"axes.{a.Key}", a.Key)), .. study.Choose.Set.Select(s => ($"choose.set.{s.Path}", s.Path)),
        .. study.Rows.SelectMany(row => row.Set.Select(s => ($"rows.{row.Name}.set.{s.Path}", s.Path))),
        .. study.Rows.SelectMany(row => row.Axes.Select(a => ($"rows.{row.Name}.axes.{a.Key}", a.Key))),
        .. study.Rows.SelectMany(row => row.Choose.Select(a => ($"rows.{row.Name}.choose.{a.Key}", a.Key))),
    ];

    private IEnumerable<StudySetting> SettingsOf(StudyRow row)
    {
        string where = row.Name.Length > 0 ? $"rows.{row.Name}" : "";
        if (TextOf(row.Recipe ?? study.Recipe, row.Recipe is null ? "recipe" : $"{where}.recipe", where) is not { } recipe)
            return [];
        StudyAxis[] axes = [.. study.Axes, .. row.Axes];
        return Grid(axes).Select(values =>
        {
            string name = string.Join(' ', new[] { row.Name }.Concat(Names(axes, values)).Where(part => part.Length > 0));
            string title = string.Join(' ', new[] { row.Title ?? row.Name }.Concat(Names(axes, values)).Where(part => part.Length > 0));
            var variants = Grid(Chooser(row)?.Choose ?? []).Select(chosen => Variant(row, recipe, where, values, chosen)).OfType<StudyVariant>().ToArray();
            return variants.Length == 0 ? null : new StudySetting(name.Length > 0 ? name : study.Name, title.Length > 0 ? title : study.Name, row, variants);
        }).OfType<StudySetting>();
    }

    private StudyVariant? Variant(StudyRow row, (string Path, string Text) recipe, string where, RecipeOverride[] values, RecipeOverride[] chosen)
    {
        RecipeOverride[] given = [.. study.Set, .. row.Set, .. values, .. chosen];
        var final = Read(recipe, [.. given, .. overrides]);
        if (row.Choose.Count == 0)
            return final is null ? null : new StudyVariant(string.Join(' ', Names(Chooser(row)?.Choose ?? [], chosen)), final, []);
        var trials = Trials(recipe, [.. given, .. study.Choose.Set, .. overrides], $"{where}.choose");
        return final is null || trials.Count == 0 ? null : new StudyVariant(string.Join(' ', Names(row.Choose, chosen)), final, trials);
    }

    /// <summary>The recipes with which values are tried, one for each fold; none if they have problems.</summary>
    private ValueList<Recipe> Trials((string Path, string Text) recipe, RecipeOverride[] given, string where)
    {
        if (Read(recipe, given) is not { } trial)
            return [];
        int folds = study.Choose.Folds;
        if (folds == 1)
        {
            if (trial.Data is { Validation: 0, Fold: null, Split: null })
                problems.Add(locate(where), where, "a choice without a validation part", "data.validation above 0 or data.fold, in choose.set or in the recipe, or choose.folds");
            return [trial];
        }

        if (trial.Data.Fold is { } division && division.Of < folds)
            problems.Add(locate("choose.folds"), "choose.folds", $"{folds} of {division.Of} folds", $"at most as many as data.fold.of");
        return [.. Enumerable.Range(0, folds).Select(fold => Read(recipe, [.. given, .. FoldOf(trial, fold, folds)])).OfType<Recipe>()];
    }

    /// <summary>A fold of those that the recipe names, or in place of the share that it holds out.</summary>
    private static RecipeOverride[] FoldOf(Recipe trial, int fold, int folds) => trial.Data.Fold is null
        ? [new("data.validation", "0"), new("data.fold", FormattableString.Invariant($"{{index: {fold}, of: {folds}}}"))]
        : [new("data.fold.index", fold.ToString(CultureInfo.InvariantCulture))];

    private Recipe? Read((string Path, string Text) recipe, RecipeOverride[] given)
    {
        var own = new ProblemList();
        var read = RecipeReader.ReadInto(recipe.Text, recipe.Path, given, kinds, own);
        foreach (var problem in own.InOrder())
            problems.Add(new NodeSource(problem.Where, given.FirstOrDefault(g => g.Source?.Text == problem.Where)?.Source?.Major ?? 0, 0), problem.Path, problem.Got, problem.Expected);
        return own.InOrder().Count == 0 ? read : null;
    }

    /// <summary>The text of a recipe, read once.</summary>
    private (string Path, string Text)? TextOf(string? recipe, string key, string where)
    {
        if (recipe is null)
        {
            problems.Add(locate(where), where.Length == 0 ? "recipe" : $"{where}.recipe", "no recipe", "the path of one, here or as the study's key 'recipe'");
            return null;
        }

        string path = Path.Combine(folder, recipe);
        if (!_texts.TryGetValue(path, out string? text))
            _texts[path] = text = ReadText(path, recipe, key);
        return text is null ? null : (path, text);
    }

    private string? ReadText(string path, string recipe, string key)
    {
        try
        {
            return RecipeText.ReadFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(locate(key), key, $"'{recipe}', which cannot be read ({ErrorText.Of(e)})", "the path of a recipe from the folder of the study");
        }
        catch (RecipeException e)
        {
            problems.Add(locate(key), key, $"'{recipe}' with {e.Problems[0].Got}", e.Problems[0].Expected);
        }

        return null;
    }

    private void CheckSettings(StudySetting[] settings)
    {
        foreach (var twin in settings.GroupBy(s => s.Name).Where(group => group.Count() > 1))
            problems.Add(locate("axes"), "axes", $"the setting '{twin.Key}' {twin.Count()} times", "settings that differ");
        if (study.Report.Against is { } against && settings.Length > 0 && Array.TrueForAll(settings, s => s.Name != against))
            problems.Add(locate("report.against"), "report.against", $"'{against}'", Nearest.OneOf(against, [.. settings.Select(s => s.Name)]));
        if (study.Report.Split == StudySplit.Validation && settings.FirstOrDefault(s => s.Variants[0].Recipe.Data is { Validation: 0, Fold: null, Split: null }) is { } blind)
            problems.Add(locate("report.split"), "report.split", $"validation, and no validation part of '{blind.Name}'", "data.validation above 0, or data.fold");
    }

    /// <summary>Every combination of the axes' values, the last axis the fastest; one empty combination of no axis.</summary>
    private static IEnumerable<RecipeOverride[]> Grid(IEnumerable<StudyAxis> axes)
        => axes.Aggregate((IEnumerable<RecipeOverride[]>)[[]], (all, axis) => all.SelectMany(before => axis.Values.Select(value => (RecipeOverride[])[.. before, value])));

    /// <summary>The values with the shortest ends of their keys that tell them apart.</summary>
    private static IEnumerable<string> Names(IReadOnlyList<StudyAxis> axes, RecipeOverride[] values)
    {
        string[][] keys = [.. axes.Select(axis => axis.Key.Split('.'))];
        int length = Enumerable.Range(1, keys.Select(k => k.Length).DefaultIfEmpty(1).Max()).First(n => keys.Select(k => string.Join('.', k.TakeLast(n))).Distinct().Count() == keys.Length || n == keys.Max(k => k.Length));
        return values.Select((value, i) => $"{string.Join('.', keys[i].TakeLast(length))}={value.Value}");
    }
}
