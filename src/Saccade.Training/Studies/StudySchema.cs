using System.Text.RegularExpressions;
using Saccade.Schema;

namespace Saccade.Training.Studies;

/// <summary>The keys of a study: names, kinds, ranges, defaults, meaning.</summary>
internal static partial class StudySchema
{
    private const int MaximumSteps = 4096, MaximumFolds = 100;

    private static readonly TextKind _text = new("a text");
    private static readonly TextKind _name = new("letters, digits, hyphens, dots and underscores", Name());
    private static readonly TextKind _key = new("a key of the recipe, for example train.epochs", Key());

    /// <summary>The whole study.</summary>
    public static Section<Study> Keys { get; } = new Section<Study>(new Study())
        .Key("name", _name, s => s.Name, (s, v) => s with { Name = v }, "Name of the study.", required: true)
        .Key("recipe", new OptionalKind<string>(_text), s => s.Recipe, (s, v) => s with { Recipe = v }, "Recipe of the rows that name none: a path from the folder of this file.", omitsDefault: true)
        .Key("set", NodeKind.Overrides(_key), s => s.Set, (s, v) => s with { Set = v }, "Values of recipe keys, for every setting.")
        .Key("axes", NodeKind.Axes(_key), s => s.Axes, (s, v) => s with { Axes = v }, "Recipe keys with a list of values each; their grid multiplies the rows.")
        .Key("rows", Rows(), s => s.Rows, (s, v) => s with { Rows = v }, "Named settings.")
        .Key("seeds", new ListKind<ulong>(new SeedKind()), s => s.Seeds, (s, v) => s with { Seeds = v }, "Seeds that each setting is trained with.")
        .Key("choose", Choice(), s => s.Choose, (s, v) => s with { Choose = v }, "How the values are tried that rows choose on the validation part.")
        .Key("report", Report(), s => s.Report, (s, v) => s with { Report = v }, "What the table shows.");

    private static MapKind<StudyRow, StudyRow> Rows() => new(Row(), _name, (name, row) => row with { Name = name }, row => (row.Name, row), atLeast: 0);

    private static Section<StudyRow> Row() => new Section<StudyRow>(new StudyRow())
        .Key("title", new OptionalKind<string>(_text), r => r.Title, (r, v) => r with { Title = v }, "What the table calls it; null for its name.", omitsDefault: true)
        .Key("recipe", new OptionalKind<string>(_text), r => r.Recipe, (r, v) => r with { Recipe = v }, "Its recipe; null for the study's.", omitsDefault: true)
        .Key("set", NodeKind.Overrides(_key), r => r.Set, (r, v) => r with { Set = v }, "Values of recipe keys, after those of the study.")
        .Key("axes", NodeKind.Axes(_key), r => r.Axes, (r, v) => r with { Axes = v }, "Recipe keys with a list of values each, beside those of the study.")
        .Key("choose", NodeKind.Axes(_key), r => r.Choose, (r, v) => r with { Choose = v }, "Recipe keys with a list of values each, of which the best on the validation part is taken.")
        .Key("choose-as", new OptionalKind<string>(_text), r => r.ChooseAs, (r, v) => r with { ChooseAs = v }, "The row whose choice it takes, in place of one of its own.", omitsDefault: true)
        .Key("published", Published(), r => r.Published, (r, v) => r with { Published = v }, "Published accuracy in per cent by number of time steps.")
        .Key("source", new OptionalKind<string>(_text), r => r.Source, (r, v) => r with { Source = v }, "Where it was published; null for report.source.", omitsDefault: true);

    private static MapKind<PublishedFigure, double> Published() => new(
        new NumberKind(new NumberRange(0, 100), "a percentage"),
        new TextKind("a number of time steps", Count()),
        (steps, percent) => new PublishedFigure(int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture), percent),
        figure => ($"{figure.Steps}", figure.Percent),
        atLeast: 0);

    private static Section<StudyChoice> Choice() => new Section<StudyChoice>(new StudyChoice())
        .Key("set", NodeKind.Overrides(_key), c => c.Set, (c, v) => c with { Set = v }, "Values of recipe keys in trials only, for example which recordings validate.")
        .Key("seeds", new ListKind<ulong>(new SeedKind(), mayBeEmpty: true), c => c.Seeds, (c, v) => c with { Seeds = v }, "Seeds of the trials; none for the first of the study.")
        .Key("folds", new WholeKind(1, MaximumFolds), c => c.Folds, (c, v) => c with { Folds = v }, "Folds of a cross-validation of the training part that each value is tried with; their mean decides. 1 for the one validation part of the trials.");

    private static Section<StudyReport> Report() => new Section<StudyReport>(new StudyReport())
        .Key("split", new ChoiceKind<StudySplit>(), r => r.Split, (r, v) => r with { Split = v }, "The part on which accuracy is reported.")
        .Key("steps", new ListKind<int>(new WholeKind(1, MaximumSteps), mayBeEmpty: true), r => r.Steps, (r, v) => r with { Steps = v }, "Numbers of time steps; none for all.")
        .Key("columns", new ListKind<StudyColumn>(new ChoiceKind<StudyColumn>(), mayBeEmpty: true), r => r.Columns, (r, v) => r with { Columns = v }, "What else is told of each setting.")
        .Key("against", new OptionalKind<string>(_text), r => r.Against, (r, v) => r with { Against = v }, "The setting that others are compared with; null for the first.")
        .Key("source", new OptionalKind<string>(_text), r => r.Source, (r, v) => r with { Source = v }, "Where the published figures come from.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z0-9*][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[1-9][0-9]{0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
