using Saccade.Files;
using Saccade.Training.Recipes;

namespace Saccade.Training.Studies;

/// <summary>
/// A study as it is written: settings of recipes to be compared, each trained with some seeds. Settings are rows, or the grid of some keys' values, or both. Read one with
/// <see cref="StudyReader"/>, which makes a <see cref="StudyPlan"/> of it.
/// </summary>
public sealed record Study
{
    /// <summary>Name of the study: letters, digits, hyphens, dots and underscores.</summary>
    public string Name { get; init; } = "";

    /// <summary>The recipe of rows that name none, relative to the file of the study; null if every row names one.</summary>
    public string? Recipe { get; init; }

    /// <summary>Values that replace those of every recipe.</summary>
    public ValueList<RecipeOverride> Set { get; init; } = [];

    /// <summary>Keys with the values they take in turn; several make a grid.</summary>
    public ValueList<StudyAxis> Axes { get; init; } = [];

    /// <summary>Named settings; empty where the axes alone make them.</summary>
    public ValueList<StudyRow> Rows { get; init; } = [];

    /// <summary>The seeds that each setting is trained with.</summary>
    public ValueList<ulong> Seeds { get; init; } = [1];

    /// <summary>How a row's values are chosen on the validation part.</summary>
    public StudyChoice Choose { get; init; } = new();

    /// <summary>What the table shows.</summary>
    public StudyReport Report { get; init; } = new();
}

/// <summary>A key of a recipe with the values that it takes in turn.</summary>
/// <param name="Key">The key, as <c>--set</c> takes it.</param>
/// <param name="Values">Its values, at least one.</param>
public sealed record StudyAxis(string Key, ValueList<RecipeOverride> Values);

/// <summary>A named setting.</summary>
public sealed record StudyRow
{
    /// <summary>Its name in the table and on the command line.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the table calls it; null for its name.</summary>
    public string? Title { get; init; }

    /// <summary>Its recipe, relative to the file of the study; null for the study's.</summary>
    public string? Recipe { get; init; }

    /// <summary>Values that replace those of the recipe, after the study's.</summary>
    public ValueList<RecipeOverride> Set { get; init; } = [];

    /// <summary>Keys with values that it takes in turn, beside the study's.</summary>
    public ValueList<StudyAxis> Axes { get; init; } = [];

    /// <summary>Keys of which the value is taken that does best on the validation part.</summary>
    public ValueList<StudyAxis> Choose { get; init; } = [];

    /// <summary>The row whose choice it takes, in place of one of its own; null for its own.</summary>
    public string? ChooseAs { get; init; }

    /// <summary>Published accuracies by number of time steps.</summary>
    public ValueList<PublishedFigure> Published { get; init; } = [];

    /// <summary>Where they were published; null for the source of the study's report.</summary>
    public string? Source { get; init; }
}

/// <summary>A published accuracy.</summary>
/// <param name="Steps">T, the number of time steps.</param>
/// <param name="Percent">Per cent of right decisions.</param>
public readonly record struct PublishedFigure(int Steps, double Percent);

/// <summary>How values are chosen: each is tried with these settings, seeds and folds, and the best mean accuracy on the validation parts after all steps wins, the first of equals.</summary>
public sealed record StudyChoice
{
    /// <summary>Values that replace those of the recipe in trials only, for example which recordings validate.</summary>
    public ValueList<RecipeOverride> Set { get; init; } = [];

    /// <summary>Seeds of the trials; empty for the first of the study.</summary>
    public ValueList<ulong> Seeds { get; init; } = [];

    /// <summary>
    /// With how many folds of a cross-validation of the training part each value is tried, the first so many: of those that <c>data.fold</c> divides it into, or without it of as many. 1 for the validation
    /// part that the trials have anyway.
    /// </summary>
    public int Folds { get; init; } = 1;
}

/// <summary>What the table of a study shows.</summary>
public sealed record StudyReport
{
    /// <summary>The part on which accuracy is reported.</summary>
    public StudySplit Split { get; init; }

    /// <summary>The numbers of time steps after which it is; empty for all.</summary>
    public ValueList<int> Steps { get; init; } = [];

    /// <summary>What else has a column, beside the accuracies; empty for nothing.</summary>
    public ValueList<StudyColumn> Columns { get; init; } = [];

    /// <summary>The setting that the others are compared with; null for the first.</summary>
    public string? Against { get; init; }

    /// <summary>Where the published figures come from; null if there are none.</summary>
    public string? Source { get; init; }
}

/// <summary>What a table says of the network of a setting and of its training.</summary>
public enum StudyColumn
{
    /// <summary>The neurons of the network that decides.</summary>
    Neuron,

    /// <summary>How many numbers of that network are learned.</summary>
    Parameters,

    /// <summary>T, its time steps in training.</summary>
    Steps,

    /// <summary>Minutes of training, all phases, mean over the seeds. Of runs side by side on one machine it says little.</summary>
    Minutes,
}

/// <summary>The part of the data on which a study reports.</summary>
public enum StudySplit
{
    /// <summary>The test part.</summary>
    Test,

    /// <summary>The validation part; the test part is not touched.</summary>
    Validation,
}
