using System.Globalization;
using Saccade.Files;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

namespace Saccade.Training.Studies;

/// <summary>A study whose settings and recipes are all known and sound.</summary>
/// <param name="Study">As it was written.</param>
/// <param name="Settings">The settings, in the order of the table.</param>
public sealed record StudyPlan(Study Study, IReadOnlyList<StudySetting> Settings)
{
    /// <summary>The setting that the others are compared with.</summary>
    public StudySetting Reference => Settings.FirstOrDefault(s => s.Name == Study.Report.Against) ?? Settings[0];

    /// <summary>The same with something changed in every recipe that does not change results: where data lies, how many threads run.</summary>
    /// <param name="change">Makes the new recipe.</param>
    public StudyPlan WithRecipes(Func<Recipe, Recipe> change) => this with
    {
        Settings = [.. Settings.Select(s => s with { Variants = [.. s.Variants.Select(v => v with { Recipe = change(v.Recipe), Trials = [.. v.Trials.Select(change)] })] })],
    };

    /// <summary>Every run that the study may come to, whatever is chosen; the same list in every process, so that shares of it fit together.</summary>
    public IEnumerable<StudyRun> Everything => Settings.SelectMany(s => s.Variants.SelectMany(v => TrialsOf(s, v)).Concat(s.Variants.SelectMany(v => FinalsOf(s, v))));

    /// <summary>The runs that are known to be needed: of a setting that chooses among values its trials and, once these are done, those of the value that won.</summary>
    /// <param name="state">How far a run is.</param>
    public IEnumerable<StudyRun> Needed(Func<StudyRun, StudyRunState> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Settings.SelectMany(s => s.Variants.SelectMany(v => TrialsOf(s, v)).Concat(Chosen(s, state) is { } chosen ? FinalsOf(s, chosen) : [])).DistinctBy(run => (run.Name, run.Split));
    }

    /// <summary>Runs that will be needed once a choice is made, with a value in the place of the one that will win.</summary>
    /// <param name="state">How far a run is.</param>
    public IEnumerable<StudyRun> Expected(Func<StudyRun, StudyRunState> state)
        => Settings.Where(s => Chosen(s, state) is null && Chooser(s).Variants.SelectMany(v => TrialsOf(Chooser(s), v)).Any(run => state(run).Failure is null)).SelectMany(s => FinalsOf(s, s.Variants[0]));

    /// <summary>The variant of a setting that counts: the only one, or the best of the trials; null while that is open, or if all trials failed.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="state">How far a run is.</param>
    public StudyVariant? Chosen(StudySetting setting, Func<StudyRun, StudyRunState> state)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (setting.Row.ChooseAs is not null)
            return Chosen(Chooser(setting), state) is { } taken ? setting.Variants.First(v => v.Name == taken.Name) : null;
        if (setting.Variants is [{ Trials.Count: 0 } only])
            return only;
        var tried = setting.Variants.Select(v => (Variant: v, States: TrialsOf(setting, v).Select(state).ToArray())).ToArray();
        if (tried.Any(t => t.States.Any(s => s is { Answers: null, Failure: null })))
            return null;
        return tried.Where(t => t.States.All(s => s.Answers is not null)).OrderByDescending(t => t.States.Average(s => s.Answers!.Accuracy(s.Answers.Steps))).FirstOrDefault().Variant;
    }

    /// <summary>The setting whose trials choose for a setting.</summary>
    private StudySetting Chooser(StudySetting setting) => setting.Row.ChooseAs is { } name ? Settings.First(s => s.Row.Name == name) : setting;

    /// <summary>The runs of a setting that the table is made of.</summary>
    internal IEnumerable<StudyRun> FinalsOf(StudySetting setting, StudyVariant variant)
        => Study.Seeds.Select(seed => new StudyRun(setting, variant, variant.Recipe with { Seed = seed }, Study.Report.Split));

    /// <summary>The runs that decide whether a variant is taken.</summary>
    internal IEnumerable<StudyRun> TrialsOf(StudySetting setting, StudyVariant variant) =>
        from trial in variant.Trials
        from seed in Study.Choose.Seeds.Count > 0 ? Study.Choose.Seeds : [Study.Seeds[0]]
        select new StudyRun(setting, variant, trial with { Seed = seed }, StudySplit.Validation) { IsTrial = true };
}

/// <summary>One line of the table.</summary>
/// <param name="Name">Its name: that of the row and the values of the axes.</param>
/// <param name="Title">What the table calls it.</param>
/// <param name="Row">The row it comes from.</param>
/// <param name="Variants">What is tried for it; one unless values are chosen.</param>
public sealed record StudySetting(string Name, string Title, StudyRow Row, IReadOnlyList<StudyVariant> Variants)
{
    /// <summary>T, the time steps of its networks.</summary>
    public int Steps => Variants[0].Recipe is var recipe ? recipe.Frames.Positions(recipe.Phases[^1].Frames).Count : 0;

    /// <summary>The published accuracy of its number of steps; where there is one figure only, that one, whatever its steps; null if none is given.</summary>
    public PublishedFigure? Published => Row.Published.Where(figure => figure.Steps == Steps || Row.Published.Count == 1).Select(figure => (PublishedFigure?)figure).FirstOrDefault();
}

/// <summary>Values that are chosen among.</summary>
/// <param name="Name">The values, for example <c>rate=1e-3</c>; empty if there is no choice.</param>
/// <param name="Recipe">The recipe with them.</param>
/// <param name="Trials">The recipes with which they are tried, one for each fold; none if there is no choice.</param>
public sealed record StudyVariant(string Name, Recipe Recipe, ValueList<Recipe> Trials);

/// <summary>A training of a study: a setting, or a value tried for it, with one seed.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Variant">The values.</param>
/// <param name="Recipe">The recipe, with the seed.</param>
/// <param name="Split">The part that its answers are needed on.</param>
public sealed record StudyRun(StudySetting Setting, StudyVariant Variant, Recipe Recipe, StudySplit Split)
{
    private const int HashDigits = 12;

    private string? _name;

    /// <summary>Whether it only decides about a value.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Name of its folder: it follows from the recipe, so that a study that changes keeps the runs that it still needs.</summary>
    public string Name => _name ??= string.Create(CultureInfo.InvariantCulture, $"{Recipe.Name}-seed{Recipe.Seed}-{RecipeWriter.Hash(Recipe)[..HashDigits]}");

    /// <summary>What messages call it.</summary>
    public string Title => $"{Setting.Name}{(IsTrial ? $", trying {Variant.Name}" : "")}{(IsTrial && Variant.Trials.Count > 1 ? $", fold {Recipe.Data.Fold!.Index}" : "")}, seed {Recipe.Seed}";

    /// <summary>How much there is to do: frames that are trained on, of one recording.</summary>
    public double Work => Recipe.Phases.Sum(phase => (double)phase.Epochs * Recipe.Frames.Positions(phase.Frames).Count);
}

/// <summary>How far a run is.</summary>
/// <param name="Answers">Its answers on the part that is needed; null while there are none.</param>
/// <param name="Failure">Why it has none and will not have any; null otherwise.</param>
public sealed record StudyRunState(SplitAnswers? Answers, string? Failure);
